"""Concurrent work that ends together: nothing outlives the scope that started it."""

import asyncio
from collections.abc import Awaitable, Coroutine
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.errors import CANCELLATION, PipelineError

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place


class Lane:
    """One strand of concurrent work; `order` is its rank in the source when it fails."""

    __slots__ = ("order", "over", "reached", "task", "work")

    task: asyncio.Task[None]
    work: Awaitable[Any]

    def __init__(self, order: int) -> None:
        self.order = order
        self.over = False
        self.reached = False


class Fork:
    """Tasks, and one strand in the current task, of which the first failure stops the rest."""

    def __init__(self, scope: "Place") -> None:
        self.results: dict[int, Any] = {}
        self.failures: list[tuple[bool, int, BaseException]] = []
        self._scope = scope
        self._timeouts = scope.state.timeouts
        self._loop = asyncio.get_running_loop()
        self._lanes: list[Lane] = []
        self._left = 0
        self._owner = asyncio.current_task()
        self._cancelling = self._owner.cancelling() if self._owner else 0
        self._inline = False
        self._interrupts = 0
        self._stopping = False
        self._waiter: asyncio.Future[None] | None = None

    def start(self, work: Awaitable[Any], lane: Lane) -> None:
        """Start work in a task of its own."""
        lane.work = work
        lane.task = self._loop.create_task(self._in_task(lane))
        self._lanes.append(lane)
        self._left += 1

    async def join(
        self, work: Coroutine[Any, Any, Any] | None = None, at: Lane | None = None
    ) -> None:
        """Do the last strand here, then wait for all; raise what came first in the source."""
        stopped = None
        if self._left:
            self._loop.call_soon(self._begun)
        if work is not None:
            stopped = await self._do_here(work, at or Lane(0))
        while self._left:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            except asyncio.CancelledError as stop:
                stopped = self._outside(stop) or stopped
                self._stop(again=True)
        self._timeouts.watch(self._owner)
        if stopped is not None:
            raise stopped
        self._conclude()

    async def _do_here(
        self, work: Coroutine[Any, Any, Any], lane: Lane
    ) -> asyncio.CancelledError | None:
        self._inline = True
        try:
            if self._lanes:
                await asyncio.sleep(0)
                self._timeouts.watch(self._owner)
            self.results[lane.order] = await work
            self._settled()
        except asyncio.CancelledError as stop:
            self._inline = False
            outside = self._outside(stop)
            self._stop(again=outside is not None)
            return outside
        except BaseException as failure:
            self._failed(failure, lane, late=self._stopping)
        finally:
            self._inline = False
            work.close()
        return None

    def _outside(self, stop: asyncio.CancelledError) -> asyncio.CancelledError | None:
        """Tell our own interruption of the current task from a cancellation by somebody else."""
        left = 0
        if self._owner is not None:
            left = self._owner.cancelling()
            for _ in range(self._interrupts):
                left = self._owner.uncancel()
        ours = self._interrupts > 0 and left <= self._cancelling
        self._interrupts = 0
        return None if ours else stop

    async def _in_task(self, lane: Lane) -> None:
        try:
            value = await lane.work
        except BaseException as failure:
            self._ended(lane)
            self._fell(failure, lane)
            if not isinstance(failure, Exception | asyncio.CancelledError):
                raise
        else:
            self._ended(lane)
            self.results[lane.order] = value
            self._settled()

    def _ended(self, lane: Lane) -> None:
        lane.over = True
        self._left -= 1
        if not self._left and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fell(self, failure: BaseException, lane: Lane) -> None:
        """Look at what a task failed with; that we cancelled it ourselves is no failure."""
        if not isinstance(failure, asyncio.CancelledError):
            self._failed(failure, lane, late=lane.reached)
        elif not lane.reached:
            self._failed(PipelineError(CANCELLATION, "cancelled from within"), lane, late=False)

    def _begun(self) -> None:
        """Look at the tasks once all have made their first step; some may not have come so far."""
        for lane in self._lanes:
            if not lane.over and lane.task.cancelled():
                if isinstance(lane.work, Coroutine):
                    lane.work.close()
                self._ended(lane)
                self._fell(asyncio.CancelledError(), lane)
            elif not lane.over:
                self._timeouts.watch(lane.task)

    def _failed(self, failure: BaseException, lane: Lane, late: bool) -> None:
        self.failures.append((late, lane.order, failure))
        if self._lost():
            self._loop.call_soon(self._stop)

    def _stop(self, again: bool = False) -> None:
        """Cancel what is under way: once, as it may have to clean up, unless we are told again."""
        self._stopping = True
        for lane in self._lanes:
            if not lane.over and (again or not lane.reached):
                lane.reached = lane.task.cancel()
        if self._inline and self._owner is not None and not self._interrupts:
            self._interrupts += 1
            self._owner.cancel()

    def _lost(self) -> bool:
        """Say whether what has failed means that the whole fails."""
        return True

    def _settled(self) -> None:
        """Look at one more result."""

    def _conclude(self) -> None:
        """Raise the first failure in source order, the others attached."""
        if self.failures:
            self.failures.sort(key=lambda failure: failure[:2])
            raise self._with_others(self.failures[0][2])

    def _with_others(self, failure: BaseException) -> BaseException:
        if not isinstance(failure, Exception):
            return failure
        error = self._scope.located(failure, None)
        for _, _, other in self.failures:
            if other is not failure and isinstance(other, Exception):
                error.attach(self._scope.located(other, None))
        return error


class Race(Fork):
    """Tasks of which so many must succeed; the rest are cancelled then."""

    def __init__(self, scope: "Place", count: int) -> None:
        super().__init__(scope)
        self.count = count

    def _lost(self) -> bool:
        return len(self.results) + self._left + self._inline < self.count

    def _settled(self) -> None:
        if len(self.results) >= self.count:
            self._loop.call_soon(self._stop)

    def _conclude(self) -> None:
        """Raise the last failure, the others attached, when too few succeeded."""
        if len(self.results) < self.count:
            raise self._with_others(self.failures[-1][2])
