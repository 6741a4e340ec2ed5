"""Events as lines of JSON in a file, there to be read while the run goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONEncoder
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipesmith_runtime.events import Event, Observer


@contextmanager
def event_file(path: str) -> "Iterator[Observer]":
    """Give an observer that writes each event as one line; OSError if the file cannot be made."""
    encode = JSONEncoder(ensure_ascii=False, default=str).encode  # one encoder for all lines
    with Path(path).open("w", buffering=1, encoding="utf-8") as file:

        def write(event: "Event") -> None:
            file.write(encode(event.to_json()) + "\n")

        yield write
