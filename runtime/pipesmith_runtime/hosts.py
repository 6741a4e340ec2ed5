"""Calls of host code: Python that the pipeline's author wrote elsewhere."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from threading import get_ident
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints, overload

from pipesmith_runtime.errors import (
    CONNECTIVITY,
    EXECUTION,
    TIMEOUT,
    ErrorKind,
    PipelineError,
    described,
)
from pipesmith_runtime.values import checked

if TYPE_CHECKING:
    from pipesmith_runtime.roles import Component
    from pipesmith_runtime.run import Run

T = TypeVar("T")

_at_work: set[int] = set()
"""The threads in which host code is at work."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DirectCall:
    """How a stage calls a component's host without the component's own function.

    `call` is None when there is no such way. `exact` is the class whose instances need no closer
    look; None means that every result gets one.
    """

    call: Callable[..., Awaitable[Any]] | None
    exact: type | None = None
    result: Any = None


NO_WAY = DirectCall(None)


def direct_call(component: "Component") -> DirectCall:
    """Find the quickest way to call a component's host."""
    if component.host is None:
        return NO_WAY
    try:
        call = resolved(component.host)
    except PipelineError:
        return NO_WAY
    if not inspect.iscoroutinefunction(call) or not _takes_in_order(call, component.parameters):
        return NO_WAY
    result = get_type_hints(component.function, include_extras=True).get("return")
    exact = result if isinstance(result, type) and result is not float else None
    return DirectCall(call, exact, result)


def _takes_in_order(call: Callable[..., Any], parameters: tuple[str, ...]) -> bool:
    """Say whether positional arguments reach the parameters of these names."""
    code = getattr(call, "__code__", None)
    if code is None or hasattr(call, "__wrapped__") or inspect.ismethod(call):
        return False
    return bool(code.co_varnames[: code.co_argcount] == parameters)


@overload
async def host(run: "Run", target: str, result: type[T], /, **arguments: Any) -> T: ...
@overload
async def host(run: "Run", target: str, result: Any, /, **arguments: Any) -> Any: ...
async def host(run: "Run", target: str, result: Any, /, **arguments: Any) -> Any:
    """Call host code and validate what it gives; plain functions run in a thread."""
    call = resolved(target)
    try:
        if inspect.iscoroutinefunction(call):
            value = await call(**arguments)
        else:
            value = await _in_thread(run, call, arguments)
    except BaseException as failure:
        ended = host_failure(failure)
        if ended is failure:
            raise
        raise ended from failure
    return checked(result, value, "result")


async def _in_thread(run: "Run", call: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    context = copy_context()

    def work() -> tuple[Any, BaseException | None]:
        _at_work.add(get_ident())
        try:
            return context.run(call, **arguments), None
        except BaseException as failure:
            return None, failure
        finally:
            _at_work.discard(get_ident())

    loop = asyncio.get_running_loop()
    value, failure = await loop.run_in_executor(run.state.threads, work)
    if failure is not None:
        raise failure
    return await value if inspect.isawaitable(value) else value


def at_work() -> bool:
    """Say whether host code is at work in a thread, though perhaps nobody waits for it any more."""
    return bool(_at_work)


def host_failure(failure: BaseException) -> BaseException:
    """Give what host code ended with as a `PipelineError`, which may be retried and caught; what
    ends the work around it as well stays as it is.
    """
    match failure:
        case Exception() | SystemExit():
            return host_error(failure)
        case asyncio.CancelledError() if type(failure) is asyncio.CancelledError:
            return failure if _is_cancelled() else host_error(failure)
        case _:
            return failure


def _is_cancelled() -> bool:
    """Say whether somebody cancelled the current task, rather than the work in it itself."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


def host_error(failure: BaseException) -> PipelineError:
    """Give what host code raised as a `PipelineError`; its own ones stay as they are."""
    if isinstance(failure, PipelineError):
        return failure
    error = PipelineError(_host_kind(failure), described(failure))
    error.__cause__ = failure
    return error


def _host_kind(failure: BaseException) -> ErrorKind:
    """Tell what waiting in vain and lost connections are, which a retry may mend."""
    match failure:
        case TimeoutError():
            return TIMEOUT
        case ConnectionError():
            return CONNECTIVITY
        case _:
            return EXECUTION


@cache
def resolved(target: str) -> Callable[..., Any]:
    """Import the callable that `module:name` stands for."""
    module, _, name = target.partition(":")
    try:
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as failure:
        message = f"host code `{target}` cannot be loaded: {failure}"
        raise PipelineError(EXECUTION, message) from failure
    if not callable(found):
        raise PipelineError(EXECUTION, f"host code `{target}` is not callable")
    call: Callable[..., Any] = found
    return call
