"""The 30 cases of the FlowMason runner, rewritten: ours come to what theirs define."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.conformance.flowmason import WORK, Expected, expected
from tests.conformance.outcome import Outcome
from tests.conformance.pages import Answer, Case, Program
from tests.conformance.targets import TARGETS, Runner
from tests.suites import groups, suite

PROGRAMS = Path(__file__).parent / "conformance" / "flowmason_runner"
CASES = 30
FILES = sorted(PROGRAMS.glob("*.pipe"))


@pytest.fixture
def cases() -> dict[str, dict[str, Any]]:
    found = groups(suite("flowmason") / "demo-runner-cases.json")
    return {case["name"]: case for case in found}


def title(file: Path) -> str:
    """Give the name of the case that a program rewrites: its first line."""
    return file.read_text("utf-8").splitlines()[0].removeprefix("/// ")


def test_every_case_has_its_program(cases: Mapping[str, Any]) -> None:
    assert len(cases) == CASES
    assert sorted(map(title, FILES)) == sorted(cases)


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_it_comes_to_what_the_case_defines(
    file: Path, target: Runner, cases: Mapping[str, Any], tmp_path: Path
) -> None:
    wanted = expected(cases[title(file)])
    files = {"main.pipe": file.read_text("utf-8")}
    program = Program(files, cases=[run_of(each) for each in wanted])
    refused = target.refused.get(f"flowmason_runner/{file.stem}#0", frozenset())
    assert {*target.refusals(program)} == refused
    if not refused:
        outcomes = target.run(program, tmp_path)
        told = zip(outcomes, wanted, strict=True)
        found = [shown(outcome, each.failing) for outcome, each in told]
        assert found == [as_quick(target, *pair) for pair in zip(wanted, found, strict=True)]


def as_quick(target: Runner, wanted: Expected, found: Expected) -> Expected:
    """Give what is wanted of a target, which may be slower if it does one thing at a time."""
    slower = "concurrency" not in target.features and found.took > wanted.took
    return replace(wanted, took=found.took) if slower else wanted


def run_of(wanted: Expected) -> Case:
    """Give a run in which loggers and handlers take a second each, and one stage may fail."""
    answers = {
        "log.info": Answer(takes=WORK),
        "log.warn": Answer(takes=WORK),
        "handle": Answer(echoes="name", takes=WORK),
        "process": Answer(echoes="item", takes=WORK),
    }
    if wanted.failing is not None:
        answers[wanted.failing] = Answer(fails="connectivity", takes=WORK)
    given = {to: (answer,) for to, answer in answers.items()}
    return Case("runner_case", {}, given, {}, {}, frozenset(), {})


def shown(outcome: Outcome, failing: str | None) -> Expected:
    """Give an outcome in the words of the table: attempts by the last segment of the address."""
    ran: Counter[str] = Counter()
    for address, attempts in outcome.executions.items():
        ran[re.sub(r"\[\d+\]", "", address).rpartition("/")[2]] += attempts
    error = None if outcome.error is None else outcome.error["type"]
    return Expected(outcome.result, error, dict(ran), outcome.took, failing)


def test_another_outcome_is_noticed(cases: Mapping[str, Any], tmp_path: Path) -> None:
    case = cases["Router - Billing Route"]
    (wanted,) = expected(case)
    text = (PROGRAMS / "router_billing.pipe").read_text("utf-8")
    wrong = text.replace('case "billing"', 'case "milling"')
    program = Program({"main.pipe": wrong}, cases=[run_of(wanted)])
    (outcome,) = TARGETS[0].run(program, tmp_path)
    assert shown(outcome, None) != wanted
    assert replace(shown(outcome, None), result="billing_handler") != wanted
