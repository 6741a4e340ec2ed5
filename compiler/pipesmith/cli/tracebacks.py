"""Tracebacks of generated code: the program's lines and the user's own, not the machinery's."""

import asyncio
import os
from pathlib import Path
from traceback import StackSummary, TracebackException

import pipesmith
import pipesmith_runtime

_MACHINERY = tuple(
    str(Path(str(package.__file__)).parent) + os.sep
    for package in (asyncio, pipesmith, pipesmith_runtime)
)


def shortened(failure: BaseException) -> str:
    """Give the traceback of a failure and of what led to it, without frames of the machinery."""
    whole = TracebackException.from_exception(failure)
    seen: set[int] = set()
    pending: list[TracebackException | None] = [whole]
    while pending:
        part = pending.pop()
        if part is not None and id(part) not in seen:
            seen.add(id(part))
            kept = [frame for frame in part.stack if not frame.filename.startswith(_MACHINERY)]
            part.stack = StackSummary.from_list(kept)
            pending += [part.__cause__, part.__context__, *(part.exceptions or ())]
    return "".join(whole.format())
