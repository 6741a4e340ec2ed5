"""Waiting until a file changes."""

import os
from collections.abc import Callable, Iterable, Iterator
from time import sleep

INTERVAL = 0.3
"""Seconds between two looks."""

Stamps = dict[str, tuple[int, int] | None]


def changes(
    paths: Callable[[], Iterable[str]], wait: Callable[[], None] = lambda: sleep(INTERVAL)
) -> Iterator[None]:
    """Give a turn each time that any of the files has changed; which they are is asked anew."""
    before = _stamps(paths())
    while True:
        wait()
        now = _stamps(paths())
        if now != before:
            before = now
            yield


def _stamps(paths: Iterable[str]) -> Stamps:
    """Give when each file was changed, and how long it is; None where there is none."""
    stamps: Stamps = {}
    for path in paths:
        try:
            found = os.stat(path)
        except OSError:
            stamps[path] = None
        else:
            stamps[path] = found.st_mtime_ns, found.st_size
    return stamps
