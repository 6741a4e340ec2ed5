"""Slots: how many stages of a pipeline, or executions of one stage, are under way at once."""

import asyncio
import heapq


class Slots:
    """A bound on concurrent work; the higher priority goes first, then who waits longest.

    `busy` counts who waits, and the timers of those that hold a slot: while it is 0, whoever hands
    a slot back has nothing else to do.
    """

    __slots__ = ("_arrivals", "_waiting", "busy", "free")

    def __init__(self, count: int) -> None:
        self.free = count
        self.busy = 0
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._arrivals = 0

    async def take(self, priority: int = 0) -> None:
        """Wait for a slot."""
        if self.free > 0:
            self.free -= 1
            return
        self._arrivals += 1
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-priority, self._arrivals, turn))
        self.busy += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.give()
            raise

    def give(self) -> None:
        """Hand a slot back, to whoever waits first."""
        while self._waiting:
            _, _, turn = heapq.heappop(self._waiting)
            self.busy -= 1
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


CLOSED = Slots(0)
"""What a scope shows where every stage must take the long way."""
