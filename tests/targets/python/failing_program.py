"""A program that fails, run in virtual time."""

from pathlib import Path

import pytest
from tests.program import imported

from pipesmith_runtime import PipelineError, Run, VirtualClock

HOST = """
import asyncio


async def work(name, seconds=1.0):
    await asyncio.sleep(seconds)
    return name


async def boom(name):
    raise ValueError(name)


async def vain(name):
    raise TimeoutError(name)


async def lost(name):
    raise ConnectionResetError(name)
"""

OPERATORS = """
operator work(name: string, seconds: float = 1.0) -> string { python "HOST:work" timeout 1h }
operator boom(name: string) -> string { python "HOST:boom" }
operator vain(name: string) -> string { python "HOST:vain" }
operator lost(name: string) -> string { python "HOST:lost" }
"""


def failure(text: str, folder: Path, run: Run | None = None, **given: object) -> PipelineError:
    """Run the pipeline `p` of a program, which must fail."""
    with imported(OPERATORS + text, folder, HOST) as (module, _), pytest.raises(PipelineError) as e:
        arguments = module.p.read(given)
        VirtualClock().run(module.p(**arguments, run=run))
    return e.value


def told(error: PipelineError | None) -> str:
    """Give an error in a line: its last word, where it was, and in brackets what led to it."""
    if error is None:
        return ""
    what = error.message.split()[-1] + (f"@{error.stage}" if error.stage else "")
    cause = f" ({told(error.cause)})" if error.cause else ""
    suppressed = f" [{', '.join(map(told, error.suppressed))}]" if error.suppressed else ""
    return f"{what}{cause}{suppressed}"
