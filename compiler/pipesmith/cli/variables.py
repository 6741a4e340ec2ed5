"""The variables of generated code while a run is stopped."""

import asyncio
import sys
from collections.abc import Iterator
from types import CoroutineType, FrameType, FunctionType, GeneratorType
from typing import TYPE_CHECKING, Any

from pipesmith_runtime import Pipeline, Run
from pipesmith_runtime.sourcemap import SourceMap
from pipesmith_runtime.timeouts import Timeouts
from pipesmith_runtime.values import json_value

if TYPE_CHECKING:
    from pipesmith_runtime.policy import Execution


def variables(execution: "Execution") -> Iterator[tuple[str, Any]]:
    """Give the values that the functions around a stage hold, innermost last."""
    frames = [*_elsewhere(execution), *reversed([*_calling(sys._getframe(1))])]
    for frame in sorted(frames, key=_depth):
        for name, value in frame.f_locals.items():
            if _is_value(name, value):
                yield name, value


def _depth(frame: FrameType) -> int:
    """Say in how many others a function stands."""
    return frame.f_code.co_qualname.count("<locals>")


def _calling(frame: FrameType | None) -> Iterator[FrameType]:
    """Give the functions of one pipeline that wait for the stage in the same task."""
    while frame is not None and frame.f_code is not Pipeline.enter.__code__:
        if _is_generated(frame):
            yield frame
        frame = frame.f_back


def _elsewhere(execution: "Execution") -> Iterator[FrameType]:
    """Give those that wait in other tasks: what runs at once has tasks of its own."""
    around = list(_around(execution))
    for task in asyncio.all_tasks():
        for frame in _waiting(task.get_coro()):
            if _is_generated(frame) and frame.f_locals.get("run") in around:
                yield frame


def _waiting(work: Any) -> Iterator[FrameType]:
    """Give the functions of a task that wait for one another, outermost first."""
    while work is not None:
        match work:
            case CoroutineType(cr_frame=FrameType() as frame, cr_await=inner):
                work = inner
            case GeneratorType(gi_frame=FrameType(f_code=Timeouts.overseen.__code__) as frame):
                work = frame.f_locals["work"]
            case _:
                return
        yield frame


def _around(execution: "Execution") -> Iterator[object]:
    """Give the scopes around a stage, within the same call of a pipeline."""
    place: Any = execution.scope
    while place is not None and place.frame is execution.scope.frame:
        yield place
        place = place.parent


def _is_generated(frame: FrameType) -> bool:
    return isinstance(frame.f_globals.get("SOURCE"), SourceMap)


def _is_value(name: str, value: Any) -> bool:
    """Tell values of the program from what generated code needs besides."""
    if isinstance(value, Run | FunctionType | BaseException) or name.startswith("_"):
        return False
    try:
        json_value(value)
    except Exception:
        return False
    return True
