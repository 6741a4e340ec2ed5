"""Host code in a process of its own, which ends when its stage is stopped.

The process gets what it needs to import the same modules, the target and the arguments; it gives
back a value or an error. What the host code prints goes to standard error.
"""

import asyncio
import os
import pickle
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, overload

from pipesmith_runtime.errors import EXECUTION, PipelineError
from pipesmith_runtime.values import checked
from pipesmith_runtime.virtual_clock import real_time

if TYPE_CHECKING:
    from asyncio.subprocess import Process

    from pipesmith_runtime.run import Run

T = TypeVar("T")

COMMAND: Final = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r}); "
    "from pipesmith_runtime.isolated_work import main; main()"
)


@overload
async def isolated(run: "Run", target: str, result: type[T], /, **arguments: Any) -> T: ...
@overload
async def isolated(run: "Run", target: str, result: Any, /, **arguments: Any) -> Any: ...
async def isolated(run: "Run", target: str, result: Any, /, **arguments: Any) -> Any:
    """Call host code in a process of its own and validate what it gives."""
    with real_time(run.state.loop):
        value = await _answer(target, arguments)
    return checked(result, value, "result")


async def _answer(target: str, arguments: dict[str, Any]) -> Any:
    question = _question(target, arguments)
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", COMMAND, stdin=pipe, stdout=pipe,
        start_new_session=True,
    )  # fmt: skip
    try:
        answer = await _told(process, question)
    finally:
        await _ended(process)
    if not answer:
        message = f"the process of host code `{target}` ended with status {process.returncode}"
        raise PipelineError(EXECUTION, message)
    failure, value, trace = pickle.loads(answer)
    if failure is not None:
        raise failure from ElsewhereError(trace)
    return value


class ElsewhereError(Exception):
    """The traceback of an error in another process."""

    def __str__(self) -> str:
        return f"\n{self.args[0]}"


async def _told(process: "Process", question: bytes) -> bytes:
    """Put the question and give the answer; the pipe stays open, so that its end is ours."""
    assert process.stdin is not None and process.stdout is not None
    with suppress(BrokenPipeError, ConnectionResetError):  # it has ended, which its answer tells
        process.stdin.write(len(question).to_bytes(8, "big") + question)
        await process.stdin.drain()
    return await process.stdout.read()


async def _ended(process: "Process") -> None:
    """End a process and all that it started."""
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    await asyncio.shield(process.wait())


def _question(target: str, arguments: dict[str, Any]) -> bytes:
    from multiprocessing.spawn import get_preparation_data

    prepared = get_preparation_data("pipesmith")
    prepared.pop("authkey", None)  # it must not leave this process, and nothing there asks for it
    try:
        given = pickle.dumps(arguments)
    except Exception as failure:
        message = f"an argument of `{target}` cannot be sent to another process: {failure}"
        raise PipelineError(EXECUTION, message) from failure
    return pickle.dumps((prepared, _modules(), target, given))


def _modules() -> dict[str, bytes]:
    """Give the code of generated modules that are in no file."""
    from marshal import dumps

    found = {}
    for name, module in list(sys.modules.items()):
        code = getattr(getattr(module, "__loader__", None), "generated_code", None)
        if code is not None:
            found[name] = dumps(code(name))
    return found
