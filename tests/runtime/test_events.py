"""Every kind of event: when it is told, what it says, and that it is JSON."""

import json
from typing import Any

import pytest
from tests.runtime.cast import Model, ask, broken, fetch
from tests.runtime.play import Body, Played, play, retried, site

from pipesmith_runtime import CancellationToken, MemoryStore, Run
from pipesmith_runtime import events as e
from pipesmith_runtime.events import Event


async def everything(run: Run) -> str:
    """Go through all that a run can tell of."""
    await run.stage(site("retried", retry=retried(1, 2.0)), fetch, 1)
    await run.stage(site("fallen"), broken, fallback=lambda error: None)
    run.skipped(site("skipped"), None)
    for turn, _ in run.each(site("rows"), ["a"]):
        turn.took(site("if"), "else")
    return await run.stage(site("asked"), ask)


NEVER = {e.SignalAwaited, e.SignalReceived, e.RunPaused}
"""Signals have tests of their own; runs pause in a debugger alone."""


def told(body: Body = everything, **given: Any) -> Played:
    return play(body, models={"default": Model()}, **given)


def of(played: Played, kind: type[Event]) -> dict[str, Any]:
    (event,) = played.of(kind)
    return dict(json.loads(json.dumps(event.to_json())))


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (e.RunStarted, {"address": "", "version": None, "input": None, "pipeline": "played"}),
        (e.StageRetried, {"address": "retried", "component": "fetch", "attempt": 2, "delay": 2.0}),
        (e.StageSkipped, {"address": "skipped", "line": 4, "column": 3}),
        (e.LoopStarted, {"address": "rows", "count": 1}),
        (e.LoopIterationStarted, {"address": "rows[0]", "index": 0}),
        (e.BranchTaken, {"address": "rows[0]/if", "branch": "else"}),
        (e.LoopIterationCompleted, {"address": "rows[0]", "index": 0}),
        (e.LoopCompleted, {"address": "rows", "count": 1}),
        (e.FaultEntered, {"address": "fallen", "handler": "fallback"}),
        (e.RunCompleted, {"address": "", "duration": 2.0, "output": None}),
    ],
)
def test_what_happens_is_told(kind: type[Event], facts: dict[str, Any]) -> None:
    assert of(told(), kind).items() >= facts.items()


def test_every_event_says_when_and_where() -> None:
    played = told(run_id="r1")
    for number, event in enumerate(played.events, 1):
        data = json.loads(json.dumps(event.to_json()))
        assert list(data)[:10] == ["event", *e.Origin._fields]
        assert (data["run_id"], data["sequence"], data["event"]) == (
            "r1",
            number,
            type(event).__name__,
        )
        assert data["time"].endswith("Z")
    assert [each.origin.monotonic for each in played.events] == sorted(
        each.origin.monotonic for each in played.events
    )


def test_a_stage_says_how_long_it_took_and_what_it_used() -> None:
    asked = next(each for each in told().of(e.StageCompleted) if each.address == "asked")
    usage = {
        "input_tokens": 7,
        "output_tokens": 3,
        "total_tokens": 10,
        "cost": "0.25",
        "provider": "openai",
        "model": "small",
    }
    assert asked.to_json()["usage"] == usage
    first = told().of(e.StageCompleted)[0]
    assert (first.attempt, first.duration, first.usage) == (2, 2.0, None)


def test_the_run_says_what_all_stages_used() -> None:
    async def twice(run: Run) -> None:
        await run.stage(site("one"), ask)
        await run.stage(site("two"), ask)

    async def failing(run: Run) -> None:
        await run.stage(site("one"), ask)
        await run.stage(site("two"), broken)

    assert of(told(twice), e.RunCompleted)["usage"]["total_tokens"] == 20
    assert of(told(twice), e.RunCompleted)["usage"]["cost"] == "0.50"
    assert of(told(failing), e.RunFailed)["usage"]["total_tokens"] == 10


def test_values_are_told_where_they_are_recorded() -> None:
    started = told(record_values=True).of(e.StageStarted)[0]
    assert started.input == {"n": 1}
    assert of(told(record_values=True), e.RunCompleted)["output"] == "yes"


def test_a_failed_run_says_how() -> None:
    async def failing(run: Run) -> None:
        await run.stage(site("bad"), broken)

    played = told(failing)
    assert of(played, e.StageFailed)["error"]["message"] == "broken for good"
    assert of(played, e.RunFailed)["error"]["stage"] == "bad"


def test_a_stopped_run_says_why() -> None:
    token = CancellationToken()

    async def stopped(run: Run) -> None:
        token.cancel("enough")
        await run.stage(site("retried", retry=retried(9, 2.0)), fetch, 9)

    assert of(told(stopped, cancel=token), e.RunCancelled)["reason"] == "enough"


def test_a_resumed_run_says_how_much_is_known() -> None:
    store = MemoryStore()
    first = told(store=store, run_id="r")
    assert not first.of(e.RunResumed)
    assert [each.address for each in first.of(e.CheckpointSaved)] == ["retried", "fallen", "asked"]
    assert of(told(store=store, run_id="r"), e.RunResumed)["recorded"] == 3


def test_every_kind_of_event_is_tested_here() -> None:
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    kinds = set(e.Event.__subclasses__())
    assert kinds > NEVER
    assert {kind.__name__ for kind in kinds if f"e.{kind.__name__}" not in text} == set()


def test_an_observer_that_fails_is_told_of_once(capsys: pytest.CaptureFixture[str]) -> None:
    def observer(event: Event) -> None:
        raise ValueError("full disk")

    assert play(everything, observe=False, observer=observer, models={"default": Model()}).value
    assert capsys.readouterr().err.count("full disk") == 1
