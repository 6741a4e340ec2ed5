"""Telling the observer what happens."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from pipesmith_runtime import events as e
from pipesmith_runtime.errors import CANCELLATION, PipelineError, as_pipeline_error
from pipesmith_runtime.outcome import Jump
from pipesmith_runtime.site import Site
from pipesmith_runtime.values import json_value

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place
    from pipesmith_runtime.policy import Execution


def emit(
    scope: "Place",
    site: Site | None,
    kind: type[e.Event],
    *facts: Any,
    at: str | None = None,
) -> None:
    """Tell that something happened: to a stage, to the run itself, or at another address."""
    teller = scope.state.teller
    if teller is None or kind not in teller.wants:
        return
    if at is None:
        at = scope.prefix.rstrip("/") if site is None else scope.prefix + site.path
    teller.tell(scope, site, kind, at, facts)


def shown(scope: "Place", value: Any) -> Any:
    """Give a value for an event, without secrets, if values are asked for."""
    if not scope.state.settings.record_values:
        return None
    return scope.state.redaction.value(json_value(value))


async def watched(execution: "Execution", work: Callable[[], Awaitable[Any]]) -> Any:
    """Execute a stage between its first event and its last."""
    scope, site, name = execution.scope, execution.site, execution.name or None
    started = scope.state.loop.time()
    given = shown(scope, execution.inputs()) if scope.settings.record_values else None
    emit(scope, site, e.StageStarted, name, 1, given, _role(execution))
    return await ended(execution, started, work)


async def ended(execution: "Execution", started: float, work: Callable[[], Awaitable[Any]]) -> Any:
    """Execute a stage of which the first event was told, and tell the last."""
    scope, site, loop = execution.scope, execution.site, execution.scope.state.loop
    name = execution.name or None
    try:
        value = await work()
    except BaseException as failure:
        error = _final(scope, failure, site, execution.attempt)
        spent, attempt = loop.time() - started, execution.attempt
        emit(scope, site, e.StageFailed, name, attempt, spent, error, execution.usage)
        raise
    output, spent = None if isinstance(value, Jump) else shown(scope, value), loop.time() - started
    facts = (name, execution.attempt, spent, execution.usage, execution.given, output)
    emit(scope, site, e.StageCompleted, *facts)
    return value


def _role(execution: "Execution") -> str | None:
    """Give the role of what is called; None of a control statement."""
    if execution.component is not None:
        return execution.component.role
    return "pipeline" if execution.name else None


def _final(scope: "Place", failure: BaseException, site: Site, attempt: int) -> PipelineError:
    """Give the error of a failed stage; one that was stopped from outside is CANCELLATION."""
    if isinstance(failure, asyncio.CancelledError):
        reason = scope.state.reason or "cancelled"
        failure = PipelineError(CANCELLATION, reason)
    if not isinstance(failure, Exception):
        failure = as_pipeline_error(failure)
    return scope.located(failure, site, attempt)


def stage_failed(
    scope: "Place", site: Site, name: str, started: float, failure: BaseException
) -> None:
    """Tell that a stage failed at its first attempt, which was its only one."""
    error, spent = _final(scope, failure, site, 1), scope.state.loop.time() - started
    emit(scope, site, e.StageFailed, name, 1, spent, error)


def stage_retried(execution: "Execution", delay: float, error: PipelineError) -> None:
    """Tell that the next attempt follows."""
    facts = (execution.name or None, execution.attempt + 1, delay, error)
    emit(execution.scope, execution.site, e.StageRetried, *facts)


def stage_skipped(scope: "Place", site: Site) -> None:
    """Tell that a stage's `when` was false."""
    emit(scope, site, e.StageSkipped)


def branch_taken(scope: "Place", site: Site, branch: str) -> None:
    """Tell that a branch of a control statement is taken."""
    emit(scope, site, e.BranchTaken, branch)


def checkpoint_saved(execution: "Execution") -> None:
    """Tell that a stage's value was recorded."""
    emit(execution.scope, execution.site, e.CheckpointSaved)


def fault_entered(
    scope: "Place",
    handler: str,
    error: PipelineError,
    site: Site | None = None,
    path: str | None = None,
) -> None:
    """Tell that an error was caught: of the stage that failed, or of the statement at the path."""
    at = error.stage or (None if path is None else scope.address(path))
    emit(scope, site, e.FaultEntered, handler, error, at=at)


def block_started(scope: "Place", site: Site) -> float:
    """Tell that a control statement began; give when."""
    emit(scope, site, e.StageStarted, None)
    return scope.state.loop.time()


def block_ended(scope: "Place", site: Site, started: float, failure: BaseException | None) -> None:
    """Tell that a control statement ended."""
    spent = scope.state.loop.time() - started
    if failure is None or isinstance(failure, GeneratorExit):
        emit(scope, site, e.StageCompleted, None, 1, spent)
        return
    error = _final(scope, failure, site, 1)
    emit(scope, site, e.StageFailed, None, 1, spent, error)


def signal_awaited(scope: "Place", site: Site | None, name: str) -> None:
    """Tell that a run waits for a signal."""
    emit(scope, site, e.SignalAwaited, name)


def signal_received(scope: "Place", site: Site | None, name: str) -> None:
    """Tell that the signal came."""
    emit(scope, site, e.SignalReceived, name)


def loop_started(scope: "Place", site: Site, count: int | None) -> None:
    """Tell that a loop began."""
    emit(scope, site, e.LoopStarted, count)


def iteration_started(scope: "Place", site: Site, index: int) -> None:
    """Tell that an iteration began."""
    if scope.state.teller is not None:
        scope.state.teller.turn(e.LoopIterationStarted, scope, site, index)


def iteration_completed(scope: "Place", site: Site, index: int) -> None:
    """Tell that an iteration ended."""
    if scope.state.teller is not None:
        scope.state.teller.turn(e.LoopIterationCompleted, scope, site, index)


def loop_completed(scope: "Place", site: Site, count: int) -> None:
    """Tell that a loop ended."""
    emit(scope, site, e.LoopCompleted, count)
