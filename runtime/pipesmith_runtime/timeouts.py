"""Timeouts that cost nothing until the bounded work first waits.

What starts is only noted. One callback in each turn of the event loop arms a timer for what is
still under way, which is exactly what has suspended. An expired timer cancels the task, and
again after each grace period for as long as `finally` blocks keep it busy.
"""

import asyncio
import sys
from dataclasses import dataclass

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import TIMEOUT, PipelineError

if sys.version_info >= (3, 12):
    from asyncio import current_task
else:  # 3.11 has it in Python alone, which would be a fifth of a stage's whole cost
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]

Noted = tuple["asyncio.Task[object] | None", float]


@dataclass(slots=True, eq=False)
class Timer:
    """One armed timeout."""

    task: "asyncio.Task[object]"
    handle: asyncio.TimerHandle
    cancelling: int
    grace: float
    expirations: int = 0

    def expire(self) -> None:
        """Cancel the work, and be back if it takes longer than the grace period."""
        self.expirations += 1
        self.task.cancel()
        self.handle = self.task.get_loop().call_later(self.grace, self.expire)

    def disarm(self) -> bool:
        """Stop the timer; say whether it alone is why the work was cancelled."""
        self.handle.cancel()
        left = self.task.cancelling()
        for _ in range(self.expirations):
            left = self.task.uncancel()
        return self.expirations > 0 and left <= self.cancelling


class Timeouts:
    """All that is under way in one run and must end in time."""

    __slots__ = ("grace", "loop", "noted", "timers", "watching")

    def __init__(self, loop: asyncio.AbstractEventLoop, grace: float) -> None:
        self.loop = loop
        self.grace = grace
        self.noted: list[Noted] = []
        self.timers: dict[int, Timer] = {}
        self.watching = False

    def enter(self, seconds: float) -> Noted:
        """Note that the current task must leave within so many seconds."""
        noted = (current_task(self.loop), seconds)
        self.noted.append(noted)
        if not self.watching:
            self.watch()
        return noted

    def watch(self) -> None:
        """Look at what is under way in the next turn of the loop."""
        self.watching = True
        self.loop.call_soon(self._arm)

    def _arm(self) -> None:
        self.watching = False
        for noted in self.noted:
            task, seconds = noted
            if task is not None:
                handle = self.loop.call_later(max(seconds, 0.0), self._expire, id(noted))
                self.timers[id(noted)] = Timer(task, handle, task.cancelling(), self.grace)
        self.noted.clear()

    def _expire(self, key: int) -> None:
        self.timers[key].expire()

    def leave(self, noted: Noted) -> bool:
        """Forget what was entered; say whether it ran out of time and was cancelled for that."""
        timer = self.timers.pop(id(noted), None)
        if timer is not None:
            return timer.disarm()
        for position in range(len(self.noted) - 1, -1, -1):
            if self.noted[position] is noted:
                del self.noted[position]
                break
        return False


def timed_out(what: str, seconds: float | None) -> PipelineError:
    """Make the error of a timeout."""
    return PipelineError(TIMEOUT, f"`{what}` took longer than {spoken(seconds or 0.0)}")
