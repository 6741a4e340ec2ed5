"""Durations that are known while compiling are constants of the IR; nothing else is folded."""

import pytest
from tests.checking import check_files

from pipesmith.diagnostics.render import render_text
from pipesmith.ir import nodes as n
from pipesmith.ir.fold import folded
from pipesmith.types import DURATION


def lowered(expression: str, result: str) -> n.Expression:
    source = f"function f(d: duration, k: int) -> {result} = {expression}"
    checked = check_files({"main.pipe": source})
    assert checked.program is not None, render_text(checked.findings)
    (function,) = checked.program.entry.declarations
    assert isinstance(function, n.Function)
    return function.body


@pytest.mark.parametrize(
    ("expression", "milliseconds"),
    [
        ("1h + 30m", 5_400_000),
        ("1h + 30m - 250ms", 5_399_750),
        ("(1s + 1s) * 3", 6_000),
        ("3 * 1s", 3_000),
        ("-5s", -5_000),
        ("-(1s - 3s)", 2_000),
    ],
)
def test_durations_are_added_up(expression: str, milliseconds: int) -> None:
    assert lowered(expression, "duration") == n.DurationValue(milliseconds, type=DURATION)


@pytest.mark.parametrize("expression", ["d + 1s", "1s * k", "1s + d * 2"])
def test_what_a_run_knows_stays(expression: str) -> None:
    assert isinstance(lowered(expression, "duration"), n.Binary)


def test_numbers_and_texts_stay_as_written() -> None:
    assert isinstance(lowered("60 * 60", "int"), n.Binary)
    assert isinstance(lowered('"a" + "b"', "string"), n.Binary)


def test_what_leaves_64_bits_stays_and_fails_in_the_run() -> None:
    most = n.DurationValue(2**63 - 1, type=DURATION)
    node = n.Binary("+", most, n.DurationValue(1, type=DURATION), type=DURATION)
    assert folded(node) is node


def test_a_clause_with_a_sum_is_a_constant() -> None:
    source = """
operator load() -> int { python "shop:load" }
pipeline p() -> int {
  stage one = load() timeout 1m + 30s
  return one
}
"""
    program = check_files({"main.pipe": source}).program
    assert program is not None
    (stage, _) = program.entry.pipelines[0].body.statements
    assert isinstance(stage, n.Stage)
    assert stage.policies.timeout == n.DurationValue(90_000, type=DURATION)
