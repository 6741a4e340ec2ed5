"""How a run hands events to its observer: what is the same for all of them is worked out once."""

import sys
from asyncio import BaseEventLoop
from collections.abc import Callable
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any

from pipesmith_runtime import events as e
from pipesmith_runtime.clock import SystemClock
from pipesmith_runtime.observers import interest

if TYPE_CHECKING:
    import asyncio

    from pipesmith_runtime.clock import Clock
    from pipesmith_runtime.place import Place
    from pipesmith_runtime.site import Site
    from pipesmith_runtime.state import State

StageStarted, StageCompleted = e.StageStarted, e.StageCompleted
_new: Callable[..., e.Event] = tuple.__new__


class Teller:
    """Tells the observer of one run what happens, as far as it wants to know.

    The time of day of an event follows from that of the event loop, where the run's clock keeps
    its pace; another clock is read for each event.
    """

    __slots__ = ("_beginning", "_clock", "_failed", "_observer", "_sequence", "read", "wants")

    def __init__(self, state: "State", observer: "e.Observer") -> None:
        clock, loop = state.settings.clock, state.loop
        self.read: Callable[[], float] = _reading(loop)
        self.wants = interest(observer)
        self._observer = observer
        self._clock = None if _at_pace(clock, loop) else clock
        self._beginning = e.Beginning(state.run_id, _now(clock), self.read())
        self._sequence = 0
        self._failed = False

    def tell(
        self,
        scope: "Place",
        site: "Site | None",
        kind: type[e.Event],
        at: str,
        facts: tuple[Any, ...],
    ) -> None:
        """Tell that something happened at an address."""
        self._sequence += 1
        moment = (self._beginning, self._sequence, scope.frame, at, "", site, self.read())
        made: Callable[..., e.Event] = kind
        self._hand_over(scope, made(self._first(moment), *facts))

    def turn(self, kind: type[e.Event], scope: "Place", site: "Site", index: int) -> None:
        """Tell that an iteration began or ended."""
        if kind not in self.wants:
            return
        self._sequence += 1
        at = f"{scope.prefix}{site.path}[{index}]"
        moment = (self._beginning, self._sequence, scope.frame, at, "", site, self.read())
        self._hand_over(scope, _new(kind, (self._first(moment), index)))

    # the two events of nearly all stages: in one piece each, as they are what watching costs

    def stage_started(self, scope: "Place", site: "Site") -> float:
        """Tell that a stage that calls a component began; give when."""
        if StageStarted not in self.wants:
            return self.read()
        called: Any = site.component
        known = scope.known
        before = scope.prefix if known is None or known[0] != scope.index else known[1]
        self._sequence = sequence = self._sequence + 1
        now = self.read()
        first: Any = (self._beginning, sequence, scope.frame, before, site.path, site, now)
        if self._clock is not None:
            first = self._first(first)
        try:
            self._observer(_new(StageStarted, (first, called.name, 1, None, called.role)))
        except Exception as failure:
            self._report(scope, failure)
        return now

    def stage_completed(self, scope: "Place", site: "Site", started: float) -> None:
        """Tell that a stage that calls a component gave its value at the first attempt."""
        if StageCompleted not in self.wants:
            return
        called: Any = site.component
        known = scope.known
        before = scope.prefix if known is None or known[0] != scope.index else known[1]
        self._sequence = sequence = self._sequence + 1
        now = self.read()
        first: Any = (self._beginning, sequence, scope.frame, before, site.path, site, now)
        if self._clock is not None:
            first = self._first(first)
        facts = (first, called.name, 1, now - started, None, None, None)
        try:
            self._observer(_new(StageCompleted, facts))
        except Exception as failure:
            self._report(scope, failure)

    def _first(self, moment: e.Moment) -> e.Moment | e.Origin:
        """Give what an event keeps of its moment: all of it where the clock has to be read."""
        if self._clock is None:
            return moment
        return e.origin_of(moment)._replace(time=self._clock.now())

    def _hand_over(self, scope: "Place", event: e.Event) -> None:
        try:
            self._observer(event)
        except Exception as failure:
            self._report(scope, failure)

    def _report(self, scope: "Place", failure: Exception) -> None:
        """Say once that the observer raises; it does no harm."""
        if self._failed:
            return
        self._failed = True
        text = scope.state.redaction.text(f"{type(failure).__name__}: {failure}")
        run_id = self._beginning.run_id
        print(f"pipesmith: the observer of run {run_id} failed: {text}", file=sys.stderr)  # noqa: T201


def _reading(loop: "asyncio.AbstractEventLoop") -> Callable[[], float]:
    """Give the quickest way to the time of the event loop."""
    return monotonic if _has_machine_time(loop) else loop.time


def _at_pace(clock: "Clock", loop: "asyncio.AbstractEventLoop") -> bool:
    """Say whether a clock goes as the event loop does: both are the machine's, or both virtual."""
    if type(clock) is SystemClock:
        return _has_machine_time(loop)
    return getattr(loop, "clock", None) is clock


def _has_machine_time(loop: "asyncio.AbstractEventLoop") -> bool:
    """Say whether the time of an event loop is the machine's, and no loop's that stands still."""
    return type(loop).time is BaseEventLoop.time


def _now(clock: "Clock") -> datetime:
    return datetime.now(UTC) if type(clock) is SystemClock else clock.now()
