"""Runs that are watched, and whose stages nothing else applies to but timeouts and retries."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.policy import Execution
from pipesmith_runtime.run import Run
from pipesmith_runtime.site import Site
from pipesmith_runtime.state import Frame
from pipesmith_runtime.timeouts import STAGES
from pipesmith_runtime.values import INT_MAX, INT_MIN
from pipesmith_runtime.watching import ended, stage_failed


class WatchedRun(Run):
    """A scope of a run whose observer wants to know of stages, but not what they take and give."""

    __slots__ = ()

    def enter(self, frame: Frame) -> None:
        """Let stages belong to a call of a pipeline."""
        self.frame = frame
        self.way = frame.slots

    async def stage(
        self, site: Site, call: Callable[..., Awaitable[Any]], /, *args: Any, **clauses: Any
    ) -> Any:
        """Execute a stage under its policies, and tell of it.

        The first attempt at a call of a host is made right here, in one piece as where nobody
        watches.
        """
        if site.call is not call:
            self._looked_at(site, call, len(args))
        way, host = self.way, site.host
        if host is None or site.call is not call or way.free <= 0 or clauses:
            return await self._otherwise(site, call, args, clauses)
        slots = way
        slots.free -= 1
        teller: Any = self.state.teller
        started = teller.stage_started(self, site)
        try:
            value: Any = await host(*args)
        except BaseException as failure:
            failed = self._failure(site, failure, self._leave(slots))
        else:
            late = False
            if slots.busy:
                late = self._leave(slots)
            else:
                slots.free += 1
            try:
                if late:
                    raise self._timed_out(site)
                kind = type(value)
                if kind is not site.exact or (kind is int and not INT_MIN <= value <= INT_MAX):
                    value = self.result(site, site.result, value)
            except PipelineError as error:
                failed = error
            else:
                teller.stage_completed(self, site, started)
                return value
        del slots
        return await self._after(site, call, args, started, failed)

    async def _after(
        self,
        site: Site,
        call: Callable[..., Awaitable[Any]],
        args: tuple[Any, ...],
        started: float,
        failed: BaseException,
    ) -> Any:
        """Go on with a stage whose first attempt has failed, or let it fail."""
        component = site.component
        assert component is not None, "only calls of components come here"
        if site.retry is None or not isinstance(failed, Exception):
            stage_failed(self, site, component.name, started, failed)
            raise failed
        execution = Execution(self, site, call, component, args)
        error = self.located(failed, site)
        return await ended(execution, started, partial(execution.after, error))


STAGES.add(WatchedRun.stage.__code__)
