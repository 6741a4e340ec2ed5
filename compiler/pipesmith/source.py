"""Source files, and places in them.

Offsets count code points from 0; lines and columns count from 1, as editors show them.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of code points in one source file."""

    path: str
    start: int
    end: int

    def to(self, other: "Span") -> "Span":
        """Give the range from the start of this span to the end of another."""
        return Span(self.path, self.start, max(self.end, other.end))

    def within(self, other: "Span") -> bool:
        """Tell whether this range lies inside another of its file."""
        return self.path == other.path and other.start <= self.start and self.end <= other.end


NOWHERE = Span("", 0, 0)
"""The span of things that no source text made."""


@dataclass(frozen=True)
class Source:
    """One file: the path that users know it by, and its text."""

    path: str
    text: str
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = [0, *(at + 1 for at, char in enumerate(self.text) if char == "\n")]
        object.__setattr__(self, "_starts", tuple(starts))

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Hold every line without its line break."""
        return tuple(line.rstrip("\r") for line in self.text.split("\n"))

    def position(self, offset: int) -> tuple[int, int]:
        """Give line and column, both from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Give a span in this file."""
        return Span(self.path, start, end)
