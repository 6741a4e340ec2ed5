"""How events reach an observer: values that can be kept, with the times of the run's clock."""

import asyncio
import copy
import gc
import sys
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pickle import dumps, loads
from typing import Any

import pytest
from tests.runtime.play import piped, play, site

from pipesmith_runtime import Run, host, operator
from pipesmith_runtime import events as e
from pipesmith_runtime.events import Event

SLACK = timedelta(seconds=5)
"""How far the machine's clock may be set while a test runs."""


async def doubled(n: int) -> int:
    """Be host code."""
    return 2 * n


@operator(host=f"{__name__}:doubled")
async def quick(run: Run, n: int) -> int:
    """Call host code and do nothing else."""
    return await host(run, f"{__name__}:doubled", int, n=n)


async def turning(run: Run) -> None:
    """Call a host in each turn of a loop."""
    for turn, number in run.each(site("rows"), [1, 2]):
        await turn.stage(site("row"), quick, number)


def told_of_turns(**given: Any) -> list[Event]:
    return play(turning, run_id="r", **given).events


def test_events_that_are_read_later_say_what_was_true() -> None:
    read: list[dict[str, Any]] = []
    later: list[Event] = []

    def observer(event: Event) -> None:
        read.append(event.to_json())
        later.append(event)

    play(turning, observe=False, observer=observer)
    assert [each.to_json() for each in later] == read
    addresses = [each["address"] for each in read if each["event"] == "StageStarted"]
    assert addresses == ["rows[0]/row", "rows[1]/row"]


def test_events_are_values() -> None:
    first, second = told_of_turns(), told_of_turns()
    assert first == second
    assert [hash(each) for each in first] == [hash(each) for each in second]
    assert first[0] != second[1]
    for event in first:
        origin, *facts = event
        assert (origin, event[0], event[1:]) == (event.origin, origin, tuple(facts))
        assert eval(repr(event), {**vars(e), "datetime": sys.modules["datetime"]}) == event


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda it: loads(dumps(it))])
def test_events_can_be_copied_and_sent(copied: Callable[[Event], Event]) -> None:
    for event in told_of_turns():
        assert copied(event) == event
        assert copied(event).to_json() == event.to_json()
        assert type(copied(event)) is type(event)


def test_an_event_keeps_nothing_of_the_observer() -> None:
    class Kept:
        def __init__(self) -> None:
            self.events: list[Event] = []

        def __call__(self, event: Event) -> None:
            self.events.append(event)

    observer = Kept()
    play(turning, observe=False, observer=observer)
    events, gone = observer.events, weakref.ref(observer)
    del observer
    gc.collect()
    assert gone() is None
    assert events


def test_the_time_of_events_is_that_of_the_run_s_clock() -> None:
    class Ticking:
        ticks = 0

        def now(self) -> datetime:
            self.ticks += 1
            return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=self.ticks)

    seen: list[Event] = []
    asyncio.run(piped(turning)(run=Run(observer=seen.append, clock=Ticking())))
    hours = [event.origin.time.hour for event in seen]
    assert hours == list(range(hours[0], hours[0] + len(hours)))


def test_the_time_of_events_goes_as_that_of_the_loop() -> None:
    async def waiting(run: Run) -> None:
        await run.wait(site("pause"), timedelta(seconds=2))

    events = play(waiting).events
    first, last = events[0].origin, events[-1].origin
    assert (last.time - first.time).total_seconds() == last.monotonic - first.monotonic == 2.0


def test_the_time_of_events_is_the_machine_s() -> None:
    seen: list[Event] = []
    before = datetime.now(UTC)
    asyncio.run(piped(turning)(run=Run(observer=seen.append)))
    times = [event.origin.time for event in seen]
    assert before - SLACK <= times[0] <= times[-1] <= datetime.now(UTC) + SLACK
    assert times == sorted(times)


def test_a_loop_that_stands_still_does_not_hold_up_the_time_of_day() -> None:
    class Still(asyncio.SelectorEventLoop):
        def time(self) -> float:
            return 5.0

    seen: list[Event] = []
    before = datetime.now(UTC)
    with asyncio.Runner(loop_factory=Still) as runner:
        runner.run(piped(turning)(run=Run(observer=seen.append)))
    assert {event.origin.monotonic for event in seen} == {5.0}
    assert before - SLACK <= seen[0].origin.time < seen[-1].origin.time
