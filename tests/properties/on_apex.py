"""One drawn program through the oracle and through generated Apex.

Apex does one thing at a time, so the oracle does here too, and every answer takes a millisecond
and depends on its stage alone. A program is run twice. `at_once`: what waits is taken out of it,
so that one transaction does it. `in_jobs`: it waits, in whole minutes where the rules have
milliseconds, and its limits of time are so long that none is reached.

What is compared: the value, or the error (type, code, where it arose); every attempt at a component
in its order.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

from tests.apexvm import Project
from tests.conformance.apex_target import START, Answers, check, drivers, sources
from tests.conformance.pages import Case as Run
from tests.conformance.pages import Program as Page
from tests.oracle.answers import KINDS, Answer, Drawing, Question
from tests.oracle.answers import Answers as Drawn
from tests.oracle.in_turn import InTurn, OutOfTime
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import Program, Unsound, checked
from tests.oracle.values import to_json
from tests.properties.comparing import Case, Disagreement, inputs

from pipesmith.diagnostics import Severity
from pipesmith.driver import compile_program
from pipesmith.ir import nodes as n
from pipesmith.target import Bundle, Options
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.printing import text_of

_DELAYS = (r"\s*backoff \w+\((?:[^()]|\([^()]*\))*\)", r"\s*jitter [\d.]+", r"(?m)^\s*wait .*$")
_NAMED_WAIT = re.compile(r"= wait .*$", re.MULTILINE)
_LIMIT = re.compile(r" (timeout|deadline|cache) \d+m?s?\b")
_BINDING = re.compile(r'python "[^"]*"')

Change = Callable[[str], str]
"""What is done to a program before it is run on either side."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Answers that depend on the stage and the attempt alone, and take a millisecond."""

    program: Program
    seed: int
    failing: int

    def __call__(self, question: Question) -> Answer:
        """Answer an attempt."""
        if "." in question.component:
            return Answer(0)
        key = f"{self.seed} {question.component} {question.address} {question.attempt}"
        random = Random(key)
        if random.randrange(100) < self.failing:
            return Answer(1, fails=random.choice(KINDS))
        result = Drawn(self.program, self.seed).result(question.component)
        return Answer(1, Drawing(self.program, random).data(result))


@dataclass(slots=True)
class Standing(Answers):
    """Stands in for the components of a program, and notes what they were asked."""

    ask: Asking | None = None
    asked: list[str] = field(default_factory=list)

    def has(self, component: str, address: str, attempt: int) -> bool:
        """Tell whether a component is one of the program's own."""
        return component in self._declared() or component.startswith("signal ")

    def next(self, component: str, address: str, attempt: int, timeout: int | None) -> str:
        """Give the answer to an attempt."""
        assert self.ask is not None
        self.asked.append(f"{component} at {address} #{attempt}")
        found = self.ask(Question(component, address, attempt, None, 0))
        self.milliseconds += found.takes
        if found.fails is not None:
            return json.dumps({"names": [found.fails], "message": "refused"})
        return json.dumps({"returns": found.gives, "echoes": None})


def at_once(text: str) -> str:
    """Take out of a program what waits."""
    for pattern in _DELAYS:
        text = re.sub(pattern, "", text)
    return _NAMED_WAIT.sub("= if true { }", text)


def in_jobs(text: str) -> str:
    """Let a program wait, and its limits be as long as minutes in the place of moments need."""
    return _LIMIT.sub(r" \1 9000h", text)


def compare(case: Case, change: Change) -> tuple[str, frozenset[str]]:
    """Run a case both ways; give how it went, and the slugs of what was refused."""
    text = change(case.text)
    page = Page({"main.pipe": _BINDING.sub(r'\g<0> apex "Host"', text)})
    sound = check(page)
    if sound.program is None:
        raise Unsound(text)
    with patch("pipesmith_targets.apex.splitting.printed", text_of):  # no words to the analyzer
        built = compile_program(sound.program, TARGET, Options(), sound.findings)
    if built.bundle is None:
        errors = (each for each in built.findings if each.severity is Severity.error)
        return "refused", frozenset(str(each.slug) for each in errors)
    program = checked(text)
    given = inputs(program, case.seed)
    ask = Asking(program, case.seed, case.failing)
    try:
        told = interpret(program, "main", given, ask, InTurn())
    except OutOfTime:
        return "unclear", frozenset()
    _hold(given, _wanted(told), ran(built.bundle, sound.program, given, ask))
    return ("value" if told.error is None else "error"), frozenset()


def _hold(given: dict[str, Any], wanted: Any, found: Any) -> None:
    """Raise Disagreement where a run in Apex is not as the rules have it."""
    if json.dumps(wanted, sort_keys=True) != json.dumps(found, sort_keys=True):
        lines = (f"with {given}", f"  by the rules: {wanted}", f"  in Apex:      {found}")
        raise Disagreement("\n".join(lines))


def ran(bundle: Bundle, program: n.Program, given: dict[str, Any], ask: Asking) -> Any:
    """Run generated Apex."""
    case = Run("main", given, {}, {}, {}, frozenset(), {})
    answers = Standing(case, program, ask=ask)
    files = sources(bundle) | drivers(program, "main")
    project = _library(tuple((name, files.pop(name)) for name in sorted(files) if _shared(name)))
    project.native("ConformanceAnswers", answers.natives())
    project.clock = lambda: START + answers.milliseconds
    with project.holding(files):
        text = json.dumps(given, ensure_ascii=False)
        outcome = json.loads(str(project.call_static("ConformanceDriver", "run", text, {})))
    error = outcome.get("error")
    told = outcome.get("result") if error is None else {name: error[name] for name in _MEMBERS}
    return {"comes to": told, "asked": answers.asked}


@cache
def _library(files: tuple[tuple[str, str], ...]) -> Project:
    """Load what all programs share, once."""
    return Project.of(dict(files))


def _shared(name: str) -> bool:
    """Tell whether a file is one of the runtime."""
    return name.startswith(("Pipeline", "objects/"))


_MEMBERS = ("type", "code", "stage", "attempt")


def _wanted(told: Report) -> Any:
    """Give what Apex must come to."""
    asked = [each for each in told.questions if "." not in each.component]
    return {
        "comes to": to_json(told.value)
        if told.error is None
        else {name: getattr(told.error, name) for name in _MEMBERS},
        "asked": [f"{each.component} at {each.address} #{each.attempt}" for each in asked],
    }
