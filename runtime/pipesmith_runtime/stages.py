"""Stages: the one call through which all work of a pipeline goes."""

import sys
from asyncio import CancelledError
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast, overload

from pipesmith_runtime.block import Block
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.hosts import host_failure
from pipesmith_runtime.place import Place
from pipesmith_runtime.policy import Execution
from pipesmith_runtime.roles import component_of
from pipesmith_runtime.site import Site
from pipesmith_runtime.slots import Slots
from pipesmith_runtime.timeouts import STAGES, timed_out
from pipesmith_runtime.values import INT_MAX, INT_MIN, checked

if TYPE_CHECKING:
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.roles import Component
    from pipesmith_runtime.run import Run
    from pipesmith_runtime.signals import Signal

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")
V = TypeVar("V")

ONLY_ARGUMENTS = {"arguments"}


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
        convert: Callable[[T], V],
        fallback: Callable[[PipelineError], U],
        arguments: Callable[[], tuple[Any, ...]] | None = None,
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
        policies: Callable[[], Site] | None = None,
    ) -> Awaitable[V | U]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        convert: Callable[[T], V],
        arguments: Callable[[], tuple[Any, ...]] | None = None,
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
        policies: Callable[[], Site] | None = None,
    ) -> Awaitable[V]: ...
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
        policies: Callable[[], Site] | None = None,
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
        policies: Callable[[], Site] | None = None,
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
        policies: Callable[[], Site] | None = None,
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        idempotent: Callable[[], object],
        policies: Callable[[], Site] | None = None,
    ) -> Awaitable[T]: ...
    @overload
    def stage(
        self,
        site: Site,
        call: Callable[..., Awaitable[T]],
        /,
        *args: Any,
        policies: Callable[[], Site],
    ) -> Awaitable[T]: ...
    @overload
    def stage(self, site: Site, call: "Signal[T]", /) -> Awaitable[T]: ...
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
    async def stage(
        self, site: Site, call: Callable[..., Awaitable[Any]], /, *args: Any, **clauses: Any
    ) -> Any:
        """Execute a stage under its policies.

        Where nothing but a timeout and retries apply and nobody watches, the first attempt is made
        right here. This is the hot path of every run, which is why it is written out in one piece.
        """
        way = self.way
        if site.call is not call or way.free <= 0 or clauses:
            if clauses.keys() != ONLY_ARGUMENTS or site.call is not call or way.free <= 0:
                return await self._otherwise(site, call, args, clauses)
            args = self._evaluated(site, clauses["arguments"])
        slots = way
        slots.free -= 1
        host = site.host
        try:
            value: Any = await (call(self, *args) if host is None else host(*args))
        except BaseException as failure:
            failed = self._failure(site, failure, self._leave(slots))
        else:
            if not slots.busy:
                slots.free += 1
            elif self._leave(slots):
                del slots
                return await self._late(site, call, args)
            kind = type(value)
            if kind is site.exact and (kind is not int or INT_MIN <= value <= INT_MAX):
                return value
            try:
                return value if host is None else self.result(site, site.result, value)
            except PipelineError as error:
                failed = error
        if site.retry is None or not isinstance(failed, Exception):
            raise failed
        del slots
        return await self._again(site, call, args, self.located(failed, site))

    async def _late(
        self, site: Site, call: Callable[..., Awaitable[Any]], args: tuple[Any, ...]
    ) -> Any:
        """Go on with a stage whose host kept to itself that its time was up, and gave a value."""
        error = self._timed_out(site)
        if site.retry is None:
            raise error
        return await self._again(site, call, args, error)

    def _leave(self, slots: Slots) -> bool:
        """Hand back a stage's slot, disarm its timer, and say whether that has expired."""
        slots.give()
        return self.state.timeouts.leave(sys._getframe(1))

    def _evaluated(self, site: Site, arguments: Callable[[], tuple[Any, ...]]) -> tuple[Any, ...]:
        """Give the arguments of a stage, which can fail."""
        try:
            return arguments()
        except Exception as failure:
            error = self.located(failure, site)
            if error is failure:
                raise
            raise error from error.__cause__

    def _otherwise(
        self,
        site: Site,
        call: Callable[..., Awaitable[Any]],
        args: tuple[Any, ...],
        clauses: dict[str, Any],
    ) -> Awaitable[Any]:
        """Execute a stage layer by layer."""
        component = self._looked_at(site, call, len(args))
        return Execution(cast("Run", self), site, call, component, args, **clauses).run()

    def _looked_at(self, site: Site, call: object, count: int) -> "Component | None":
        """Give the component that is called, and let the site remember it."""
        component = component_of(call)
        if component is not None:
            site.remember(call, component, count)
        return component

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
        if expired and isinstance(failure, CancelledError):
            return self.attached(self._timed_out(site), failure)
        ended = host_failure(failure) if site.host else failure
        return self.located(ended, site) if isinstance(ended, Exception) else ended

    def _timed_out(self, site: Site) -> PipelineError:
        name = site.component.name if site.component else site.path
        return self.located(timed_out(name, site.timeout), site)

    def result(self, site: Site, annotation: Any, value: Any, attempt: int = 1) -> Any:
        """Give a result as its type has it, or raise VALIDATION."""
        try:
            return checked(annotation, value, "result")
        except PipelineError as error:
            raise self.located(error, site, attempt) from error.__cause__

    def skipped(self, site: Site, value: T) -> T:
        """Record that a stage's `when` was false, and give the value that stands for it."""
        if self.observed:
            self.state.watching.stage_skipped(self, site)
        return value

    def took(self, site: Site, branch: str) -> None:
        """Tell that a branch of a control statement is taken; traced code does."""
        if self.observed:
            self.state.watching.branch_taken(self, site, branch)

    def block(self, site: Site) -> "Block":
        """Frame a named control statement that has no policies."""
        return Block(self, site)


STAGES.add(Stages.stage.__code__)
