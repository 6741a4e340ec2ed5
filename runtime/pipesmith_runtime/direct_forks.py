"""What direct forms do at once: chains of calls, one call for each strand, workers of a loop."""

from asyncio import CancelledError, Task, sleep
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pipesmith_runtime.fork import Fork, Lane
from pipesmith_runtime.iteration import in_iteration
from pipesmith_runtime.latch import Latch
from pipesmith_runtime.loops import Loops
from pipesmith_runtime.site import Site
from pipesmith_runtime.timeouts import STAGES, Noted

if TYPE_CHECKING:
    from pipesmith_runtime.direct import DirectForm

T = TypeVar("T")

Call = tuple[Site, type[T], Coroutine[Any, Any, T]]
"""A stage, the class of what it gives, and the call of its host."""


class DirectForks(Loops):
    """The part of a run that direct forms alone speak to."""

    __slots__ = ()

    @property
    def _form(self) -> "DirectForm":
        form = self.frame.direct
        assert form is not None, "only direct forms ask for this"
        return form

    def given(self, *values: Any) -> tuple[Any, ...]:
        """Look closely at what the pipeline was given, in order; what is wrong is VALIDATION."""
        given = zip(self._form.parameters, values, strict=True)
        return tuple(self._form.pipeline.validated(dict(given)).values())

    def latch(self) -> Latch:
        """Give what a strand opens when it has what others wait for."""
        return Latch(self.state.timeouts)

    async def strands(self, *strands: Awaitable[None]) -> None:
        """Run functions of a direct form at once, each of which calls hosts one after another."""
        await self.together(*map(self._strand, strands))

    async def _strand(self, strand: Awaitable[None]) -> None:
        try:
            await strand
        except BaseException as failure:
            failed = self._form.failed(self, failure)
            if failed is failure:
                raise
            raise failed from failed.__cause__

    async def at_once(self, *calls: Call[T]) -> list[T]:
        """Make calls of hosts, each of them a stage, and give their values in order.

        Each has a task, and nothing else unless it waits or fails.
        """
        slots, start = self.frame.slots, self.state.loop.create_task
        results: list[T] = []
        while len(results) < len(calls):
            ready = calls[len(results) : len(results) + slots.free]
            tasks = [start(work) for _, _, work in ready]
            try:
                await sleep(0)
            except CancelledError as stop:
                return await self._waited(calls, results, tasks, stop)
            try:
                results += [task.result() for task in tasks]
            except BaseException:
                return await self._waited(calls, results, tasks)
        return results

    async def _waited(
        self,
        calls: tuple[Call[T], ...],
        results: list[T],
        tasks: list[Task[T]],
        stop: CancelledError | None = None,
    ) -> list[T]:
        """Go on with calls of which some wait, have failed, or could not start yet."""
        fork = CallFork(self)
        fork.results.update(enumerate(results))
        for order, task in enumerate(tasks, len(results)):
            fork.adopt(task, calls[order], Lane(order))
        begun = len(results) + len(tasks)
        for order, call in enumerate(calls[begun:], begun):
            fork.start(self._held(*call), Lane(order))
        await fork.join(stop=stop)
        return [fork.results[order] for order in range(len(calls))]

    async def _held(self, site: Site, kind: type[T], work: Coroutine[Any, Any, T]) -> T:
        """Make a call once there is a slot for it."""
        slots = None
        try:
            await self.frame.slots.take()
            slots = self.frame.slots
            value = await work
        except BaseException as failure:
            expired = slots is not None and self._leave(slots)
            failed = self._form.failure(self, site, work, failure, expired)
            if failed is failure:
                raise
            raise failed from failed.__cause__
        finally:
            work.close()
        if self._leave(slots):  # the host kept to itself that its time was up
            raise self._form.failure(self, site, work, CancelledError(), True)
        result: T = self.result(site, kind, value)
        return result

    async def workers(
        self,
        site: Site,
        items: Iterable[T],
        worker: Callable[[Any, Iterator[tuple[int, T]], list[Any]], Awaitable[None]],
        *,
        parallel: int,
    ) -> list[Any]:
        """Let so many workers share the items, each with a scope; results in input order."""
        known = items if isinstance(items, Collection) else list(items)
        results: list[Any] = [None] * len(known)
        shared = iter(enumerate(known))
        await self._share(partial(self._work, site, worker, shared, results), len(known), parallel)
        return results

    async def _work(
        self,
        site: Site,
        worker: Callable[[Any, Iterator[tuple[int, T]], list[Any]], Awaitable[None]],
        shared: Iterator[tuple[int, T]],
        results: list[Any],
        lane: Lane,
    ) -> None:
        """Run one worker, and say of its failure which stage and iteration it belongs to."""
        scope = self.within(site.path, 0)
        try:
            await worker(scope, shared, results)
        except BaseException as failure:
            lane.order = scope.index or 0
            failed = self._form.failed(scope, failure)
            if isinstance(failed, Exception):
                failed = in_iteration(scope, site, failed)
            if failed is failure:
                raise
            raise failed from failed.__cause__


class CallFork(Fork):
    """A fork that takes over tasks which have made their first step."""

    __slots__ = ("_stages",)

    def __init__(self, scope: DirectForks) -> None:
        super().__init__(scope)
        self._stages = scope

    def adopt(self, task: Task[Any], call: Call[Any], lane: Lane) -> None:
        """Have a task, which is one call of a host, as a strand; it holds a slot."""
        lane.task, lane.begun = task, True
        self._timeouts.lanes[task] = (self, lane)
        self._lanes.append(lane)
        self._left += 1
        self._scope.frame.slots.free -= 1
        noted = Noted(call[0].timeout or 0.0, 0)
        self._timeouts.arm(noted, task, noted.seconds, 0)
        task.add_done_callback(lambda task: self._done(task, call, lane, noted))

    def _done(self, task: Task[Any], call: Call[Any], lane: Lane, noted: Noted) -> None:
        """Take what a task has come to."""
        site, kind, work = call
        scope = self._stages
        scope.frame.slots.give()
        expired = self._timeouts.leave(noted)
        self._ended(lane)
        try:
            value = task.result()
            if expired:
                raise CancelledError  # which the host kept to itself
            self.results[lane.order] = scope.result(site, kind, value)
        except BaseException as failure:
            form = scope.frame.direct
            assert form is not None, "only direct forms fork so"
            self._fell(form.failure(scope, site, work, failure, expired), lane)
        else:
            self._settled()


STAGES.add(DirectForks._held.__code__)
