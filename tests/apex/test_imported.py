"""A document with hyphens, quotes and words of Apex for names comes to the same on every target."""

from pathlib import Path

import pytest
from tests.apex.corpus import imported
from tests.conformance.outcome import Outcome
from tests.conformance.pages import Answer, Case, Program
from tests.conformance.targets import TARGETS, Runner

LINES = [{"unit_price": 0.5, "class": "it's"}, {"unit_price": 2.0, "class": "*/ \U0001f600"}]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_it_runs(target: Runner, tmp_path: Path) -> None:
    given = {"order_lines": LINES, "customer_name": "O'Neil\n"}
    answers = {"log.info": (Answer(),)}
    case = Case("it_s_a_select", given, answers, {}, {}, frozenset(), {})
    program = Program({"main.pipe": imported()}, cases=[case])
    assert target.refusals(program) == []
    (outcome,) = target.run(program, tmp_path)
    assert isinstance(outcome, Outcome)
    assert (outcome.error, outcome.result) == (None, ["*/ \U0001f600"])
