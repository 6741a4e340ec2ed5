"""Concurrent work that ends together: nothing outlives the scope that started it."""

import asyncio
from asyncio import CancelledError
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import Context, copy_context
from typing import TYPE_CHECKING, Any, cast

from pipesmith_runtime.errors import CANCELLATION, Interrupted, PipelineError, put_aside
from pipesmith_runtime.timeouts import current_task

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place

Work = Coroutine[Any, Any, Any]


class Lane:
    """One strand of concurrent work; `order` is its rank in the source when it fails.

    It has `begun` once its task has made a step, and is `reached` once it was told to stop. It is
    `failing` once a nested fork in it fails, which sees to its end.
    """

    __slots__ = ("begun", "failing", "order", "over", "reached", "task", "work")

    task: asyncio.Task[None]
    work: Work

    def __init__(self, order: int) -> None:
        self.order = order
        self.begun = False
        self.failing = False
        self.over = False
        self.reached = False


class Fork:
    """Tasks, and one strand in the current task, of which the first failure stops the rest.

    The strand in the current task begins last, but where it is the `leading` one. A nested fork is
    part of the fork in one of whose strands it stands: it stops that too.
    """

    __slots__ = (
        "_around",
        "_asked",
        "_cancelling",
        "_depth",
        "_here",
        "_lanes",
        "_later",
        "_leading",
        "_left",
        "_loop",
        "_owner",
        "_scope",
        "_timeouts",
        "_waiter",
        "failures",
        "interrupts",
        "results",
    )

    def __init__(self, scope: "Place", nested: bool = False) -> None:
        self.results: dict[int, Any] = {}
        self.failures: list[tuple[bool, int, BaseException]] = []
        self._scope = scope
        self._timeouts = scope.state.timeouts
        self._loop = scope.state.loop
        self._lanes: list[Lane] = []
        self._later: list[tuple[Callable[[Lane], Work], Lane, Context]] = []
        self._leading = False
        self._left = 0
        self._owner = current_task(self._loop)
        self._cancelling = self._owner.cancelling() if self._owner else 0
        self._asked = self._cancelling
        self._around = self._surrounding() if nested else None
        self._depth = 0
        self._here: Lane | None = None
        self.interrupts = 0
        self._waiter: asyncio.Future[None] | None = None

    def start(self, work: Awaitable[Any], lane: Lane, context: Context | None = None) -> None:
        """Start work, which is a coroutine, in a task of its own."""
        lane.work = cast(Work, work)
        lane.task = self._loop.create_task(self._in_task(lane), context=context)
        self._timeouts.lanes[lane.task] = (self, lane)
        self._lanes.append(lane)
        self._left += 1

    def start_later(self, work: Callable[[Lane], Work], lane: Lane) -> None:
        """Start work once the strand in this task waits or fails; not at all if it does neither."""
        self._leading = True
        self._later.append((work, lane, copy_context()))

    def _start_others(self) -> None:
        """Start what was to begin later, in the order and with the context in which it was told."""
        later, self._later = self._later, []
        for work, lane, context in later:
            self.start(work(lane), lane, context)

    async def join(
        self,
        work: Work | None = None,
        at: Lane | None = None,
        stop: CancelledError | None = None,
    ) -> None:
        """Do the last strand here, then wait for all; raise what came first in the source.

        `stop` is a cancellation that came before.
        """
        stopped = stop
        if work is not None:
            stopped = await self._do_here(work, at or Lane(0))
        if stop is not None:
            self._stop(again=True)
        while self._left:
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            except CancelledError as stop:
                stopped = self._outside(stop) or stopped
                self._stop(again=True)
        if stopped is not None:
            raise self._interrupted(stopped)
        if self.failures or not self._enough():
            self._conclude()

    def _surrounding(self) -> "tuple[Fork, Lane] | None":
        """Give the fork, and the strand of it, in which this one begins."""
        if self._owner is None:
            return None
        inline = self._timeouts.forks.get(self._owner)
        if not inline:
            return self._timeouts.lanes.get(self._owner)
        lane = inline[-1]._here
        return (inline[-1], lane) if lane is not None else None

    async def _do_here(self, work: Work, lane: Lane) -> CancelledError | None:
        self._here = lane
        try:
            if self._lanes:
                await asyncio.sleep(0)
            self.results[lane.order] = await self._overseen(work)
            self._settled()
        except CancelledError as stop:
            self._here = None
            self._put_aside(stop, lane)
            outside = self._outside(stop)
            self._stop()
            return outside
        except BaseException as failure:
            self._start_others()
            self._failed(failure, lane)
        finally:
            self._here = None
            work.close()
        return None

    async def _overseen(self, work: Work) -> Any:
        """Do work in the current task, one deeper than what stands around the fork."""
        if self._owner is None:
            self._start_others()
            return await work
        forks = self._timeouts.forks.setdefault(self._owner, [])
        forks.append(self)
        self._depth = len(forks)
        try:
            return await self._timeouts.overseen(
                work, self._thrown, self._depth, waits=self._start_others
            )
        finally:
            forks.pop()
            if not forks:
                del self._timeouts.forks[self._owner]

    def _thrown(self, stop: BaseException) -> None:
        """Let a cancellation from outside reach all strands before the one in this task.

        What this fork, and timers and forks inside of that one, cancel is no matter of the others.
        """
        assert self._owner is not None, "only a task is cancelled"
        ours = self.interrupts + self._timeouts.inside(self._owner, self._depth)
        asked = self._owner.cancelling() - ours
        if isinstance(stop, CancelledError) and asked > self._asked:
            self._asked = asked
            self._stop_lanes(again=True)

    def _outside(self, stop: CancelledError) -> CancelledError | None:
        """Tell our own interruption of the current task from a cancellation by somebody else."""
        left = 0
        if self._owner is not None:
            left = self._owner.cancelling()
            for _ in range(self.interrupts):
                left = self._owner.uncancel()
        ours = self.interrupts > 0 and left <= self._cancelling
        self.interrupts = 0
        return None if ours else stop

    async def _in_task(self, lane: Lane) -> None:
        lane.begun = True
        if lane.reached:
            lane.work.close()
            self._ended(lane)
            return
        try:
            value = await self._timeouts.overseen(lane.work)
        except BaseException as failure:
            self._ended(lane)
            self._fell(failure, lane)
            if not isinstance(failure, Exception | CancelledError):
                raise
        else:
            self._ended(lane)
            self.results[lane.order] = value
            self._settled()

    def _ended(self, lane: Lane) -> None:
        lane.over = True
        del self._timeouts.lanes[lane.task]
        self._left -= 1
        if not self._left and self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fell(self, failure: BaseException, lane: Lane) -> None:
        """Look at what a task failed with; that we cancelled it ourselves is no failure."""
        if not isinstance(failure, CancelledError):
            self._failed(failure, lane)
        elif lane.reached:
            self._put_aside(failure, lane)
        else:
            self._failed(PipelineError(CANCELLATION, "cancelled from within"), lane)

    def _interrupted(self, stop: CancelledError) -> CancelledError:
        """Give a cancellation from outside, with what failed meanwhile."""
        failures = [failure for *_, failure in sorted(self.failures, key=lambda each: each[:2])]
        errors = [self._scope.located(one, None) for one in failures if isinstance(one, Exception)]
        return Interrupted(errors) if errors else stop

    def _put_aside(self, stop: CancelledError, lane: Lane) -> None:
        """Keep what failed while a strand was being cancelled."""
        self.failures += [(True, lane.order, error) for error in put_aside(stop)]

    def _failed(self, failure: BaseException, lane: Lane) -> None:
        self.failures.append((lane.reached, lane.order, failure))
        if self._lost():
            self._fail()

    def _fail(self) -> None:
        """Stop all strands soon, those of the surrounding fork too."""
        self._loop.call_soon(self._stop)
        if self._around is not None:
            fork, lane = self._around
            fork._fails_in(lane)

    def _fails_in(self, lane: Lane) -> None:
        """Leave a strand to the nested fork that fails in it, and stop the others."""
        if not lane.reached and not lane.failing:
            lane.failing = True
            self._fail()

    def _stop(self, again: bool = False) -> None:
        """Cancel what is under way: once, as it may have to clean up, unless we are told again.

        Strands are cancelled in the order in which they began.
        """
        if self._leading:
            self._interrupt()
            self._stop_lanes(again)
        else:
            self._stop_lanes(again)
            self._interrupt()

    def _interrupt(self) -> None:
        """Cancel the strand in this task."""
        here = self._here
        if here and not here.failing and self._owner is not None and not self.interrupts:
            self.interrupts += 1
            self._owner.cancel()

    def _stop_lanes(self, again: bool) -> None:
        if self._here is not None and not self._here.failing:
            self._here.reached = True
        for lane in self._lanes:
            if not lane.over and (again or not (lane.reached or lane.failing)):
                lane.reached = lane.task.cancel() if lane.begun else True
        if again:
            self._loop.call_soon(self._sweep)

    def _sweep(self) -> None:
        """End the strands whose tasks somebody cancelled before their first step."""
        for lane in self._lanes:
            if not lane.begun and not lane.over and lane.task.done():
                lane.work.close()
                self._ended(lane)

    def _lost(self) -> bool:
        """Say whether what has failed means that the whole fails."""
        return True

    def _enough(self) -> bool:
        """Say whether what has succeeded is enough, when nothing has failed."""
        return True

    def _settled(self) -> None:
        """Look at one more result."""

    def _conclude(self) -> None:
        """Raise the first failure in source order, the others attached."""
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
