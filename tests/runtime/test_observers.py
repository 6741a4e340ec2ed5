"""Observers that say what they want to know are told that, as before, and nothing else is made."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests.runtime.cast import Model, ask, broken
from tests.runtime.play import piped, play, retried, site
from tests.runtime.test_telling import quick

from pipesmith_runtime import CancellationToken, MemoryStore, Run, telling
from pipesmith_runtime import events as e
from pipesmith_runtime.observers import KINDS, OF_RUNS, Interest, Observers, interest
from pipesmith_runtime.watched import WatchedRun


class Wanting:
    """An observer that wants some events."""

    def __init__(self, *kinds: type[e.Event]) -> None:
        self.wants: Interest = frozenset(kinds)
        self.events: list[e.Event] = []

    def __call__(self, event: e.Event) -> None:
        self.events.append(event)


async def everything(run: Run) -> None:
    """Go through most of what a run can tell of, and fail."""
    here = site("host")
    for turn, number in run.each(site("rows"), [1, 2]):
        await turn.stage(here, quick, number)
        turn.took(site("if"), "else")
    with run.block(site("block")):
        run.skipped(site("skipped"), None)
    await run.stage(site("fallen"), broken, fallback=lambda error: None)
    await run.stage(site("asked"), ask)
    await run.stage(site("bad", retry=retried(1, 1.0)), broken)


def told(observer: Any, body: Any = everything, **given: Any) -> list[dict[str, Any]]:
    """Give what an observer is told, without the numbers of events."""
    given = {"run_id": "r", "models": {"default": Model()}, "observer": observer, **given}
    play(body, observe=False, **given)
    return [{**event.to_json(), "sequence": 0} for event in observer.events]


def test_whoever_says_nothing_is_told_all() -> None:
    events: list[e.Event] = []
    play(everything, observe=False, observer=events.append, models={"default": Model()}, run_id="r")
    assert [{**each.to_json(), "sequence": 0} for each in events] == told(Wanting(e.Event))
    assert len({type(each) for each in events}) > 9


@pytest.mark.parametrize("values", [False, True])
@pytest.mark.parametrize("kind", sorted(KINDS, key=str))
def test_what_is_wanted_is_told_as_before(kind: type[e.Event], values: bool) -> None:
    whole = told(Wanting(e.Event), record_values=values)
    wanted = [each for each in whole if each["event"] == kind.__name__]
    assert told(Wanting(kind), record_values=values) == wanted


def test_what_is_told_is_numbered_from_one() -> None:
    observer = Wanting(e.StageCompleted, e.RunFailed)
    told(observer)
    assert [each.sequence for each in observer.events] == [1, 2, 3, 4, 5, 6]


def test_what_is_not_wanted_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: Counter[str] = Counter()
    for kind in KINDS:
        original: Any = kind.__new__

        def counted(kind: Any, *facts: Any, original: Any = original) -> Any:
            made[kind.__name__] += 1
            return original(kind, *facts)

        monkeypatch.setattr(kind, "__new__", counted)
    quickest = telling._new

    def counted_too(kind: Any, facts: Any) -> Any:
        made[kind.__name__] += 1
        return quickest(kind, facts)

    monkeypatch.setattr(telling, "_new", counted_too)
    told(Wanting(e.StageFailed, e.RunFailed))
    assert made == {"StageFailed": 1, "RunFailed": 1}
    told(Wanting(e.StageStarted))
    assert made["StageStarted"] == 6
    assert made["StageCompleted"] == 0


@pytest.mark.parametrize(
    ("wants", "plain", "kind"),
    [
        ((), True, Run),
        (tuple(OF_RUNS), True, Run),
        ((e.StageFailed,), False, WatchedRun),
        ((e.LoopStarted, e.RunFailed), False, WatchedRun),
        ((e.Event,), False, WatchedRun),
    ],
)
def test_a_run_of_which_only_the_ends_are_wanted_goes_as_an_unobserved_one(
    wants: tuple[type[e.Event], ...], plain: bool, kind: type[Run]
) -> None:
    async def body(run: Run) -> None:
        assert (run.state.plain, run.observed, type(run)) == (plain, not plain, kind)

    assert play(body, observe=False, observer=Wanting(*wants)).error is None


def test_ends_of_runs_are_told_of_every_way_to_end() -> None:
    async def stopped(run: Run) -> None:
        assert run.settings.cancel is not None
        run.settings.cancel.cancel("enough")
        await run.wait(site("pause"), timedelta(hours=1))

    async def asking(run: Run) -> None:
        await run.stage(site("asked"), ask)

    for body in (asking, everything, stopped):
        whole = told(Wanting(e.Event), body, cancel=CancellationToken())
        ends = [each for each in whole if named(each, OF_RUNS)]
        assert told(Wanting(*OF_RUNS), body, cancel=CancellationToken()) == ends
        assert len(ends) == 2


def named(event: dict[str, Any], kinds: Interest) -> bool:
    return event["event"] in {kind.__name__ for kind in kinds}


def test_a_stored_run_that_goes_on_tells_its_end() -> None:
    store, observer = MemoryStore(), Wanting(e.RunResumed, e.RunFailed)
    told(Wanting(), store=store)
    assert [each["event"] for each in told(observer, store=store)] == ["RunResumed", "RunFailed"]


def test_several_observers_each_get_what_they_want() -> None:
    some, others, events = Wanting(e.StageStarted), Wanting(e.RunFailed), list[e.Event]()
    assert Observers([some, others]).wants == {e.StageStarted, e.RunFailed}
    assert Observers([some, events.append]).wants == KINDS
    assert Observers([]).wants == set()
    play(everything, observe=False, observer=Observers([some, others]), models={"default": Model()})
    assert {type(each) for each in some.events} == {e.StageStarted}
    assert {type(each) for each in others.events} == {e.RunFailed}


@pytest.mark.parametrize("wants", [["StageFailed"], {"StageFailed"}, e.StageFailed, {int}, 1])
def test_what_is_no_set_of_events_is_refused(wants: object) -> None:
    class Mistaken:
        def __init__(self) -> None:
            self.wants = wants

        def __call__(self, event: e.Event) -> None: ...

    with pytest.raises(TypeError, match="`wants` of an observer is a set of classes of events"):
        asyncio.run(piped(everything)(run=Run(observer=Mistaken())))


def test_interest_is_not_looked_up_for_each_event() -> None:
    looked: list[int] = []

    class Counting(Wanting):
        def __getattribute__(self, name: str) -> Any:
            if name == "wants":
                looked.append(1)
            return super().__getattribute__(name)

    told(Counting(e.Event))
    assert len(looked) == 2  # whether it wants anything, and what
    assert interest(Wanting(e.Event)) == KINDS


def test_an_observer_that_wants_nothing_is_none() -> None:
    class Silent:
        wants: Interest = frozenset()

        def __call__(self, event: e.Event) -> None:
            raise AssertionError("it wants no event")

    assert Run(observer=Silent()).settings.observer is None
    assert Run(observer=Observers([Silent()])).settings.observer is None
    assert Run(observer=print).settings.observer is print
