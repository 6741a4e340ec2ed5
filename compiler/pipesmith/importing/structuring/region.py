"""The part of a flow that one sequence of statements is made of.

Points with parts (`each`, forks, attempts) stand in it as one node that goes on behind them; their
parts are regions of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from pipesmith.importing.structuring.dominators import (
    dominates,
    immediate_dominators,
    nearest_common_followers,
    predecessors,
)
from pipesmith.importing.structuring.flow import END, Flow, Kind, Point, Way


@dataclass(frozen=True, slots=True)
class Part:
    """Where a part of a compound point starts."""

    label: str
    entry: str


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a point, where they meet, and where the point goes on."""

    parts: tuple[Part, ...]
    follow: str
    following: str


@dataclass(slots=True)
class Region:
    """A graph of points from an entry to some exits."""

    flow: Flow
    entry: str
    exits: frozenset[str]
    ways: dict[str, tuple[Way, ...]] = field(default_factory=dict)
    parts: dict[str, Parts] = field(default_factory=dict)
    dominators: dict[str, str] = field(default_factory=dict)
    before: dict[str, list[str]] = field(default_factory=dict)
    _followers: dict[tuple[str | None, ...], dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Walk the flow from the entry, each compound point as one node."""
        pending = [self.entry]
        while pending:
            name = pending.pop()
            if name == END or name in self.exits or name in self.ways:
                continue
            self.ways[name] = self._ways(self.flow.points[name])
            pending += [way.to for way in self.ways[name]]
        graph = self.graph()
        self.dominators = immediate_dominators(self.entry, graph)
        self.before = predecessors(graph)

    def graph(self) -> dict[str, list[str]]:
        """Give the successors of each node."""
        return {name: [way.to for way in ways] for name, ways in self.ways.items()}

    def _ways(self, point: Point) -> tuple[Way, ...]:
        parts = self._parts(point)
        if parts is None:
            return point.ways
        self.parts[point.name] = parts
        return (Way("", parts.following),)

    def _parts(self, point: Point) -> Parts | None:
        match point.kind:
            case Kind.step | Kind.choice | Kind.stop | Kind.leave | Kind.again:
                return None
            case Kind.each:
                body, done = point.way("body") or END, point.way("done") or END
                return Parts((Part("body", body),), point.name, done)
            case Kind.fork:
                join = self._join(point, [way.to for way in point.ways])
                return Parts(tuple(Part(way.label, way.to) for way in point.ways), join, join)
            case Kind.attempt:
                return self._attempt(point)
            case _:
                assert_never(point.kind)

    def _attempt(self, point: Point) -> Parts:
        inner = [way for way in point.ways if way.label not in ("next", "finally")]
        final, following = point.way("finally"), point.way("next")
        join = following or self._join(point, [way.to for way in inner])
        parts = tuple(Part(way.label, way.to) for way in inner)
        if final is None:
            return Parts(parts, join, join)
        if following is None:  # what stands behind a `finally` belongs to it
            following = next(iter(sorted(self.exits)), END) if join == final else join
        return Parts((*parts, Part("finally", final)), join, following)

    def _join(self, point: Point, starts: Sequence[str]) -> str:
        """Give where all parts of a point meet: an exit, if nowhere before."""
        graph = {name: [way.to for way in each.ways] for name, each in self.flow.points.items()}
        graph[point.name] = list(starts)
        for name in self.exits:
            graph.pop(name, None)
        exits = [*sorted(self.exits), END]
        join = nearest_common_followers(graph, exits).get(point.name)
        return END if join is None else join

    # ---------------------------------------------------------------- questions of nesting

    def headers(self) -> set[str]:
        """Give the nodes to which a way leads back from what they dominate: natural loops.

        See A. V. Aho, M. S. Lam, R. Sethi, J. D. Ullman, "Compilers" (2006), section 9.6.
        """
        return {
            to
            for name, followers in self.graph().items()
            for to in followers
            if to in self.ways and dominates(to, name, self.dominators)
        }

    def natural_loop(self, header: str) -> set[str]:
        """Give what can reach a header again without passing it."""
        found = {header}
        pending = [
            name for name in self.before.get(header, ()) if dominates(header, name, self.dominators)
        ]
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += self.before.get(name, ())
        return found

    def join(self, name: str, exits: Sequence[str]) -> str | None:
        """Give where every way from a node to the exits comes together."""
        key = (name if name in exits else None, *exits)
        if key not in self._followers:
            graph = {
                each: [] if each in exits and each != name else followers
                for each, followers in self.graph().items()
            }
            self._followers[key] = nearest_common_followers(graph, exits)
        return self._followers[key].get(name)

    def merges(self, name: str) -> Iterator[str]:
        """Give the nodes that a node alone leads to, by several ways."""
        for other, nearest in self.dominators.items():
            if nearest == name and len(self.before.get(other, ())) > 1 and other in self.ways:
                yield other

    def reach(self, start: str, until: frozenset[str]) -> set[str]:
        """Give the nodes between a start and some others."""
        found: set[str] = set()
        pending = [start]
        while pending:
            name = pending.pop()
            if name in self.ways and name not in until and name not in found:
                found.add(name)
                pending += [way.to for way in self.ways[name]]
        return found
