"""Drawn programs through the oracle and through generated Apex.

    python -m tests.properties.apex_drawn 400 0     compares programs, counted from a seed

Apex runs one thing after another, so what is compared does not depend on time: no component fails,
answers take a few milliseconds, and programs lose their backoff and waits and get late deadlines.
The value is compared, or the type, code, stage and attempt of the error.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.apexvm import ParserMissing, Project
from tests.conformance.apex_target import DRIVER, START
from tests.oracle.answers import Answer, Answers, Ask, Question
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Unsound, checked
from tests.oracle.values import to_json
from tests.properties.comparing import Case, Disagreement, inputs
from tests.properties.drawing import drawn

from pipesmith.driver import check_source, compile_program
from pipesmith.ir import nodes as n
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.program_names import ProgramNames

_BINDING = re.compile(r'python "HOST:(\w+)"')
_BACKOFF = re.compile(r" backoff (?:fixed|linear|exponential)\([^()]*\)(?: jitter [\d.]+)?")
_DEADLINE = re.compile(r" deadline \d+m?s")
_LATE = " deadline 9999h"
_WAIT = re.compile(r"^\s*(?:do )?wait .*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Built:
    """A program as Apex."""

    classes: dict[str, str]
    pipeline: str
    components: frozenset[str]


def compare(case: Case) -> str:
    """Run a case both ways; give how it went, or raise Disagreement."""
    case = replace(case, text=suited(case.text))
    program = checked(case.text)
    built = build(case.text)
    if built is None:
        return "refused"
    ask = asked(Answers(program, case.seed))
    given = inputs(program, case.seed)
    told = interpret(program, "main", given, ask)
    if told.unclear:
        return "unclear"
    _hold(told, run(built, given, ask))
    return "value" if told.error is None else "error"


def suited(text: str) -> str:
    """Give a program that Apex may take: bound to classes, without backoff and waits."""
    text = _DEADLINE.sub(_LATE, _WAIT.sub("", _BACKOFF.sub("", text)))
    return _BINDING.sub(r'\g<0> apex "Nowhere"', text)


def asked(answers: Answers) -> Ask:
    """Answer in a few milliseconds, the same at any time."""

    def ask(question: Question) -> Answer:
        answer = answers.by_address(replace(question, at=0))
        return replace(answer, takes=1 + answer.takes % 97)

    return ask


def build(text: str) -> Built | None:
    """Compile a program, unless the target refuses it."""
    found = check_source(Source("main.pipe", text), lambda path: None)
    assert found.program is not None
    bundle = compile_program(found.program, TARGET, Options(), found.findings).bundle
    if bundle is None:
        return None
    names = ProgramNames.of(found.program).pipelines
    items = [item for module in found.program.modules for item in module.declarations]
    return Built(
        {Path(path).name: text for path, text in bundle.files.items() if path.endswith(".cls")},
        names[found.program.entry.name, "main"],
        frozenset(item.name for item in items if isinstance(item, n.Component)),
    )


def run(built: Built, given: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Run generated Apex with the answers of the oracle."""
    driver = DRIVER.format(pipeline=built.pipeline)
    project = Project.of(built.classes | {"ConformanceDriver.cls": driver})
    project.native("ConformanceAnswers", answered(built, ask))
    project.clock = lambda: START
    text = json.dumps(given, ensure_ascii=False)
    found: dict[str, Any] = json.loads(project.call_static("ConformanceDriver", "run", text, {}))
    return found


def answered(built: Built, ask: Ask) -> dict[str, Any]:
    """Give what stands in for components."""

    def answer(component: str, address: str, attempt: int, timeout: int | None) -> str:
        return json.dumps({"returns": ask(Question(component, address, attempt, None, 0)).gives})

    return {
        "has": lambda component, address, attempt: component in built.components,
        "next": answer,
        "skip": lambda address: None,
        "reach": lambda address: None,
    }


def _hold(told: Report, ran: dict[str, Any]) -> None:
    rules = _by_rules(told)
    apex = _by_apex(ran)
    if rules != apex:
        raise Disagreement(f"by the rules: {rules}\nin Apex:      {apex}")


def _by_rules(told: Report) -> Any:
    if told.error is None:
        return "value", to_json(told.value)
    error = told.error
    return "error", error.type, error.code, error.stage, error.attempt


def _by_apex(ran: dict[str, Any]) -> Any:
    if "error" not in ran:
        return "value", ran["result"]
    error = ran["error"]
    return "error", error["type"], error["code"], error["stage"], error["attempt"]


def outcomes(count: int, first: int) -> Iterator[tuple[int, str]]:
    """Say of drawn programs how they went, or what is wrong."""
    for number, case in drawn(count, first):
        try:
            yield number, compare(case)
        except Unsound:
            yield number, "unsuited"
        except ParserMissing:
            raise
        except Exception as fault:
            yield number, f"{type(fault).__name__}: {fault}"


def main(count: int, first: int) -> None:
    """Print what differs, and how many programs went how."""
    seen: Counter[str] = Counter()
    for number, outcome in outcomes(count, first):
        seen[outcome.split(":", 1)[0]] += 1
        if ":" in outcome:
            print(f"seed {number}: {outcome}")
    print(dict(seen))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
