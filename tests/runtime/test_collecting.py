"""Loops that keep what each turn comes to, one after another."""

from typing import Any

import pytest
from tests.runtime.play import play

from pipesmith_runtime import Outcome, PipelineError, Run, Site
from pipesmith_runtime.errors import CANCELLATION, EXECUTION

LOOP = Site("xs", 7, 1)
BOTH = pytest.mark.parametrize("observe", [True, False])


async def turns(run: Run) -> list[Outcome[int]]:
    """Fail at 0, go on at 1 without a value, end at 2."""
    found: list[Outcome[int]] = []
    for scope, item in run.each(LOOP, [5, 0, 1, 2, 6]):
        with scope.collecting(LOOP, found) as kept:
            if item == 1:
                kept.append(None)
                continue
            if item == 2:
                break
            kept.append(10 // item)
    return found


@BOTH
def test_a_turn_gives_a_value_or_an_error_or_ends_the_loop(observe: bool) -> None:
    first, second, third = play(turns, observe).value
    assert first == Outcome(True, 2, None, 0)
    assert (second.ok, second.value, second.index) == (False, None, 1)
    assert (second.error.type, second.error.stage) == ("EXPRESSION", "xs[1]")
    assert third == Outcome(True, None, None, 2)


@BOTH
def test_what_was_given_before_an_error_is_dropped(observe: bool) -> None:
    async def body(run: Run) -> Any:
        found: list[Outcome[int]] = []
        for scope, item in run.each(LOOP, [1]):
            with scope.collecting(LOOP, found) as kept:
                kept.append(item)
                raise PipelineError(EXECUTION, "late")
        return found

    (only,) = play(body, observe).value
    assert (only.ok, only.error.message) == (False, "late")


@BOTH
def test_a_cancellation_is_not_collected(observe: bool) -> None:
    async def body(run: Run) -> Any:
        found: list[Outcome[int]] = []
        for scope, _ in run.each(LOOP, [1]):
            with scope.collecting(LOOP, found):
                raise PipelineError(CANCELLATION, "stopped")

    assert play(body, observe).failed.type == "CANCELLATION"
