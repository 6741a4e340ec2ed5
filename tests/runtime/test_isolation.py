"""Host code in a process of its own: values, errors, and that it ends when it is stopped."""

import asyncio
import os
from pathlib import Path
from typing import Any

import pytest

from pipesmith_runtime import (
    FRESH,
    CancellationToken,
    PipelineError,
    Run,
    Site,
    isolated,
    operator,
    pipeline,
)

HOST = "tests.runtime.isolated_host"


@operator
async def remote(run: Run, name: str, result: Any, arguments: dict[str, Any]) -> Any:
    """Call one of the functions that stand ready."""
    return await isolated(run, f"{HOST}:{name}", result, **arguments)


def called(name: str, result: Any = Any, seconds: float = 30.0, **arguments: Any) -> Any:
    """Call a function as a stage of a run of its own."""

    @pipeline()
    async def p(*, run: Run = FRESH) -> Any:
        site = Site("s", 1, 1, timeout=seconds)
        return await run.stage(site, remote, name, result, arguments)

    return asyncio.run(p())


def failure(name: str, result: Any = Any, seconds: float = 30.0, **arguments: Any) -> PipelineError:
    """Give the error of a call."""
    with pytest.raises(PipelineError) as raised:
        called(name, result, seconds, **arguments)
    return raised.value


def test_a_value_comes_from_another_process() -> None:
    assert called("process", int) != os.getpid()
    assert called("doubled", list[int], numbers=[1, 2]) == [2, 4]
    assert called("awaited", str, text="x") == "xx"


def test_the_result_is_checked() -> None:
    assert failure("doubled", int, numbers=[1]).type == "VALIDATION"


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("broken", "EXECUTION", "ValueError: no such thing"),
        ("disconnected", "CONNECTIVITY", "ConnectionResetError: gone"),
        ("refused", "SECURITY", "not allowed"),
        ("ended", "EXECUTION", f"the process of host code `{HOST}:ended` ended with status 7"),
        ("absent", "EXECUTION", f"host code `{HOST}:absent` cannot be loaded"),
        ("unsendable", "EXECUTION", "the result cannot be sent to another process"),
    ],
)
def test_errors_come_back(name: str, kind: str, text: str) -> None:
    error = failure(name)
    assert (error.type, error.stage) == (kind, "s")
    assert text in error.message


def test_an_argument_that_cannot_be_sent_is_told() -> None:
    error = failure("doubled", numbers=[lambda: 1])
    assert f"an argument of `{HOST}:doubled` cannot be sent" in error.message


def test_the_cause_shows_where_it_was_raised() -> None:
    assert "isolated_host.py" in str(failure("broken").__cause__)


def test_what_is_printed_is_no_part_of_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert called("printing", str) == "done"
    assert capfd.readouterr() == ("", "printed\n")


def test_a_timeout_ends_the_process(tmp_path: Path) -> None:
    pipe = tmp_path / "alive"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    error = failure("endless", seconds=1.0, path=str(pipe))
    assert (error.type, error.message) == ("TIMEOUT", "`remote` took longer than 1s")
    assert ended(reading)


def test_a_cancellation_ends_the_process(tmp_path: Path) -> None:
    pipe = tmp_path / "alive"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    token = CancellationToken()

    @pipeline()
    async def p(*, run: Run = FRESH) -> Any:
        return await run.stage(Site("s", 1, 1), remote, "endless", Any, {"path": str(pipe)})

    async def stopped() -> None:
        loop = asyncio.get_running_loop()
        loop.add_reader(reading, token.cancel, "enough")
        try:
            await p(run=Run(cancel=token))
        finally:
            loop.remove_reader(reading)

    with pytest.raises(PipelineError, match="enough"):
        asyncio.run(stopped())
    assert ended(reading)


def ended(reading: int) -> bool:
    """Say whether nobody holds the other end of a pipe: neither the process nor its own child."""
    os.set_blocking(reading, True)
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read() == b"alive\n"
