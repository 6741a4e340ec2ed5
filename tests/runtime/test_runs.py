"""Runs from start to end: input, environment, sub-pipelines, cancellation, stores, overrides."""

import asyncio
import threading
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from tests.runtime.play import Played, piped, play, play_pipeline, site

from pipesmith_runtime import (
    FRESH,
    CancellationToken,
    ErrorKind,
    Limits,
    MemoryStore,
    PipelineError,
    Returns,
    Run,
    Site,
    SourceMap,
    operator,
    pipeline,
    require,
)
from pipesmith_runtime.errors import CANCELLATION, EXECUTION, UNKNOWN
from pipesmith_runtime.events import (
    CheckpointSaved,
    FaultEntered,
    RunCancelled,
    RunCompleted,
    RunFailed,
    RunStarted,
    StageCompleted,
    StageFailed,
    StageSkipped,
    StageStarted,
)
from pipesmith_runtime.overrides import Calls, Fails
from pipesmith_runtime.virtual_clock import VirtualClock

SOURCE = SourceMap("orders.pipe", "")


@operator
async def wait_for(run: Run, seconds: float, value: Any = None) -> Any:
    """Give a value after some time."""
    await asyncio.sleep(seconds)
    return value


@pipeline(version="1.0.0")
async def doubled(count: int, name: str = "n", *, run: Run = FRESH) -> int:
    """Double a number."""
    return await run.stage(site("twice"), wait_for, 1.0, count * 2)


def test_a_pipeline_is_awaited_like_a_function() -> None:
    clock = VirtualClock()
    assert clock.run(doubled(3, run=Run(clock=clock))) == 6
    assert clock.run(doubled(count=4, name="x", run=Run(clock=clock))) == 8


def test_none_and_nothing_are_a_fresh_run() -> None:
    async def run_ids() -> list[str]:
        seen: list[str] = []

        async def body(run: Run) -> None:
            seen.append(run.run_id)

        whole = piped(body)
        await whole()
        await whole(run=None)
        return seen

    first, second = asyncio.run(run_ids())
    assert first != second


@pytest.mark.parametrize(
    ("given", "path", "expected", "found"),
    [
        ({"count": "3"}, "$.count", "int", 'text "3"'),
        ({"count": True}, "$.count", "int", "true"),
        ({"count": 2**63}, "$.count", "int of 64 bits", "number 9223372036854775808"),
        ({"count": 1, "name": 5}, "$.name", "string", "number 5"),
    ],
)
def test_input_is_validated_where_it_enters(
    given: dict[str, Any], path: str, expected: str, found: str
) -> None:
    with pytest.raises(PipelineError) as caught:
        asyncio.run(doubled(**given))
    error = caught.value
    assert error.type == "VALIDATION"
    message = f"expected {expected}, found {found}"
    assert error.detail == [
        {"path": path, "message": message, "expected": expected, "found": found}
    ]


def test_all_problems_of_the_input_are_named_at_once() -> None:
    with pytest.raises(PipelineError) as caught:
        asyncio.run(doubled(count=None, name=None))  # type: ignore[arg-type]
    assert [problem["path"] for problem in caught.value.detail] == ["$.count", "$.name"]


@pytest.mark.parametrize(("args", "kwargs"), [((), {}), ((1, "a", 2), {}), ((1,), {"count": 2})])
def test_a_call_that_python_would_refuse_is_refused(args: Any, kwargs: Any) -> None:
    with pytest.raises(TypeError):
        asyncio.run(doubled(*args, **kwargs))


def test_read_takes_one_json_object() -> None:
    assert doubled.read({"count": 3.0}) == {"count": 3}
    with pytest.raises(PipelineError) as caught:
        doubled.read({"counts": 3})
    problems = [(each["path"], each["message"]) for each in caught.value.detail]
    assert problems == [("$.counts", "unknown field"), ("$.count", "missing")]
    with pytest.raises(PipelineError, match="expected object, found list of 0"):
        doubled.read([])


def test_names_that_python_cannot_spell() -> None:
    @pipeline(names={"class_": "class"})
    async def named(class_: str | None, *, run: Run = FRESH) -> str | None:
        return class_

    assert named.read({"class": "a"}) == {"class_": "a"}
    assert named.read({}) == {"class_": None}
    with pytest.raises(PipelineError) as caught:
        asyncio.run(named(3))  # type: ignore[arg-type]
    assert caught.value.detail[0]["path"] == "$.class"


def test_a_pipeline_describes_itself() -> None:
    described = doubled.__pipesmith__
    assert (described["name"], described["version"]) == ("doubled", "1.0.0")
    assert described["input"]["properties"]["count"] == {"type": "integer"}
    assert described["input"]["required"] == ["count"]
    assert described["source"] == "orders.pipe"


