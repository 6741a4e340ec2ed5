"""Calls of host code, with and without the component in between."""

import asyncio
from typing import Any

import pytest
from tests.runtime.play import after, piped, play, play_pipeline, retried, site

from pipesmith_runtime import CancellationToken, Run, host, operator

HERE = "tests.runtime.host_code"
BOTH = pytest.mark.parametrize("observe", [True, False])


@operator(host=f"{HERE}:awaited")
async def direct(run: Run, value: int) -> int:
    """Say in the decorator what the body does."""
    return await host(run, f"{HERE}:awaited", int, value=value)


@operator
async def indirect(run: Run, value: int) -> int:
    """Do the same without saying so."""
    return await host(run, f"{HERE}:awaited", int, value=value)


CALLS = pytest.mark.parametrize("call", [direct, indirect])


def twice(call: Any, value: int, **policies: Any) -> Any:
    """Execute one site twice: only the first time it has to find out what it calls."""
    at = site(**policies)

    async def body(run: Run) -> Any:
        await run.stage(at, call, 1)
        return await run.stage(at, call, value)

    return body


@BOTH
@CALLS
def test_an_async_function_is_awaited(call: Any, observe: bool) -> None:
    assert play(twice(call, 4), observe).value == 5


@BOTH
@CALLS
def test_what_host_code_raises_is_an_execution_error(call: Any, observe: bool) -> None:
    failed = play(twice(call, 13), observe).failed
    assert (failed.type, failed.message) == ("EXECUTION", "ValueError: unlucky")
    assert isinstance(failed.__cause__, ValueError)
    assert failed.stage == "s"


@BOTH
@CALLS
@pytest.mark.parametrize(("value", "kind"), [(16, "TIMEOUT"), (17, "CONNECTIVITY")])
def test_waiting_in_vain_and_lost_connections_have_kinds_of_their_own(
    call: Any, observe: bool, value: int, kind: str
) -> None:
    failed = play(twice(call, value), observe).failed
    assert (failed.type, failed.retryable) == (kind, True)


@BOTH
@CALLS
@pytest.mark.parametrize(
    ("value", "found"), [(14, 'expected int, found text "text"'), (15, "expected int of 64 bits")]
)
def test_what_host_code_gives_is_validated(
    call: Any, value: int, found: str, observe: bool
) -> None:
    failed = play(twice(call, value), observe).failed
    assert (failed.type, failed.stage) == ("VALIDATION", "s")
    assert failed.message.startswith(f"result: {found}")


@BOTH
@CALLS
def test_a_failed_first_attempt_is_retried_on_the_quick_way_too(call: Any, observe: bool) -> None:
    policies: dict[str, Any] = {"retry": retried(2, 1.0, "execution", "validation")}
    for value in (13, 14):
        played = play(twice(call, value, **policies), observe)
        assert (played.failed.type, played.failed.attempt) == ("RETRY_EXHAUSTED", 3)
        assert played.took == 2.0


@operator(host=f"{HERE}:ends")
async def ends_direct(run: Run, how: str) -> int:
    """Call it directly where nothing speaks against it."""
    return await host(run, f"{HERE}:ends", int, how=how)


@operator
async def ends_indirect(run: Run, how: str) -> int:
    """Call it from the component."""
    return await host(run, f"{HERE}:ends", int, how=how)


ENDS = pytest.mark.parametrize("call", [ends_direct, ends_indirect])


@BOTH
@ENDS
@pytest.mark.parametrize(
    ("how", "message"), [("cancelled", "Cancelled"), ("exit", "SystemExit: 3")]
)
def test_what_is_no_exception_is_an_execution_error_too(
    call: Any, how: str, message: str, observe: bool
) -> None:
    failed = play(lambda run: run.stage(site(), call, how), observe).failed
    assert (failed.type, failed.stage) == ("EXECUTION", "s")
    assert message in failed.message


