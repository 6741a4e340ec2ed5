"""Timeouts that cost nothing until the bounded work first waits.

Nobody keeps a record of the stages that start. One callback in each turn of the event loop looks
at the tasks that were at work and arms a timer for every stage in which one of them now stands;
a stage that ended before was never seen. An expired timer cancels the task, and again after each
grace period for as long as `finally` blocks keep it busy.
"""

import asyncio
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, CoroutineType, FrameType
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import TIMEOUT, PipelineError

if TYPE_CHECKING:
    from pipesmith_runtime.slots import Slots

if sys.version_info >= (3, 12):
    from asyncio import current_task
else:  # 3.11 has it in Python alone, several times as slow
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]

Task = asyncio.Task[Any]

STAGES: set[CodeType] = set()
"""The code whose coroutines are stages: their locals are `self`, `site`, and `slots` as long as
they hold one of them.
"""


@dataclass(slots=True, eq=False)
class Noted:
    """Work of a task that must end within so many seconds."""

    task: Task | None
    seconds: float


@dataclass(slots=True, eq=False)
class Timer:
    """One armed timeout; `slots` are those that the bounded stage holds one of."""

    task: Task
    handle: asyncio.TimerHandle
    cancelling: int
    grace: float
    slots: "Slots | None" = None
    expirations: int = 0

    def expire(self) -> None:
        """Cancel the work, and be back if it takes longer than the grace period."""
        self.expirations += 1
        self.task.cancel()
        self.handle = self.task.get_loop().call_later(self.grace, self.expire)

    def disarm(self) -> bool:
        """Stop the timer; say whether it alone is why the work was cancelled."""
        if self.slots is not None:
            self.slots.busy -= 1
        self.handle.cancel()
        left = self.task.cancelling()
        for _ in range(self.expirations):
            left = self.task.uncancel()
        return self.expirations > 0 and left <= self.cancelling


class Timeouts:
    """All that is under way in one run and must end in time."""

    __slots__ = ("grace", "loop", "noted", "owner", "root", "tasks", "timers", "watching")

    def __init__(self, loop: asyncio.AbstractEventLoop, grace: float) -> None:
        self.loop = loop
        self.grace = grace
        self.owner: Task | None = None
        self.root: object = None
        self.tasks: list[Task] = []
        self.noted: list[Noted] = []
        self.timers: dict[Noted | FrameType, Timer] = {}
        self.watching = False

    def begin(self, owner: Task | None, root: object) -> None:
        """Say which task runs the pipeline, and in which coroutine."""
        self.owner, self.root = owner, root

    def watch(self, task: Task | None = None) -> None:
        """Look in the next turn of the loop where a task stands then; the current one if none."""
        task = task or current_task(self.loop)
        if task is not None:
            self.tasks.append(task)
        if not self.watching:
            self.watching = True
            self.loop.call_soon(self._look)

    def enter(self, seconds: float) -> Noted:
        """Note that the current task must leave within so many seconds."""
        noted = Noted(current_task(self.loop), seconds)
        self.noted.append(noted)
        self.watch(noted.task)
        return noted

    def leave(self, noted: Noted | FrameType) -> bool:
        """Forget what must end; say whether it ran out of time and was cancelled for that."""
        timer = self.timers.pop(noted, None)
        if timer is not None:
            self.watch(timer.task)
            return timer.disarm()
        if isinstance(noted, Noted) and noted in self.noted:
            self.noted.remove(noted)
        return False

    def _look(self) -> None:
        self.watching = False
        noted, self.noted = self.noted, []
        tasks, self.tasks = self.tasks, []
        for each in noted:
            if each.task is not None:
                self._arm(each, each.task, each.seconds)
        for task in tasks:
            if not task.done():
                self._arm_stages(task)

    def _arm_stages(self, task: Task) -> None:
        root = self.root if task is self.owner else task.get_coro()
        for frame in _stages(root):
            known = frame.f_locals
            slots: Slots | None = known.get("slots")
            if slots and frame not in self.timers and known["self"].state.timeouts is self:
                slots.busy += 1
                self._arm(frame, task, known["site"].timeout, slots)

    def _arm(
        self, what: Noted | FrameType, task: Task, seconds: float, slots: "Slots | None" = None
    ) -> None:
        handle = self.loop.call_later(max(seconds, 0.0), self._expire, what)
        self.timers[what] = Timer(task, handle, task.cancelling(), self.grace, slots)

    def _expire(self, what: Noted | FrameType) -> None:
        self.timers[what].expire()


def _stages(coroutine: object) -> Iterator[FrameType]:
    """Give the frames of the stages in which a coroutine stands, the outermost first."""
    while isinstance(coroutine, CoroutineType):
        frame = coroutine.cr_frame
        if frame is not None and coroutine.cr_code in STAGES:
            yield frame
        coroutine = coroutine.cr_await


def timed_out(what: str, seconds: float | None) -> PipelineError:
    """Make the error of a timeout."""
    return PipelineError(TIMEOUT, f"`{what}` took longer than {spoken(seconds or 0.0)}")