def test_missing_variables_and_secrets_are_named_together() -> None:
    whole = piped(lambda run: asyncio.sleep(0), env=("A_URL", "B_URL"), secrets=("TOKEN",))
    played = play_pipeline(whole, env={"B_URL": "x"}, secrets={})
    assert played.failed.message == "missing from the environment: `env.A_URL`, `secret.TOKEN`"
    assert not played.of(StageStarted)


def test_the_environment_is_read_once() -> None:
    env = {"A": "before"}

    async def body(run: Run) -> Any:
        env["A"] = "after"
        return run.env("A"), run.optional_env("B")

    assert play_pipeline(piped(body, env=("A",)), env=env).value == ("before", None)


def test_now_is_the_start_and_stands_still() -> None:
    async def body(run: Run) -> Any:
        before = run.now
        await run.wait(Site("wait", 1, 1), timedelta(hours=2))
        return run.now - before, run.now.isoformat()

    played = play(body)
    assert (played.value, played.took) == ((timedelta(0), "2026-01-01T00:00:00+00:00"), 7200.0)


def test_waiting_for_what_has_passed_returns_at_once() -> None:
    async def body(run: Run) -> None:
        await run.wait(Site("wait", 1, 1), timedelta(seconds=-5))
        await run.wait_until(Site("until", 1, 1), run.now - timedelta(days=1))
        await run.wait_until(Site("until", 1, 1), run.now + timedelta(minutes=1))

    assert play(body).took == 60.0


# ---------------------------------------------------------------- sub-pipelines


def test_a_sub_pipeline_adds_the_calling_stage_to_addresses() -> None:
    async def body(run: Run) -> Any:
        return await run.stage(Site("enrich", 9, 3), doubled, 4)

    played = play(body)
    assert played.value == 8
    seen = [(event.address, event.origin.pipeline) for event in played.of(StageStarted)]
    assert seen == [("enrich", "played"), ("enrich/twice", "doubled")]


def test_errors_of_a_sub_pipeline_keep_their_own_place() -> None:
    @operator
    async def broken(run: Run) -> None:
        raise KeyError("sku")

    inner = piped(lambda run: run.stage(site("look"), broken))
    failed = play(lambda run: run.stage(Site("enrich", 9, 3), inner)).failed
    assert (failed.stage, failed.type, failed.pipeline) == ("enrich/look", "EXPRESSION", "played")
    assert failed.message == "no entry has the key 'sku'"
    assert len(failed.__notes__) == 1


def test_a_sub_pipeline_has_its_own_slots() -> None:
    async def two(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), wait_for, 1.0), run.stage(site("b"), wait_for, 1.0)
        )

    inner = piped(two, concurrency=1)

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(Site("x", 1, 1), inner), run.stage(Site("y", 1, 1), inner)
        )

    assert play(body).took == 2.0


def test_a_retried_sub_pipeline_runs_anew() -> None:
    from tests.runtime.play import retried

    from pipesmith_runtime.errors import CONNECTIVITY

    calls: list[int] = []

    @operator
    async def flaky(run: Run) -> str:
        calls.append(1)
        if len(calls) == 1:
            raise PipelineError(CONNECTIVITY, "down")
        return "up"

    inner = piped(lambda run: run.stage(site("x"), flaky))
    store = MemoryStore()
    played = play(lambda run: run.stage(Site("sub", 1, 1, retry=retried(1)), inner), store=store)
    assert (played.value, len(calls)) == ("up", 2)


# ---------------------------------------------------------------- how runs end


def test_a_pipelines_timeout_is_its_own() -> None:
    ended: list[str] = []

    async def body(run: Run) -> None:
        try:
            await run.stage(site("x"), wait_for, 20.0)
        finally:
            await asyncio.sleep(1)
            ended.append("cleaned up")

    played = play_pipeline(piped(body, timeout=5.0))
    assert (played.failed.type, played.failed.stage, played.took) == ("TIMEOUT", None, 6.0)
    assert played.failed.message == "`played` took longer than 5s"
    assert ended == ["cleaned up"]


def test_on_error_runs_once_with_the_error_and_the_arguments() -> None:
    seen: list[Any] = []

    async def handler(run: Run, error: PipelineError, count: int) -> None:
        seen.append((error.stage, count))
        await run.stage(site("on_error/tell"), wait_for, 1.0)
        raise LookupError("in the handler")

    @pipeline(on_error=handler)
    async def failing(count: int, *, run: Run = FRESH) -> None:
        await run.stage(site("a"), wait_for, 1.0)
        raise run.error(ErrorKind("out_of_stock", EXECUTION), "none left")

    clock = VirtualClock()
    with pytest.raises(PipelineError) as caught:
        clock.run(failing(7, run=Run(clock=clock)))
    error = caught.value
    assert (error.type, error.code, error.message) == ("EXECUTION", "out_of_stock", "none left")
    assert seen == [(None, 7)]
    assert [other.message for other in error.suppressed] == ["in the handler"]


