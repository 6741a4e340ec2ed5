"""Events as lines of JSON in a file, there to be read while the run goes on."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from json import JSONEncoder
from pathlib import Path
from typing import TextIO

from pipesmith_runtime.events import (
    Event,
    RunCancelled,
    RunCompleted,
    RunFailed,
    StageCompleted,
    StageFailed,
    Usage,
)

ENDS = RunCompleted | RunFailed | RunCancelled


class EventFile:
    """Writes each event as one line; `cut` ends the file of a run that cannot end itself."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._encode = JSONEncoder(ensure_ascii=False, default=str).encode  # one for all lines
        self._first: Event | None = None
        self._last: Event | None = None
        self._usage: Usage | None = None

    def __call__(self, event: Event) -> None:
        """Write an event."""
        self._file.write(self._encode(event.to_json()) + "\n")
        self._first, self._last = self._first or event, event
        if isinstance(event, StageCompleted | StageFailed) and event.usage is not None:
            self._usage = self._usage.plus(event.usage) if self._usage else event.usage

    def cut(self, reason: str) -> None:
        """Tell that the run was cancelled, unless something told already how it ended."""
        first, last = self._first, self._last
        if first is None or last is None or isinstance(last, ENDS):
            return
        now = asyncio.get_running_loop().time()
        origin = first.origin._replace(
            sequence=last.origin.sequence + 1, time=datetime.now(UTC), monotonic=now
        )
        spent = now - first.origin.monotonic
        self(RunCancelled(origin, spent, reason, self._usage))


@contextmanager
def event_file(path: str) -> Iterator[EventFile]:
    """Give an observer that writes a file; OSError if the file cannot be made."""
    with Path(path).open("w", buffering=1, encoding="utf-8") as file:
        yield EventFile(file)
