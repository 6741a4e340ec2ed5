"""A run from its start to its end, as the caller sees it."""

import asyncio
from collections.abc import Coroutine, Mapping
from operator import call
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.errors import CANCELLATION, PipelineError
from pipesmith_runtime.run import Run, Unbegun

if TYPE_CHECKING:
    from pipesmith_runtime.direct import DirectForm
    from pipesmith_runtime.pipelines import Pipeline


async def start(pipeline: "Pipeline[..., Any]", run: Run, given: Mapping[str, Any]) -> Any:
    """Run a pipeline once on what a caller gives, with the settings of the run."""
    scope = run.begin(asyncio.get_running_loop())
    state, told = scope.state, scope.state.teller is not None
    quiet = state.plain and not told and run.settings.cancel is None
    work = _quietly(scope, pipeline, given) if quiet else Ending(scope).until(pipeline, given)
    try:
        return await state.timeouts.overseen(work)
    finally:
        if state.holds:
            await state.close()


async def start_direct(form: "DirectForm", run: Run, given: Mapping[str, Any]) -> Any:
    """Run a direct form that nobody watches; it is much of a run only once it waits or fails."""
    scope = Unbegun(run.settings, form)
    try:
        if form.checks and not all(map(call, form.checks, given.values())):
            given = form.pipeline.validated(given)
        work = form.function(scope, *form.hosts, *given.values())
        awaited = work.send(None)
    except StopIteration as end:
        return end.value
    except BaseException as failure:
        meant = scope.failed(failure)
        if meant is failure:
            raise
        raise meant from meant.__cause__
    return await _go_on(scope, work, awaited)


async def _go_on(scope: Unbegun, work: Coroutine[Any, Any, Any], awaited: object) -> Any:
    """Go on with a direct form that waits for something."""
    state = scope.state
    try:
        return await state.timeouts.overseen(work, awaited=awaited, failed=scope.failed)
    finally:
        if state.holds:
            await state.close()


def _quietly(
    scope: Run, pipeline: "Pipeline[..., Any]", given: Mapping[str, Any]
) -> Coroutine[Any, Any, Any]:
    """Give the work of a pipeline that nobody watches or can stop but by cancelling the task."""
    try:
        return pipeline.enter(scope, tuple(pipeline.validated(given).values()))
    except PipelineError as error:
        scope.enter(pipeline.frame())
        raise scope.located(error, None) from error.__cause__


class Ending:
    """Tells how a run ends: with a result, a failure, or because it was cancelled."""

    def __init__(self, scope: Run) -> None:
        self.scope = scope
        self.task = asyncio.current_task()
        self.cancelling = self.task.cancelling() if self.task else 0
        self.stops = 0
        self.began = scope.state.loop.time()
        self.timer: asyncio.TimerHandle | None = None

    async def until(self, pipeline: "Pipeline[..., Any]", given: Mapping[str, Any]) -> Any:
        """Execute the pipeline; give its result or raise what ended it."""
        token = self.scope.settings.cancel
        self.scope.enter(pipeline.frame())
        self._tell_start(pipeline, given)
        try:
            if token is not None:
                token.subscribe(self._cancelled)
                await asyncio.sleep(0)
            await self.scope.state.resume()
            self._tell_resumed()
            for each in self.scope.settings.interceptors:
                each.begin(self.scope, pipeline, given)
            values = pipeline.validated(given)
            result = await pipeline.enter(self.scope.within(), tuple(values.values()))
            if self.stops:  # somebody kept his cancellation to himself
                raise asyncio.CancelledError
        except BaseException as failure:
            ended = self._end(failure)
            if ended is failure:
                raise
            raise ended from failure
        finally:
            if token is not None:
                token.unsubscribe(self._cancelled)
            if self.timer is not None:
                self.timer.cancel()
        self._tell_result(result)
        return result

    # ------------------------------------------------------------ cancellation

    def _cancelled(self, reason: str) -> None:
        """Stop the run; called from any thread."""
        self.scope.state.loop.call_soon_threadsafe(self._stop, reason)

    def _stop(self, reason: str) -> None:
        state = self.scope.state
        if self.task is None or self.task.done():
            return
        state.reason = state.reason or reason
        self.stops += 1
        self.task.cancel()
        self.timer = state.loop.call_later(state.settings.limits.grace, self._stop, reason)

    def _end(self, failure: BaseException) -> BaseException:
        """Give what the caller gets for what left the pipeline, and tell the observer."""
        if isinstance(failure, Exception):
            error = self.scope.located(failure, None)
            self._tell("RunFailed", error)
            return error
        if not isinstance(failure, asyncio.CancelledError):
            return failure
        reason = self.scope.state.reason
        self._tell("RunCancelled", reason or "cancelled")
        if not self._by_token():
            return failure
        error = self.scope.located(PipelineError(CANCELLATION, reason or "cancelled"), None)
        return self.scope.attached(error, failure)

    def _by_token(self) -> bool:
        """Say whether the token alone stopped the run."""
        left = 0
        if self.task is not None:
            left = self.task.cancelling()
            for _ in range(self.stops):
                left = self.task.uncancel()
        return self.stops > 0 and left <= self.cancelling

    # ------------------------------------------------------------ events

    def _tell_start(self, pipeline: "Pipeline[..., Any]", given: Mapping[str, Any]) -> None:
        if self.scope.state.teller is None:
            return
        from pipesmith_runtime.events import RunStarted
        from pipesmith_runtime.roles import DEFAULT
        from pipesmith_runtime.watching import emit, shown

        for name in pipeline.secrets:
            self.scope.state.secret(name)  # what is hidden has to be known before anything is told
        told = None
        if self.scope.settings.record_values:
            values = [None if value is DEFAULT else value for value in given.values()]
            told = shown(self.scope, pipeline.named(tuple(values)))
        emit(self.scope, None, RunStarted, pipeline.version, told)

    def _tell_resumed(self) -> None:
        if self.scope.state.teller is None:
            return
        recorded = len(self.scope.state.recorded)
        if recorded:
            from pipesmith_runtime.events import RunResumed
            from pipesmith_runtime.watching import emit

            emit(self.scope, None, RunResumed, recorded)

    def _tell_result(self, result: Any) -> None:
        if self.scope.state.teller is None:
            return
        from pipesmith_runtime.watching import shown

        self._tell("RunCompleted", shown(self.scope, result))

    def _tell(self, name: str, fact: Any) -> None:
        if self.scope.state.teller is None:
            return
        from pipesmith_runtime import events
        from pipesmith_runtime.watching import emit

        kind: type[events.Event] = getattr(events, name)
        state = self.scope.state
        spent = state.loop.time() - self.began
        emit(self.scope, None, kind, spent, fact, state.spending.usage)