@pytest.mark.parametrize("observe", [True, False])
def test_a_token_stops_the_run_from_a_thread(observe: bool) -> None:
    token, ended = CancellationToken(), list[str]()

    async def body(run: Run) -> None:
        try:
            threading.Thread(target=token.cancel, args=("enough",)).start()
            await run.stage(site("x", timeout=None), wait_for, 10_000.0)
        finally:
            await run.stage(site("finally/tidy"), wait_for, 0.0)
            ended.append("tidied")

    events: list[Any] = []
    run = Run(cancel=token, observer=events.append if observe else None)
    with pytest.raises(PipelineError) as caught:
        asyncio.run(piped(body)(run=run))
    assert (caught.value.type, caught.value.message) == ("CANCELLATION", "enough")
    assert ended == ["tidied"]
    assert [event.reason for event in events if type(event) is RunCancelled] == ["enough"] * observe
    failed = [event.error.type for event in events if type(event) is StageFailed]
    assert failed == ["CANCELLATION"] * observe


def test_a_token_cancelled_before_stops_the_run_before_its_first_stage() -> None:
    token = CancellationToken()
    token.cancel("too late")
    token.cancel("ignored")
    played = play(lambda run: run.stage(site(), wait_for, 1.0), cancel=token)
    assert (played.failed.type, played.failed.message) == ("CANCELLATION", "too late")
    assert not played.of(StageStarted)


def test_cleaning_up_after_a_cancellation_is_bounded() -> None:
    token = CancellationToken()

    async def body(run: Run) -> None:
        try:
            await asyncio.sleep(1)
            token.cancel("stop")
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(1_000)

    played = play(body, cancel=token, limits=Limits(grace=5.0))
    assert (played.failed.type, played.took) == ("CANCELLATION", 6.0)


