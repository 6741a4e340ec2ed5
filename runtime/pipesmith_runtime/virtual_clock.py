"""A clock for tests: hours of waiting pass in milliseconds, the same way each time.

`VirtualClock.run` runs a coroutine in an event loop whose time stands still while anything is
ready and jumps to the next timer when nothing is. While a thread works for the loop it really
waits; while sockets are open it gives them `patience` seconds before it jumps.
"""

import asyncio
import selectors
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

T = TypeVar("T")
Ready = list[tuple[selectors.SelectorKey, int]]

START = datetime(2026, 1, 1, tzinfo=UTC)


class VirtualClock:
    """Time that moves only when everything waits."""

    def __init__(self, start: datetime = START, patience: float = 1.0) -> None:
        self.start = start
        self.elapsed = 0.0
        self.patience = patience

    def now(self) -> datetime:
        """Give the present virtual instant in UTC."""
        return self.start + timedelta(seconds=self.elapsed)

    def run(self, main: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine to its end in virtual time."""
        with asyncio.Runner(loop_factory=lambda: VirtualLoop(self)) as runner:
            return runner.run(main)


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop that asks a `VirtualClock` for the time."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.threads = 0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        """Give the virtual time in seconds."""
        return self.clock.elapsed

    def run_in_executor(  # type: ignore[override]  # the base's future is the same one
        self, executor: Any, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        """Run a function in a thread; time stands still meanwhile."""
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self.threads += 1
        future.add_done_callback(self._thread_ended)
        return future

    def _thread_ended(self, _: object) -> None:
        self.threads -= 1


@contextmanager
def real_time(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Let time stand still while something that the loop does not know works for it."""
    if not isinstance(loop, VirtualLoop):
        yield
        return
    loop.threads += 1
    try:
        yield
    finally:
        loop.threads -= 1


class _Jumping(selectors.DefaultSelector):
    """A selector that moves the clock in place of sleeping."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Ready:
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            self._refuse_to_wait_for_nothing()
            return super().select(None)
        if self._loop.threads:
            return super().select(None)
        if self._talking() and (ready := super().select(self._loop.clock.patience)):
            return ready
        self._loop.clock.elapsed += max(timeout, 0.0)
        return []

    def _refuse_to_wait_for_nothing(self) -> None:
        alone = threading.active_count() == 1
        if alone and not self._loop.threads and not self._talking():
            raise RuntimeError("everything waits and nothing is left that could end the waiting")

    def _talking(self) -> bool:
        """Say whether sockets other than the loop's own wake-up pipe are open."""
        return len(self.get_map()) > 1
