"""Signals: who gets what was sent, and when a stage stops waiting."""

import asyncio
import threading
from typing import Any

import pytest
from tests.runtime.play import Body, Played, play_pipeline, retried

from pipesmith_runtime import (
    FRESH,
    CancellationToken,
    MemoryStore,
    PipelineError,
    Run,
    Signal,
    Signals,
    Site,
    VirtualClock,
    pipeline,
)
from pipesmith_runtime import events as e
from pipesmith_runtime.graphs import Graphs
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.signals import signals_of

APPROVAL = Signal("approval", bool)
LEVEL = Signal("level", int)
GO: Signal[None] = Signal("go")
OK = Site("ok", 4, 3)


async def approval(run: Run) -> bool:
    return await run.stage(OK, APPROVAL)


async def two_levels(run: Run) -> list[int]:
    first, second = Site("first", 4, 3), Site("second", 5, 3)
    return list(await run.together(run.stage(first, LEVEL), run.stage(second, LEVEL)))


def piped(body: Body, **options: Any) -> Pipeline[..., Any]:
    """Make a pipeline of a body, beside the signals of this module."""

    async def played(*, run: Run = FRESH) -> Any:
        return await body(run)

    return pipeline(**options)(played)


def played(body: Body, *sent: tuple[str, Any], ended: bool = False, **given: Any) -> Played:
    """Run a body to which values were sent before it begins."""
    whole = piped(body)
    signals = Signals(whole)
    for name, value in sent:
        signals.send(name, value)
    if ended:
        signals.end()
    return play_pipeline(whole, signals=signals, **given)


async def meanwhile(whole: Pipeline[..., Any], signals: Signals, *sends: tuple[str, Any]) -> Any:
    """Run a pipeline and send values while it waits."""
    running = asyncio.ensure_future(whole(run=Run(signals=signals)))
    await asyncio.sleep(0)
    for name, value in sends:
        signals.send(name, value)
        await asyncio.sleep(0)
    return await running


def test_what_was_sent_before_anyone_waits_is_kept() -> None:
    assert played(approval, ("approval", True)).value is True


def test_what_is_sent_while_a_stage_waits_is_its_value() -> None:
    whole = piped(approval)
    assert asyncio.run(meanwhile(whole, Signals(whole), ("approval", False))) is False


def test_the_oldest_value_goes_to_the_stage_that_began_to_wait_first() -> None:
    assert played(two_levels, ("level", 1), ("level", 2)).value == [1, 2]
    whole = piped(two_levels)
    assert asyncio.run(meanwhile(whole, Signals(whole), ("level", 3), ("level", 4))) == [3, 4]


def test_a_signal_without_a_type_carries_null() -> None:
    async def body(run: Run) -> str:
        await run.stage(OK, GO)
        return "went"

    assert played(body, ("go", None)).value == "went"


def test_a_signal_may_be_sent_from_another_thread() -> None:
    whole = piped(approval)
    begun = threading.Event()
    signals = Signals(whole, lambda signal: begun.set())

    def send() -> None:
        begun.wait()
        signals.send("approval", True)

    thread = threading.Thread(target=send)
    thread.start()
    assert asyncio.run(whole(run=Run(signals=signals))) is True
    thread.join()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("approval", 1, "approval"),
        ("approval", {"__class__": "int"}, "approval"),
        ("level", "__import__('os')", "level"),
        ("go", 0, "go"),
        ("aproval", True, "nothing waits for a signal `aproval`: the signals are "),
    ],
)
def test_what_does_not_fit_is_refused_at_the_sender(name: str, value: Any, message: str) -> None:
    whole = piped(approval)
    signals = Signals(whole)
    with pytest.raises(PipelineError) as refused:
        signals.send(name, value)
    assert refused.value.type == "VALIDATION"
    assert message in refused.value.message
    assert asyncio.run(meanwhile(whole, signals, ("approval", True))) is True


def test_a_value_is_given_as_its_type_has_it() -> None:
    async def body(run: Run) -> int:
        return await run.stage(OK, LEVEL)

    value = played(body, ("level", 3.0)).value
    assert (value, type(value)) == (3, int)


def test_the_timeout_of_a_signal_is_timeout() -> None:
    async def body(run: Run) -> bool:
        return await run.stage(Site("ok", 4, 3, timeout=172800.0), APPROVAL)

    run = played(body)
    assert (run.failed.type, run.failed.stage, run.took) == ("TIMEOUT", "ok", 172800.0)


def test_it_may_be_tried_again_and_fall_back() -> None:
    async def body(run: Run) -> bool | str:
        site = Site("ok", 4, 3, timeout=10.0, retry=retried(1, 5.0))
        return await run.stage(site, APPROVAL, fallback=lambda error: error.type)

    run = played(body)
    assert (run.value, run.took) == ("RETRY_EXHAUSTED", 25.0)