def test_cancelling_the_task_is_never_swallowed() -> None:
    async def main() -> None:
        clock_run = Run(observer=events.append)
        task = asyncio.ensure_future(
            piped(lambda run: run.stage(site(), wait_for, 60.0, fallback=lambda _: "no"))(
                run=clock_run
            )
        )
        await asyncio.sleep(1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    events: list[Any] = []
    VirtualClock().run(main())
    assert type(events[-1]) is RunCancelled


def test_cancellation_is_caught_by_finally_alone() -> None:
    async def body(run: Run) -> str:
        try:
            raise PipelineError(CANCELLATION, "stopped")
        except Exception as failure:
            return run.caught(failure).message

    assert play(body).failed.type == "CANCELLATION"


# ---------------------------------------------------------------- catching


def test_caught_gives_what_is_named_and_raises_the_rest() -> None:
    async def body(run: Run, *names: str) -> Any:
        try:
            raise ZeroDivisionError
        except Exception as failure:
            error = run.caught(failure, *names)
            return error.type, error.pipeline

    assert play(lambda run: body(run, "timeout", "expression")).value == ("EXPRESSION", "played")
    assert play(lambda run: body(run)).value == ("EXPRESSION", "played")
    assert play(lambda run: body(run, "timeout")).failed.type == "EXPRESSION"


def test_what_nobody_foresaw_is_unknown() -> None:
    async def body(run: Run) -> None:
        raise RuntimeError("odd")

    failed = play(body).failed
    assert (failed.type, failed.message) == (UNKNOWN.type, "RuntimeError: odd")
    assert isinstance(failed.__cause__, RuntimeError)


# ---------------------------------------------------------------- events


def told(played: Played) -> list[str]:
    return [type(event).__name__ for event in played.events]


def test_a_run_tells_its_story() -> None:
    async def body(run: Run) -> str:
        run.skipped(Site("maybe", 5, 3), None)
        return str(await run.stage(site("a"), wait_for, 2.0, "done"))

    played = play(body, run_id="r-1")
    assert told(played) == [
        "RunStarted",
        "StageSkipped",
        "StageStarted",
        "StageCompleted",
        "RunCompleted",
    ]
    assert [event.sequence for event in played.events] == [1, 2, 3, 4, 5]
    (done,) = played.of(StageCompleted)
    assert done.to_json() == {
        "event": "StageCompleted",
        "run_id": "r-1",
        "sequence": 4,
        "pipeline": "played",
        "address": "a",
        "path": None,
        "line": 4,
        "column": 3,
        "time": "2026-01-01T00:00:02.000Z",
        "monotonic": 2.0,
        "component": "wait_for",
        "attempt": 1,
        "duration": 2.0,
        "usage": None,
        "given": None,
        "output": None,
    }
    assert played.of(StageSkipped)[0].address == "maybe"
    assert played.of(RunCompleted)[0].duration == 2.0


def test_events_are_frozen_and_slotted() -> None:
    (event, *_) = play(lambda run: asyncio.sleep(0)).events
    with pytest.raises(AttributeError):
        event.origin = None  # type: ignore[misc,assignment]
    assert not hasattr(event, "__dict__")


def test_values_are_told_only_when_asked_for() -> None:
    def outputs(**given: Any) -> list[Any]:
        played = play(lambda run: run.stage(site(), wait_for, 0.0, {"k": timedelta(1)}), **given)
        return [played.of(StageStarted)[0].input, played.of(RunCompleted)[0].output]

    assert outputs() == [None, None]
    given = {"seconds": 0.0, "value": {"k": "P1D"}}
    assert outputs(record_values=True) == [given, {"k": "P1D"}]


def test_an_observer_that_raises_is_reported_once_and_does_no_harm(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def observer(event: object) -> None:
        raise ValueError("no")

    clock = VirtualClock()
    run = Run(clock=clock, observer=observer, run_id="r")
    assert clock.run(doubled(1, run=run)) == 2
    assert capsys.readouterr().err == "pipesmith: the observer of run r failed: ValueError: no\n"


def test_failures_and_handlers_are_told() -> None:
    @operator
    async def broken(run: Run) -> None:
        raise RuntimeError("x")

    played = play(lambda run: run.stage(site("a"), broken, fallback=lambda _: "v"))
    assert played.value == "v"
    (entered,) = played.of(FaultEntered)
    assert (entered.handler, entered.address, entered.error.type) == ("fallback", "a", "UNKNOWN")
    failed = play(lambda run: run.stage(site("a"), broken))
    assert failed.of(RunFailed)[0].error is failed.failed
    assert failed.of(RunStarted)[0].version is None


# ---------------------------------------------------------------- overrides and stores


def test_overrides_answer_in_the_place_of_calls() -> None:
    asked: list[Any] = []

    def answer(address: str, component: str, arguments: Any, attempt: int) -> Any:
        asked.append((address, component, dict(arguments), attempt))
        match address:
            case "a":
                return Returns("mocked", takes=3.0)
            case "b":
                return Fails(PipelineError(EXECUTION, "mocked failure"))
            case "c":
                return Calls(takes=1.0)
            case _:
                return None

    async def body(run: Run) -> Any:
        return [
            await run.stage(site("a"), wait_for, 9.0, "real"),
            await run.stage(site("b"), wait_for, 9.0, fallback=lambda error: error.message),
            await run.stage(site("c"), wait_for, 1.0, "real"),
            await run.stage(site("d"), wait_for, 1.0, "real"),
        ]

    played = play(body, observe=False, overrides=answer)
    assert (played.value, played.took) == (["mocked", "mocked failure", "real", "real"], 6.0)
    assert asked[0] == ("a", "wait_for", {"seconds": 9.0, "value": "real"}, 1)


def test_a_mock_that_takes_long_runs_into_the_timeout() -> None:
    played = play(
        lambda run: run.stage(site(timeout=2.0), wait_for, 0.0),
        overrides=lambda *_: Returns("late", takes=60.0),
    )
    assert (played.failed.type, played.took) == ("TIMEOUT", 2.0)


def test_a_resumed_run_goes_on_with_what_was_recorded() -> None:
    store, calls = MemoryStore(), list[str]()
    state = SimpleNamespace(broken=True)

    @operator
    async def work(run: Run, name: str) -> str:
        calls.append(name)
        if name == "b" and state.broken:
            raise RuntimeError("not yet")
        return name + run.now.isoformat()

    async def body(run: Run) -> Any:
        return [await run.stage(site(name), work, name) for name in "abc"]

    first = play(body, run_id="r", store=store)
    assert first.failed.stage == "b"
    assert [event.address for event in first.of(CheckpointSaved)] == ["a"]
    state.broken = False
    again = play(body, run_id="r", store=store)
    assert calls == ["a", "b", "b", "c"]
    assert again.value[0][1:] == again.value[2][1:]
    assert [event.given for event in again.of(StageCompleted)] == ["store", None, None]


def test_another_abi_is_refused_with_what_fixes_it() -> None:
    require(1)
    with pytest.raises(ImportError, match="pip install --upgrade pipesmith"):
        require(2)
    with pytest.raises(ImportError, match="pipesmith build"):
        require(0)