@BOTH
@ENDS
def test_it_can_be_retried_and_caught(call: Any, observe: bool) -> None:
    at = site(retry=retried(1, 1.0, "execution"))
    played = play(lambda run: run.stage(at, call, "cancelled", fallback=lambda error: 7), observe)
    assert (played.value, played.took) == (7, 1.0)


def test_a_thread_that_exits_is_an_execution_error() -> None:
    failed = play(lambda run: host(run, f"{HERE}:exits", int, value=3)).failed
    assert (failed.type, failed.message) == ("EXECUTION", "SystemExit: 3")


@BOTH
@ENDS
@pytest.mark.parametrize("policies", [{"timeout": 5.0}, {"timeout": None, "deadline": 5.0}])
def test_a_host_that_keeps_its_cancellation_to_itself_has_timed_out(
    call: Any, policies: dict[str, Any], observe: bool
) -> None:
    played = play(lambda run: run.stage(site(**policies), call, "late"), observe)
    assert (played.failed.type, played.failed.stage) == ("TIMEOUT", "s")
    assert played.took == 5.0


@BOTH
@ENDS
def test_so_has_a_pipeline_around_it(call: Any, observe: bool) -> None:
    async def body(run: Run) -> Any:
        return await run.stage(site(), call, "late")

    played = play_pipeline(piped(body, timeout=5.0), observe)
    assert (played.failed.type, played.took) == ("TIMEOUT", 5.0)


@BOTH
@ENDS
def test_a_run_that_was_cancelled_gives_no_value(call: Any, observe: bool) -> None:
    token = CancellationToken()

    async def body(run: Run) -> Any:
        run.state.loop.call_later(5.0, token.cancel, "enough")
        return await run.stage(site(), call, "late")

    played = play(body, observe, cancel=token)
    assert (played.failed.type, played.failed.message) == ("CANCELLATION", "enough")


@BOTH
@ENDS
def test_what_is_cancelled_from_outside_stays_so(call: Any, observe: bool) -> None:
    async def body(run: Run) -> Any:
        run.state.loop.call_later(5.0, asyncio.current_task().cancel)  # type: ignore[union-attr]
        return await run.stage(site(), after, 60.0, None)

    with pytest.raises(asyncio.CancelledError):
        play(body, observe)


def test_parameters_of_other_names_go_through_the_component() -> None:
    @operator(host=f"{HERE}:other_names")
    async def renamed(run: Run, value: int) -> int:
        return await host(run, f"{HERE}:other_names", int, number=value)

    assert play(twice(renamed, 4), observe=False).value == 5


def test_a_plain_function_runs_in_a_thread() -> None:
    async def body(run: Run) -> Any:
        return await host(run, f"{HERE}:plain", Any, value=3)

    value, thread = play(body).value
    assert value == 3
    assert thread.startswith("pipesmith")


def test_what_a_plain_function_gives_to_await_is_awaited() -> None:
    async def body(run: Run) -> Any:
        return await host(run, f"{HERE}:returns_awaitable", int, value=3)

    assert play(body).value == 4


def test_any_exception_of_a_thread_arrives() -> None:
    async def body(run: Run) -> Any:
        return await asyncio.wait_for(host(run, f"{HERE}:stops", int, value=3), 60)

    failed = play(body).failed
    assert failed.type == "EXECUTION"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("no.such.module:x", "host code `no.such.module:x` cannot be loaded"),
        (f"{HERE}:missing", f"host code `{HERE}:missing` cannot be loaded"),
        (f"{HERE}:NOT_CALLABLE", f"host code `{HERE}:NOT_CALLABLE` is not callable"),
    ],
)
def test_host_code_that_is_not_there(target: str, message: str) -> None:
    async def body(run: Run) -> Any:
        return await host(run, target, int)

    failed = play(body).failed
    assert failed.type == "EXECUTION"
    assert failed.message.startswith(message)


def test_a_host_that_is_not_there_is_named_by_the_direct_way_too() -> None:
    @operator(host="no.such.module:x")
    async def lost(run: Run) -> int:
        return await host(run, "no.such.module:x", int)

    assert play(lambda run: run.stage(site(), lost), observe=False).failed.type == "EXECUTION"
