"""Timeouts that cost nothing until the bounded work first waits.

Nobody keeps a record of the stages that start. Where work of a run waits for something, it passes
by here: a timer is armed for every stage in which it then stands; a stage that never waited was
never seen. An expired timer cancels the task, and again after each grace period for as long as
`finally` blocks keep it busy.
"""

import asyncio
import sys
from collections.abc import Callable, Container, Coroutine, Generator, Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, CoroutineType, FrameType, coroutine
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from pipesmith_runtime.clock import spoken
from pipesmith_runtime.errors import TIMEOUT, PipelineError

if TYPE_CHECKING:
    from pipesmith_runtime.fork import Fork, Lane
    from pipesmith_runtime.site import Site
    from pipesmith_runtime.slots import Slots

if sys.version_info >= (3, 12):
    from asyncio import current_task
else:  # 3.11 has it in Python alone, several times as slow
    current_task = asyncio.tasks._current_tasks.get  # type: ignore[attr-defined]

T = TypeVar("T")

Work = Coroutine[Any, Any, T]
Calling = tuple[FrameType, "Site"]
"""The frame of a host under a direct form, and the stage that it is."""

STAGES: set[CodeType] = set()
"""The code whose coroutines are stages: their locals are `self`, `site`, and `slots` as long as
they hold one of them.
"""


class Calls(NamedTuple):
    """What a direct form calls: the code of hosts, and which stage each of its lines is."""

    hosts: frozenset[CodeType]
    sites: "Mapping[int, Site]"


DIRECT: dict[CodeType, Calls] = {}
"""The code of direct forms, and of the functions in them."""

UNASKED: Final = object()
"""In place of what work waits for, as long as it has not made a step."""


class Late(asyncio.CancelledError):
    """Ends a direct form of which a host kept to itself that its time was up, and gave a value."""

    def __init__(self, code: CodeType, site: "Site") -> None:
        super().__init__()
        self.code = code
        self.site = site


class Noted:
    """Work of the current task that must end within so many seconds, and how deep it stands."""

    __slots__ = ("depth", "seconds")

    def __init__(self, seconds: float, depth: int) -> None:
        self.seconds = seconds
        self.depth = depth


