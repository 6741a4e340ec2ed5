"""Stages: the one call through which all work of a pipeline goes."""

from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast, overload

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.hosts import host_error
from pipesmith_runtime.place import Place
from pipesmith_runtime.policy import Execution
from pipesmith_runtime.roles import component_of
from pipesmith_runtime.site import Site
from pipesmith_runtime.timeouts import current_task, timed_out
from pipesmith_runtime.values import INT_MAX, INT_MIN, checked

if TYPE_CHECKING:
    from pipesmith_runtime.block import Block
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.run import Run

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")


class Stages(Place):
    """The part of a run that executes stages."""

    __slots__ = ()

    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        fallback: Callable[[PipelineError], U],
        arguments: Callable[[], tuple[Any, ...]] | None = None,
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
    ) -> Awaitable[T | U]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        arguments: Callable[[], tuple[Any, ...]],
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        key: Callable[[], object],
        idempotent: Callable[[], object] | None = None,
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        idempotent: Callable[[], object],
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self, site: Site, call: "Pipeline[P, T]", /, *args: P.args, **kwargs: P.kwargs
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[Concatenate[Any, P], Awaitable[T]],
        /,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Awaitable[T]: ...
    async def stage(  # type: ignore[misc]  # what a coroutine function gives is awaitable
        self,
        site: Site,
        call: Callable[..., Awaitable[Any]],
        /,
        *args: Any,
        arguments: Callable[[], tuple[Any, ...]] | None = None,
        fallback: Callable[[PipelineError], Any] | None = None,
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
    ) -> Any:
        """Execute a stage under its policies.

        Where nothing but a timeout and retries apply and nobody watches, the first attempt is made
        right here. This is the hot path of every run, which is why it is written out in one piece.
        """
        slots = self.frame.slots
        if (
            site.call is not call
            or not self.plain
            or slots.free <= 0
            or (arguments or fallback or idempotent) is not None
        ):
            return await self._execution(site, call, args, arguments, fallback, key, idempotent)
        slots.free -= 1
        timeouts = self.state.timeouts
        noted = (current_task(timeouts.loop), site.timeout or 0.0)
        timeouts.noted.append(noted)
        if not timeouts.watching:
            timeouts.watch()
        failed: BaseException | None = None
        host = site.host
        try:
            if host is None or len(args) != site.arity:
                return await call(self, *args)
            value: Any = await host(*args)
        except BaseException as failure:
            failed = self._failure(site, failure, timeouts.leave(noted))
        finally:
            if slots.waiting:
                slots.give()
            else:
                slots.free += 1
            if timeouts.noted and timeouts.noted[-1] is noted:
                timeouts.noted.pop()
            else:
                timeouts.leave(noted)
        if failed is None:
            kind = type(value)
            if kind is site.exact and (kind is not int or INT_MIN <= value <= INT_MAX):
                return value
            try:
                return self.result(site, site.result, value)
            except PipelineError as error:
                failed = error
        if site.retry is None or not isinstance(failed, Exception):
            raise failed
        return await self._again(site, call, args, self.located(failed, site))

    def _execution(
        self,
        site: Site,
        call: Callable[..., Awaitable[Any]],
        args: tuple[Any, ...],
        arguments: Callable[[], tuple[Any, ...]] | None,
        fallback: Callable[[PipelineError], Any] | None,
        key: Callable[[], object] | None,
        idempotent: Callable[[], object] | None,
    ) -> Awaitable[Any]:
        """Execute a stage layer by layer."""
        component = component_of(call)
        if component is not None:
            site.remember(call, component)
        clauses = (arguments, fallback, key, idempotent)
        return Execution(cast("Run", self), site, call, component, args, *clauses).run()

    def _again(
        self,
        site: Site,
        call: Callable[..., Awaitable[Any]],
        args: tuple[Any, ...],
        error: PipelineError,
    ) -> Awaitable[Any]:
        """Go on with a stage whose first attempt has failed."""
        execution = Execution(cast("Run", self), site, call, site.component, args)
        return execution.after(error)

    def _failure(self, site: Site, failure: BaseException, expired: bool) -> BaseException:
        """Give what leaves the stage for what left the call."""
        name = site.component.name if site.component else site.path
        if expired and isinstance(failure, CancelledError):
            return self.located(timed_out(name, site.timeout), site)
        if not isinstance(failure, Exception):
            return failure
        return self.located(host_error(failure) if site.host else failure, site)

    def result(self, site: Site, annotation: Any, value: Any, attempt: int = 1) -> Any:
        """Give a result as its type has it, or raise VALIDATION."""
        try:
            return checked(annotation, value, "result")
        except PipelineError as error:
            raise self.located(error, site, attempt) from error.__cause__

    def skipped(self, site: Site, value: T) -> T:
        """Record that a stage's `when` was false, and give the value that stands for it."""
        if self.observed:
            from pipesmith_runtime.watching import stage_skipped

            stage_skipped(self, site)
        return value

    def block(self, site: Site) -> "Block":
        """Frame a named control statement that has no policies."""
        from pipesmith_runtime.block import Block

        return Block(self, site)
