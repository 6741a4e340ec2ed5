"""What can be covered, and what was."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

Key = tuple[str, int, int, str]
"""Path, line, column, what."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a run may go through: `what` happens to the stage at `address`.

    `ran` is true of the point that says that a stage ran at all; the others are ways to go on.
    """

    path: str
    line: int
    column: int
    pipeline: str
    address: str
    what: str

    @property
    def key(self) -> Key:
        """Give what events know a point by."""
        return self.path, self.line, self.column, self.what

    @property
    def ran(self) -> bool:
        """Tell a stage itself from the ways in which it may go."""
        return self.what == RAN


RAN = "ran"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The points of a program, and how often runs went through each."""

    points: tuple[Point, ...]
    hits: Mapping[Key, int]

    def times(self, point: Point) -> int:
        """Give how often runs went through a point."""
        return self.hits.get(point.key, 0)

    @property
    def covered(self) -> int:
        """Count the points that some run went through."""
        return sum(self.times(point) > 0 for point in self.points)

    @property
    def missing(self) -> tuple[Point, ...]:
        """Give the points that no run went through."""
        return tuple(point for point in self.points if not self.times(point))

    @property
    def percent(self) -> float:
        """Give the covered part; a program in which there is nothing to cover is covered."""
        return 100.0 * self.covered / len(self.points) if self.points else 100.0

    def of(self, path: str) -> "Coverage":
        """Give the coverage of one file."""
        return Coverage(tuple(each for each in self.points if each.path == path), self.hits)

    @property
    def paths(self) -> tuple[str, ...]:
        """Give the files, in the order of the program."""
        return tuple(dict.fromkeys(point.path for point in self.points))

    def by_line(self) -> Iterator[tuple[int, tuple[Point, ...]]]:
        """Give the lines that have points, with these."""
        lines: dict[int, list[Point]] = {}
        for point in self.points:
            lines.setdefault(point.line, []).append(point)
        for line in sorted(lines):
            yield line, tuple(lines[line])


def merged(coverages: Iterable[Coverage]) -> Coverage:
    """Put the coverages of several runs, or programs that share modules, together."""
    points: dict[Key, Point] = {}
    hits: dict[Key, int] = {}
    for coverage in coverages:
        points.update({point.key: point for point in coverage.points})
        for key, count in coverage.hits.items():
            hits[key] = hits.get(key, 0) + count
    return Coverage(tuple(points.values()), hits)