@dataclass(slots=True, eq=False, repr=False)
class Timer:
    """One armed timeout; `slots` are those that the bounded stage holds one of, `site` is that of
    a host under a direct form.

    `depth` counts the forks in whose inline strand the bounded work stands.
    """

    task: asyncio.Task[Any]
    handle: asyncio.TimerHandle
    cancelling: int
    grace: float
    depth: int
    slots: "Slots | None" = None
    expirations: int = 0
    site: "Site | None" = None

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
    """All that is under way in one run and must end in time.

    `forks` are those in whose inline strands a task is, the outermost first; `lanes` tells of which
    strand, and of which fork, a task is the task. It is `idle` when the work that is about to wait
    stands in no stage.
    """

    __slots__ = ("forks", "grace", "idle", "lanes", "loop", "noted", "timers")

    def __init__(self, loop: asyncio.AbstractEventLoop, grace: float) -> None:
        self.loop = loop
        self.grace = grace
        self.idle = False
        self.forks: dict[asyncio.Task[Any], list[Fork]] = {}
        self.lanes: dict[asyncio.Task[Any], tuple[Fork, Lane]] = {}
        self.noted: list[Noted] = []
        self.timers: dict[Noted | FrameType, Timer] = {}

    @coroutine
    def overseen(
        self,
        work: Work[T],
        thrown: Callable[[BaseException], None] | None = None,
        depth: int = 0,
        awaited: object = UNASKED,
        waits: Callable[[], None] | None = None,
        failed: Callable[[BaseException], BaseException] | None = None,
    ) -> Generator[Any, Any, T]:
        """Do work of the current task, and arm timers where it waits.

        `thrown` is told of a cancellation before the work is. `depth` is that of the work.
        `awaited` is what it waits for if it has made its first step; if not, `waits` is called when
        it has. `failed` says what it failed with, while the timers still know.
        """
        calling: Calling | None = None
        try:
            if awaited is UNASKED:
                awaited = work.send(None)
                if waits is not None:
                    waits()
            while True:
                before, calling = calling, self._arm_all(work, depth)
                stop: BaseException | None = None
                if before is not None and (calling is None or calling[0] is not before[0]):
                    stop = self._late(before)
                try:
                    if stop is None:
                        yield awaited
                except BaseException as failure:
                    stop = failure
                if stop is None:
                    awaited = work.send(None)
                    continue
                if thrown is not None and not isinstance(stop, Late):
                    thrown(stop)
                awaited = work.throw(stop)
        except StopIteration as end:
            value: T = end.value
            late = self._late(calling) if calling is not None else None
            if late is not None:
                raise (failed(late) if failed is not None else late) from None
            return value
        except BaseException as failure:
            meant = failed(failure) if failed is not None else failure
            if meant is failure:
                raise
            raise meant from meant.__cause__
        finally:
            if calling is not None:
                self.leave(calling[0])

    def _late(self, calling: Calling) -> Late | None:
        """Let the timer of a host be that has ended; say if it ended too late, with a value."""
        frame, site = calling
        return Late(frame.f_code, site) if self.leave(frame) else None

    def kept(self, hosts: Container[CodeType]) -> Late | None:
        """Look whether one of these hosts, called by the current task, has ended too late."""
        task = current_task(self.loop)
        for what, timer in self.timers.items():
            host = timer.site if timer.task is task and timer.expirations else None
            if host is not None and isinstance(what, FrameType) and what.f_code in hosts:
                return self._late((what, host))
        return None

    def inside(self, task: asyncio.Task[Any], depth: int) -> int:
        """Count the cancellations of a task that come from work that stands so deep, or deeper."""
        timers = (each for each in self.timers.values() if each.task is task)
        expired = sum(each.expirations for each in timers if each.depth >= depth)
        return expired + sum(fork.interrupts for fork in self.forks[task][depth:])

    def enter(self, seconds: float) -> Noted:
        """Note that the current task must leave within so many seconds."""
        task = current_task(self.loop)
        noted = Noted(seconds, len(self.forks.get(task, ())) if task else 0)
        self.noted.append(noted)
        return noted

    def leave(self, noted: Noted | FrameType) -> bool:
        """Forget what must end; say whether it ran out of time and was cancelled for that."""
        timer = self.timers.pop(noted, None)
        if timer is not None:
            return timer.disarm()
        if isinstance(noted, Noted) and noted in self.noted:
            self.noted.remove(noted)
        return False

    def _arm_all(self, work: object, depth: int) -> Calling | None:
        """Arm what the current task has noted, and the stages in which it stands; give the host
        under a direct form.
        """
        if self.idle and not self.noted:
            self.idle = False
            return None
        self.idle = False
        task = current_task(self.loop)
        if task is None:
            return None
        noted, self.noted = self.noted, []
        for each in noted:
            self.arm(each, task, each.seconds, each.depth)
        calling = None
        for frame, site in _stages(work):
            if site is not None:
                calling = frame, site
            if frame not in self.timers:
                self._arm_stage(frame, site, task, depth)
        return calling

    def _arm_stage(
        self, frame: FrameType, site: "Site | None", task: asyncio.Task[Any], depth: int
    ) -> None:
        if site is not None:
            self.arm(frame, task, site.timeout or 0.0, depth)
            self.timers[frame].site = site
            return
        known = frame.f_locals
        slots: Slots | None = known.get("slots")
        if slots:
            slots.busy += 1
            self.arm(frame, task, known["site"].timeout, depth, slots)

    def arm(
        self,
        what: Noted | FrameType,
        task: asyncio.Task[Any],
        seconds: float,
        depth: int,
        slots: "Slots | None" = None,
    ) -> None:
        """Cancel a task after so many seconds, unless it leaves before."""
        handle = self.loop.call_later(max(seconds, 0.0), self._expire, what)
        self.timers[what] = Timer(task, handle, task.cancelling(), self.grace, depth, slots)

    def _expire(self, what: Noted | FrameType) -> None:
        self.timers[what].expire()


def _stages(work: object) -> Iterator[tuple[FrameType, "Site | None"]]:
    """Give the frames of the stages in which work stands, the outermost first; with the host's
    frame under a direct form, the stage that it is.

    It ends where other work is overseen: that is looked at for itself.
    """
    while isinstance(work, CoroutineType):
        frame, code, below = work.cr_frame, work.cr_code, work.cr_await
        if frame is not None and code in STAGES:
            yield frame, None
        form = DIRECT.get(code)
        if form and frame is not None and isinstance(below, CoroutineType):
            host = below.cr_frame if below.cr_code in form.hosts else None
            if host is not None:
                yield host, form.sites[frame.f_lineno]
        work = below


def timed_out(what: str, seconds: float | None) -> PipelineError:
    """Make the error of a timeout."""
    return PipelineError(TIMEOUT, f"`{what}` took longer than {spoken(seconds or 0.0)}")
