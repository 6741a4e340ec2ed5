"""Host code for the tests of `test_hosts.py`."""

import asyncio
import sys
import threading
from typing import Any

FAILURES = {13: ValueError, 16: TimeoutError, 17: ConnectionResetError}


async def awaited(value: int) -> Any:
    """Give the value one higher; 13, 16 and 17 fail, 14 gives a text, 15 a number of 65 bits."""
    if value in FAILURES:
        raise FAILURES[value]("unlucky")
    return {14: "text", 15: 2**64}.get(value, value + 1)


async def ends(how: str) -> int:
    """End otherwise than by a value or an `Exception`, or late."""
    match how:
        case "cancelled":
            raise asyncio.CancelledError
        case "exit":
            sys.exit(3)
        case _:  # keeps its cancellation to itself
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                return 1
            return 2


def exits(value: int) -> int:
    """Leave a thread as if it were a process."""
    sys.exit(value)


async def other_names(number: int) -> int:
    """Name its parameter differently from the component."""
    return number + 1


def plain(value: int) -> tuple[int, str]:
    """Say in which thread it runs."""
    return value, threading.current_thread().name


def returns_awaitable(value: int) -> Any:
    """Give something to await."""
    return awaited(value)


def stops(value: int) -> int:
    """Raise what coroutines cannot."""
    raise StopIteration(value)


NOT_CALLABLE = 3
