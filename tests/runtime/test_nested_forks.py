"""Forks that are part of the fork around them: statements of one block, in several forks."""

import asyncio
from typing import Any

import pytest
from tests.runtime.play import after, broken, play, site

from pipesmith_runtime import Run


@pytest.mark.parametrize("outer", [0, 1])
@pytest.mark.parametrize("inner", [0, 1])
def test_a_failure_in_a_nested_fork_stops_the_branches_of_both_at_once(
    inner: int, outer: int
) -> None:
    stopped: list[tuple[str, float]] = []

    async def cleaning(run: Run, name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.append((name, asyncio.get_running_loop().time()))
            await asyncio.sleep(5)
            stopped.append((name, asyncio.get_running_loop().time()))

    async def branch(run: Run) -> Any:
        pair = [run.stage(site("x"), after, 1.0, broken("x")), cleaning(run, "near")]
        return await run.together(pair[inner], pair[1 - inner], nested=True)

    async def body(run: Run) -> Any:
        pair = [branch(run), cleaning(run, "far")]
        return await run.together(pair[outer], pair[1 - outer])

    played = play(body)
    assert (played.failed.message, played.took) == ("x", 6.0)
    assert sorted(stopped) == [("far", 1.0), ("far", 6.0), ("near", 1.0), ("near", 6.0)]


def test_a_failure_reaches_a_fork_through_two_nested_ones() -> None:
    stopped: list[float] = []

    async def waiting() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            stopped.append(asyncio.get_running_loop().time())

    async def slow_to_end(run: Run) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(5)

    async def body(run: Run) -> Any:
        failing = run.stage(site("x"), after, 1.0, broken("x"))
        inmost = run.together(failing, slow_to_end(run), nested=True)
        middle = run.together(waiting(), inmost, nested=True)
        return await run.together(middle, waiting())

    assert play(body).failed.message == "x"
    assert stopped == [1.0, 1.0]


def test_a_nested_fork_that_stands_in_no_other_is_a_fork() -> None:
    async def body(run: Run) -> Any:
        return await run.together(asyncio.sleep(60), failing(), nested=True)

    async def failing() -> None:
        raise broken("x")

    assert play(body).failed.message == "x"


def test_a_cancellation_reaches_a_nested_fork_that_is_failing() -> None:
    async def stubborn() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(60)

    async def branch(run: Run) -> Any:
        failing = run.stage(site("x"), after, 1.0, broken("x"))
        return await run.together(failing, stubborn(), nested=True)

    async def body(run: Run) -> Any:
        return await run.together(branch(run), asyncio.sleep(60))

    assert play(lambda run: asyncio.wait_for(body(run), 3.0)).took == 3.0
