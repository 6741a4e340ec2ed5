"""One execution of a stage under its policies (rule 7).

Outermost first: store, fallback, conversion to the stage's type, cache or idempotent, deadline,
retry, concurrency, timeout, call.
Each is a layer around the next; a layer that does not apply is not there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import RETRY_EXHAUSTED, TIMEOUT, PipelineError
from pipesmith_runtime.hosts import host_failure
from pipesmith_runtime.roles import Callee, Component
from pipesmith_runtime.site import Site
from pipesmith_runtime.timeouts import timed_out

if TYPE_CHECKING:
    from pipesmith_runtime.events import Usage
    from pipesmith_runtime.overrides import Answer
    from pipesmith_runtime.retry import Retry
    from pipesmith_runtime.run import Run

Work = Callable[[], Awaitable[Any]]


class Execution:
    """A stage being executed."""

    __slots__ = (
        "args",
        "arguments",
        "attempt",
        "call",
        "component",
        "convert",
        "deadline",
        "fallback",
        "given",
        "idempotent",
        "key",
        "policies",
        "scope",
        "site",
        "usage",
    )

    def __init__(
        self,
        scope: "Run",
        site: Site,
        call: "Callee | Callable[..., Awaitable[Any]]",
        component: Component | None,
        args: tuple[Any, ...],
        arguments: Callable[[], tuple[Any, ...]] | None = None,
        fallback: Callable[[PipelineError], Any] | None = None,
        key: Callable[[], object] | None = None,
        idempotent: Callable[[], object] | None = None,
        policies: Callable[[], Site] | None = None,
        convert: Callable[[Any], Any] | None = None,
    ) -> None:
        self.scope = scope
        self.site = site
        self.call: Callee | Callable[..., Awaitable[Any]] = call
        self.component = component
        self.args = args
        self.arguments = arguments
        self.fallback = fallback
        self.key = key
        self.idempotent = idempotent
        self.policies = policies
        self.convert = convert
        self.attempt = 1
        self.deadline: float | None = None
        self.given: str | None = None
        self.usage: Usage | None = None

    @property
    def name(self) -> str:
        """Give the name of what is called, or the empty text for a control statement."""
        if self.component is not None:
            return self.component.name
        return self.call.name if isinstance(self.call, Callee) else ""

    @property
    def address(self) -> str:
        """Give the stage's address."""
        return self.scope.address(self.site.path)

    def inputs(self) -> dict[str, Any]:
        """Give the arguments by name."""
        if self.component is not None:
            return self.component.arguments(self.args)
        return self.call.named(self.args) if isinstance(self.call, Callee) else {}

    async def run(self) -> Any:
        """Execute the stage."""
        try:
            return await self._outermost()()
        except Exception as failure:
            error = self.located(failure)
            if error is failure:
                raise
            raise error from error.__cause__

    async def after(self, error: PipelineError) -> Any:
        """Go on with a stage whose first attempt has failed elsewhere."""
        retry = self.site.retry
        assert retry is not None, "only a stage with retries goes on"
        await self._wait_for_next(retry, error)
        return await self._retried(retry, self._bounded)

    def _outermost(self) -> Work:
        """Wrap the call into the layers that apply, the innermost first."""
        state = self.scope.state
        work = self._limited() if self.policies is None else partial(self._with, self.policies)
        for each in reversed(state.settings.interceptors):
            work = partial(each.stage, self, work)
        if self.arguments is not None:
            work = partial(self._with_arguments, self.arguments, work)
        if self.convert is not None:
            work = partial(self._converted, self.convert, work)
        if self.fallback is not None:
            work = partial(self._with_fallback, self.fallback, work)
        if state.settings.store is not None:
            from pipesmith_runtime.keeping import recorded

            work = partial(recorded, self, work)
        if state.watched is not None:
            work = partial(state.watched, self, work)
        return work

    def _limited(self) -> Work:
        """Wrap the call into the layers that the site's policies ask for."""
        site = self.site
        work: Work = self._bounded
        if site.retry is not None:
            work = partial(self._retried, site.retry, work)
        if site.deadline is not None:
            work = partial(self._in_time, site.deadline, work)
        if site.cache is not None or self.idempotent is not None:
            from pipesmith_runtime.keeping import kept

            work = partial(kept, self, work)
        return work

    async def _with(self, policies: Callable[[], Site]) -> Any:
        """Work under policies that are computed, which can fail."""
        self.site = policies()
        return await self._limited()()

    async def _with_arguments(self, arguments: Callable[[], tuple[Any, ...]], work: Work) -> Any:
        self.args = arguments()
        return await work()

    async def _converted(self, convert: Callable[[Any], Any], work: Work) -> Any:
        """Make the stage's value of what its body gives."""
        return convert(await work())

    async def _with_fallback(self, fallback: Callable[[PipelineError], Any], work: Work) -> Any:
        try:
            return await work()
        except Exception as failure:
            error = self.located(failure)
            if error.matches("cancellation"):
                raise
            if self.scope.observed:
                from pipesmith_runtime.watching import fault_entered

                fault_entered(self.scope, "fallback", error, self.site)
            self.given = "fallback"
            return fallback(error)

    async def _in_time(self, seconds: float, work: Work) -> Any:
        self.deadline = self.scope.state.loop.time() + seconds
        return await self._within(seconds, work, self._too_late)

    async def _within(self, seconds: float, work: Work, late: Callable[[], PipelineError]) -> Any:
        timeouts = self.scope.state.timeouts
        noted = timeouts.enter(seconds)
        try:
            value = await work()
        except asyncio.CancelledError as stop:
            if timeouts.leave(noted):
                raise self.scope.attached(self.located(late()), stop) from None
            raise
        finally:
            expired = timeouts.leave(noted)
        if expired:  # the work kept its cancellation to itself
            raise self.located(late())
        return value

    def _too_late(self) -> PipelineError:
        limit = spoken(self.site.deadline or 0.0)
        what = self.name or self.site.path
        return PipelineError(TIMEOUT, f"`{what}` did not end before its deadline of {limit}")

    async def _retried(self, retry: "Retry", work: Work) -> Any:
        while True:
            try:
                return await work()
            except Exception as failure:
                await self._wait_for_next(retry, self.located(failure))

    async def _wait_for_next(self, retry: "Retry", error: PipelineError) -> None:
        """Wait before the next attempt, or raise what the stage fails with."""
        again = error.matches(*retry.on) and not error.matches("cancellation")
        if retry.count == 0 or not again:
            raise error from error.__cause__
        if self.attempt > retry.count:
            raise self._exhausted(error) from error
        delay = self._delay(retry, error)
        if self.scope.observed:
            from pipesmith_runtime.watching import stage_retried

            stage_retried(self, delay, error)
        await asyncio.sleep(delay)
        self.attempt += 1

    def _delay(self, retry: "Retry", error: PipelineError) -> float:
        """Give the time to wait; a wait past the deadline fails at once."""
        random = self.scope.state.random.random() if retry.jitter else 0.5
        delay = retry.delay(self.attempt, random, error.retry_after)
        now = self.scope.state.loop.time()
        if self.deadline is not None and now + delay > self.deadline:
            late = self.located(self._too_late())
            late.cause = error
            raise late from error
        return delay

    def _exhausted(self, error: PipelineError) -> PipelineError:
        message = f"failed {self.attempt} times, the last time with {error}"
        return self.located(PipelineError(RETRY_EXHAUSTED, message, cause=error))

    async def _bounded(self) -> Any:
        """Make one attempt: take slots, then call within the timeout."""
        site, frame = self.site, self.scope.frame
        own = None if site.concurrency is None else frame.site_slots(site, site.concurrency)
        shared = frame.slots if self.component is not None else None
        taken = []
        try:
            for slots in (own, shared):
                if slots is not None:
                    await slots.take(site.priority)
                    taken.append(slots)
            if site.timeout is None:
                return await self._called()
            return await self._within(site.timeout, self._called, self._took_long)
        finally:
            for slots in taken:
                slots.give()

    def _took_long(self) -> PipelineError:
        return timed_out(self.name or self.site.path, self.site.timeout)

    async def _called(self) -> Any:
        overrides = self.scope.state.settings.overrides
        if overrides is None:
            return await self._really_called()
        answer = overrides(self.address, self.name, self.inputs(), self.attempt)
        if answer is None:
            return await self._really_called()
        await asyncio.sleep(answer.takes)
        return await self._overridden(answer)

    async def _overridden(self, answer: "Answer") -> Any:
        from pipesmith_runtime.overrides import Calls, Fails, Returns

        match answer:
            case Returns(value=value):
                self.given = "override"
                return value
            case Fails(error=error):
                raise PipelineError.from_json(error.to_json())
            case Calls():
                return await self._really_called()

    async def _really_called(self) -> Any:
        call = self.call
        if isinstance(call, Callee):
            return await call.execute(self)
        component = self.component
        if component is None:
            scope = self.scope if self.scope.attempt == self.attempt else self._attempting()
            return await call(scope, *self.args)
        direct = component.direct if component.host else None
        if direct is not None and direct.call is not None and self._complete(component):
            value = await self._host(direct.call)
            return self.scope.result(self.site, direct.result, value, self.attempt)
        return await self._component(call)

    def _complete(self, component: Component) -> bool:
        return len(self.args) == len(component.parameters)

    async def _host(self, call: Callable[..., Awaitable[Any]]) -> Any:
        try:
            return await call(*self.args)
        except BaseException as failure:
            ended = host_failure(failure)
            if ended is failure:
                raise
            raise ended from failure

    def _attempting(self) -> "Run":
        scope = self.scope.within()
        scope.attempt = self.attempt
        return scope

    async def _component(self, call: Callable[..., Awaitable[Any]]) -> Any:
        scope = self._attempting()
        try:
            return await call(scope, *self.args)
        finally:
            if scope.usage is not None:
                self.usage = self.usage.plus(scope.usage) if self.usage else scope.usage

    def located(self, failure: BaseException) -> PipelineError:
        """Give a failure as an error of this stage, unless one inside it has it already."""
        return self.scope.located(failure, self.site, self.attempt)
