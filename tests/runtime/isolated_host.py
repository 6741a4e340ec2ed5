"""Host code that the tests of isolation call."""

import os
import subprocess
import threading
from typing import Any

from pipesmith_runtime import PipelineError
from pipesmith_runtime.errors import SECURITY


def process() -> int:
    return os.getpid()


def doubled(numbers: list[int]) -> list[int]:
    return [2 * number for number in numbers]


async def awaited(text: str) -> str:
    return text * 2


def broken() -> None:
    raise ValueError("no such thing")


def disconnected() -> None:
    raise ConnectionResetError("gone")


def refused() -> None:
    raise PipelineError(SECURITY, "not allowed")


def ended() -> None:
    os._exit(7)


def unsendable() -> Any:
    return lambda: 1


def printing() -> str:
    print("printed", flush=True)
    return "done"


def endless(path: str) -> None:
    """Hold a pipe open, in a child too, and never end."""
    writing = os.open(path, os.O_WRONLY)
    subprocess.Popen(["sleep", "600"], pass_fds=[writing])
    os.write(writing, b"alive\n")
    threading.Event().wait()
