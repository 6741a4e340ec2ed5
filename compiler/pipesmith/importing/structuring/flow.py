"""A flow of control as others draw it: points, and labelled ways from one to the next."""

from dataclasses import dataclass
from enum import Enum, auto

END = ""
"""Where a way goes that leads to nothing more."""


class Kind(Enum):
    """What a point does to the flow."""

    step = auto()  # goes on by its one way
    choice = auto()  # goes on by one of its ways
    each = auto()  # goes on by `body` again and again, then by `done`
    fork = auto()  # goes on by all of its ways at once
    attempt = auto()  # goes on by `body`, by a `catch` if that fails, by `finally`, then by `next`
    leave = auto()  # ends the nearest `each`
    again = auto()  # ends the turn of the nearest `each`
    stop = auto()  # ends everything


@dataclass(frozen=True, slots=True)
class Way:
    """One edge; `to` is END where it leads to nothing."""

    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Point:
    """One node. A choice lists a way for each answer it may give."""

    name: str
    kind: Kind
    ways: tuple[Way, ...] = ()

    def way(self, label: str) -> str | None:
        """Give where a label leads, None where the point has no such way."""
        return next((way.to for way in self.ways if way.label == label), None)


@dataclass(frozen=True, slots=True)
class Flow:
    """Points by name, and the one that is first."""

    entry: str
    points: dict[str, Point]


def reachable(flow: Flow, start: str, until: frozenset[str]) -> set[str]:
    """Give the points that can be reached without passing some others."""
    found: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name == END or name in until or name in found:
            continue
        found.add(name)
        pending += [way.to for way in flow.points[name].ways]
    return found
