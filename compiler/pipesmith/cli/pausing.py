"""A loop whose time stands still while a person looks at a stopped run.

Timeouts, deadlines and delays are counted by the loop's time, so none passes meanwhile.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class PausingLoop(asyncio.SelectorEventLoop):
    """An event loop that can be told to count no time."""

    def __init__(self) -> None:
        self._left_out = 0.0
        super().__init__()

    def time(self) -> float:
        """Give the time that has been counted."""
        return monotonic() - self._left_out

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Count no time in the block."""
        start = monotonic()
        try:
            yield
        finally:
            self._left_out += monotonic() - start