def test_what_came_for_a_stage_that_was_stopped_goes_to_the_next() -> None:
    async def body(run: Run) -> int:
        started = asyncio.get_running_loop().time()
        first = asyncio.ensure_future(run.stage(Site("first", 4, 3), LEVEL))
        await asyncio.sleep(0)
        signals.send("level", 1)  # is handed to it, but it is stopped before it goes on
        signals.send("level", 2)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert asyncio.get_running_loop().time() == started
        return await run.stage(Site("second", 5, 3), LEVEL)

    whole = piped(body)
    signals = Signals(whole)
    assert play_pipeline(whole, signals=signals).value == 1


def test_a_stage_that_stopped_waiting_takes_nothing() -> None:
    async def body(run: Run) -> int:
        late = await run.stage(Site("late", 4, 3, timeout=1.0), LEVEL, fallback=lambda error: None)
        assert late is None
        signals.send("level", 7)
        return await run.stage(Site("next", 5, 3), LEVEL)

    whole = piped(body)
    signals = Signals(whole)
    assert play_pipeline(whole, signals=signals).value == 7


def test_a_run_that_waits_can_be_cancelled() -> None:
    token = CancellationToken()

    async def body(run: Run) -> bool:
        asyncio.get_running_loop().call_later(60, token.cancel, "enough")
        return await approval(run)

    run = played(body, cancel=token)
    assert (run.failed.type, run.failed.message, run.took) == ("CANCELLATION", "enough", 60.0)


def test_a_stage_fails_when_nobody_can_send_any_more() -> None:
    run = played(approval, ended=True)
    assert (run.failed.type, run.failed.stage) == ("EXECUTION", "ok")
    assert run.failed.message == "nobody can send the signal `approval` any more"
    assert play_pipeline(piped(approval)).failed.type == "EXECUTION"
    assert played(approval, ("approval", True), ended=True).value is True


def test_the_end_reaches_a_stage_that_waits() -> None:
    async def body(run: Run) -> bool:
        asyncio.get_running_loop().call_later(5, signals.end)
        return await approval(run)

    whole = piped(body)
    signals = Signals(whole)
    run = play_pipeline(whole, signals=signals)
    assert (run.failed.type, run.took) == ("EXECUTION", 5.0)


@pytest.mark.parametrize(
    "limited", [Site("ok", 4, 3, timeout=9.0), Site("ok", 4, 3, deadline=9.0)], ids=["each", "all"]
)
def test_a_stage_with_an_end_of_its_own_waits_for_that(limited: Site) -> None:
    async def body(run: Run) -> bool:
        return await run.stage(limited, APPROVAL)

    run = played(body, ended=True)
    assert (run.failed.type, run.took) == ("TIMEOUT", 9.0)


def test_waiting_and_receiving_are_told() -> None:
    run = played(approval, ("approval", True))
    (awaited,), (received,) = run.of(e.SignalAwaited), run.of(e.SignalReceived)
    for event in (awaited, received):
        assert (event.name, event.address, event.origin.line) == ("approval", "ok", 4)
    (done,) = run.of(e.StageCompleted)
    assert (done.component, done.given) == ('signal "approval"', None)


def test_a_signal_holds_no_slot() -> None:
    whole = piped(two_levels, concurrency=1)
    signals = Signals(whole)
    assert asyncio.run(meanwhile(whole, signals, ("level", 1), ("level", 2))) == [1, 2]


def test_what_was_received_is_recorded() -> None:
    store, whole = MemoryStore(), piped(approval)
    signals = Signals(whole)
    signals.send("approval", True)
    first = play_pipeline(whole, signals=signals, store=store, run_id="r")
    again = play_pipeline(whole, store=store, run_id="r")
    assert (first.value, again.value) == (True, True)
    assert not again.of(e.SignalAwaited)


def test_the_signals_of_a_pipeline_are_those_of_its_module() -> None:
    assert signals_of(piped(approval)) == {"approval": APPROVAL, "level": LEVEL, "go": GO}


def test_a_graph_tells_of_signals_whatever_they_are_called() -> None:
    text = "pipeline p abc\n  ok signal:final%20go%3A 1:2\n  wait wait 2:2\n"
    stages = Graphs(text).describe("p")["graph"]["stages"]
    assert [each["does"] for each in stages] == ['signal "final go:"', "wait"]


def test_virtual_time_passes_while_a_signal_is_awaited() -> None:
    async def body(run: Run) -> bool:
        asyncio.get_running_loop().call_later(3600, signals.send, "approval", True)
        return await approval(run)

    whole, clock = piped(body), VirtualClock()
    signals = Signals(whole)
    assert clock.run(whole(run=Run(clock=clock, signals=signals))) is True
    assert clock.elapsed == 3600
