"""Latches: what one chain of a direct form gives, and others wait for."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import Future

    from pipesmith_runtime.timeouts import Timeouts


class Latch:
    """Opens once; where a chain waits for that, no stage of it is under way."""

    __slots__ = ("_timeouts", "_waiting", "is_open")

    def __init__(self, timeouts: "Timeouts") -> None:
        self.is_open = False
        self._timeouts = timeouts
        self._waiting: list[Future[None]] = []

    def open(self) -> None:
        """Let all go on."""
        self.is_open = True
        for each in self._waiting:
            if not each.done():
                each.set_result(None)

    def __await__(self) -> Generator[Any, Any, None]:
        """Wait until it is open."""
        if self.is_open:
            return
        turn = self._timeouts.loop.create_future()
        self._waiting.append(turn)
        self._timeouts.idle = True
        yield from turn
