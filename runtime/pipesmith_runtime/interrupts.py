"""Interruptions of a command: the first cancels the run, a second ends the process at once.

Handlers of Python's own are used, not the event loop's: they are heard while host code keeps the
loop, too.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

from pipesmith_runtime.cancel import CancellationToken
from pipesmith_runtime.hosts import at_work

INTERRUPTED: Final = 130
WORDS: Final = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


@contextmanager
def interruptible(token: CancellationToken, *last: Callable[[str], None]) -> Iterator[None]:
    """Let an interruption cancel what runs in the current event loop.

    Where host code is left in a thread, which nobody can stop, a second interruption still ends the
    process. `last` is what the process does before; each takes the reason and waits for nothing.
    """
    loop, heard = asyncio.get_running_loop(), list[int]()

    def stop(number: int, _: FrameType | None) -> None:
        heard.append(number)
        reason = WORDS[signal.Signals(number)]
        if len(heard) > 1:
            _end(reason, last if len(heard) == 2 else ())
        loop.call_soon_threadsafe(token.cancel, reason)

    try:
        before = {number: signal.signal(number, stop) for number in WORDS}
    except ValueError:  # not on this thread
        yield
        return
    try:
        yield
    finally:
        if heard and at_work():
            sys.stderr.write("host code is still at work in a thread; interrupt again to end it\n")
        else:
            for number, handler in before.items():
                signal.signal(number, handler)


def _end(reason: str, last: Iterable[Callable[[str], None]]) -> NoReturn:
    """End the process, whatever becomes of what it does last."""
    try:
        for each in last:
            each(reason)
    finally:
        os._exit(INTERRUPTED)
