"""Where ways that lead to nothing go on.

Reads     a flow as it was drawn.
Gives     a flow whose ways all lead on: the end of a turn to its loop, the end of an attempt to
what follows it, `leave` and `again` to where they jump, anything else to the end.
Reports   jumps that stand in no loop.
Promises  each loop has a `done`; nothing but a stop is without a way.
Leaves    what nests to `nesting`.
"""

from dataclasses import replace
from typing import assert_never

from pipesmith.importing.structuring.flow import END, Flow, Kind, Point, Way, reachable


def close(flow: Flow) -> tuple[Flow, tuple[str, ...]]:
    """Close all ways of a flow, and name the jumps that stand in no loop."""
    closing = _Closing(flow)
    points = {name: closing.close(point) for name, point in flow.points.items()}
    return Flow(flow.entry, points), tuple(closing.homeless)


class _Closing:
    """Knows what surrounds each point."""

    def __init__(self, flow: Flow) -> None:
        self._points = flow.points
        self.homeless: list[str] = []
        reached = reachable(flow, flow.entry, frozenset())
        self._scopes = sorted(
            (
                (reachable(flow, start, until), owner)
                for owner in flow.points.values()
                for start, until in _inside(owner)
                if owner.name in reached
            ),
            key=lambda scope: len(scope[0]),
        )

    def close(self, point: Point) -> Point:
        match point.kind:
            case Kind.stop:
                return replace(point, ways=())
            case Kind.leave | Kind.again:
                return Point(point.name, Kind.step, (Way("", self._target(point)),))
            case Kind.step | Kind.choice | Kind.fork:
                ways = point.ways or (Way("", END),)
            case Kind.each:
                ways = _with(point, "body", "done")
            case Kind.attempt:
                ways = _with(point, "body")
            case _:
                assert_never(point.kind)
        return replace(point, ways=tuple(self._led_on(point, way) for way in ways))

    def _led_on(self, point: Point, way: Way) -> Way:
        if way.to != END:
            return way
        if point.kind is Kind.each and way.label == "body":
            return replace(way, to=point.name)
        return replace(way, to=self._home(point.name))

    def _home(self, name: str) -> str:
        """Give where control goes when nothing is left to do around a point."""
        for inside, owner in self._scopes:
            if name in inside:
                following = owner.way("next")
                return owner.name if owner.kind is Kind.each else following or END
        return END

    def _target(self, jump: Point) -> str:
        for inside, owner in self._scopes:
            if owner.kind is Kind.each and jump.name in inside:
                if jump.kind is Kind.again:
                    return owner.name
                return owner.way("done") or self._home(owner.name)
        self.homeless.append(jump.name)
        return END


def _inside(owner: Point) -> list[tuple[str, frozenset[str]]]:
    """Give where the inside of a point starts, and what ends it."""
    if owner.kind is Kind.each:
        ends = frozenset({owner.name, owner.way("done") or END})
        return [(owner.way("body") or END, ends)]
    if owner.kind is Kind.attempt and owner.way("next"):
        ends = frozenset({owner.name, owner.way("next") or END})
        return [(way.to, ends) for way in owner.ways if way.label != "next"]
    return []


def _with(point: Point, *labels: str) -> tuple[Way, ...]:
    missing = [Way(label, END) for label in labels if point.way(label) is None]
    return (*point.ways, *missing)
