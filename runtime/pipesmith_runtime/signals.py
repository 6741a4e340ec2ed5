"""Signals: what an outside party sends to a run that waits for it, or will.

They live as long as the process does.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from pipesmith_runtime.errors import EXECUTION, VALIDATION, PipelineError
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.reach import around, reachable
from pipesmith_runtime.roles import Callee
from pipesmith_runtime.values import checked

if TYPE_CHECKING:
    from pipesmith_runtime.policy import Execution
    from pipesmith_runtime.run import Run
    from pipesmith_runtime.site import Site

T = TypeVar("T")
U = TypeVar("U")


class Signal(Callee, Generic[T]):
    """A signal that stages wait for: its name, and the type of what is sent."""

    @overload
    def __init__(self: "Signal[U]", sent_as: str, result: type[U]) -> None: ...
    @overload
    def __init__(self, sent_as: str, result: object = None) -> None: ...
    def __init__(self, sent_as: str, result: Any = None) -> None:
        self.sent_as = sent_as
        self.result: Any = type(None) if result is None else result
        self.name = f'signal "{sent_as}"'

    def named(self, args: tuple[Any, ...]) -> dict[str, Any]:
        """Give the arguments: a signal has none."""
        return {}

    async def execute(self, execution: "Execution") -> T:
        """Wait, as a stage of a run."""
        return await self(execution.scope, execution.site)

    async def __call__(self, scope: "Run", site: "Site | None" = None) -> T:
        """Wait for a value.

        Where nobody can send one any more, a stage that has no end of its own fails.
        """
        from pipesmith_runtime import watching

        ends = site is not None and (site.timeout, site.deadline) != (None, None)
        watching.signal_awaited(scope, site, self.sent_as)
        value: T = await scope.state.signals.receive(self, ends=ends)
        watching.signal_received(scope, site, self.sent_as)
        return value


def signals_of(pipeline: Pipeline[..., Any]) -> dict[str, Signal[Any]]:
    """Give the signals that a pipeline and those it calls may wait for, by name."""
    found: dict[str, Signal[Any]] = {}
    for each in reachable(pipeline):
        for value in around(each):
            if isinstance(value, Signal):
                found.setdefault(value.sent_as, value)
    return found


@dataclass(slots=True, eq=False)
class _Waiting:
    """One stage that waits; it has a value, or learns that none will come."""

    ends: bool
    loop: asyncio.AbstractEventLoop
    woken: asyncio.Future[None]
    values: list[Any] = field(default_factory=list)

    def wake(self) -> None:
        """Let the stage go on, in its own loop."""
        self.loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        if not self.woken.done():
            self.woken.set_result(None)


class Signals:
    """What is sent to the runs of a pipeline, and not taken yet.

    Each value goes to one stage: the oldest to the one that has waited longest. `awaited` is told
    of each stage that begins to wait. Without a pipeline nobody can send anything.
    """

    def __init__(
        self,
        pipeline: Pipeline[..., Any] | None = None,
        awaited: Callable[[Signal[Any]], None] | None = None,
    ) -> None:
        self.known = {} if pipeline is None else signals_of(pipeline)
        self._awaited = awaited
        self._lock = threading.Lock()
        self._kept = defaultdict[str, deque[Any]](deque)
        self._waiting = defaultdict[str, deque[_Waiting]](deque)
        self._ended = pipeline is None

    def send(self, name: str, value: Any = None) -> None:
        """Send a value, from any task or thread; refuse one that no stage could take."""
        signal = self.known.get(name)
        if signal is None:
            raise PipelineError(VALIDATION, self._unknown(name), of_input=True)
        fitting = checked(signal.result, value, name)
        with self._lock:
            self._kept[name].append(fitting)
            self._hand_out(name)

    def end(self) -> None:
        """Say that nobody sends anything any more."""
        with self._lock:
            self._ended = True
            for name in [*self._waiting]:
                self._hand_out(name)

    async def receive(self, signal: Signal[T], *, ends: bool) -> T:
        """Wait for a value; `ends` tells that something else ends the waiting."""
        name, loop = signal.sent_as, asyncio.get_running_loop()
        waiting = _Waiting(ends, loop, loop.create_future())
        with self._lock:
            self._waiting[name].append(waiting)
            self._hand_out(name)
        if self._awaited is not None:
            self._awaited(signal)
        try:
            await waiting.woken
        except asyncio.CancelledError:
            self._give_back(name, waiting)
            raise
        if not waiting.values:
            raise PipelineError(EXECUTION, f"nobody can send the signal `{name}` any more")
        value: T = waiting.values[0]
        return value

    def _hand_out(self, name: str) -> None:
        """Give what was sent to those who wait, the first to the first."""
        kept, waiting = self._kept[name], self._waiting[name]
        while kept and waiting:
            waiting[0].values.append(kept.popleft())
            waiting.popleft().wake()
        if self._ended:
            for each in [each for each in waiting if not each.ends]:
                waiting.remove(each)
                each.wake()

    def _give_back(self, name: str, waiting: _Waiting) -> None:
        """Let the next stage have what one got that no longer waits."""
        with self._lock:
            if waiting in self._waiting[name]:
                self._waiting[name].remove(waiting)
            self._kept[name].extendleft(waiting.values)
            self._hand_out(name)

    def _unknown(self, name: str) -> str:
        names = ", ".join(f"`{each}`" for each in self.known)
        hint = f"the signals are {names}" if names else "the pipeline waits for no signal"
        return f"nothing waits for a signal `{name}`: {hint}"
