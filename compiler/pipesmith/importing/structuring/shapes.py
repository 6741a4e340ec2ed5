"""A flow in statements that nest."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """What one point does."""

    point: str


@dataclass(frozen=True, slots=True)
class Take:
    """Control goes along a way; what the next point is given depends on it."""

    start: str
    label: str
    to: str


@dataclass(frozen=True, slots=True)
class Arm:
    """What runs when a point goes on by one of its ways."""

    label: str
    body: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """One of several arms runs; all meet at the end, save those that jump."""

    point: str
    arms: tuple[Arm, ...]


@dataclass(frozen=True, slots=True)
class Endless:
    """A loop that only a jump ends; `header` is where each turn begins."""

    header: str
    body: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One part of a point that holds several; its end is where `follow` would come."""

    label: str
    body: tuple["Shape", ...]
    follow: str


@dataclass(frozen=True, slots=True)
class Compound:
    """A point that holds parts: the turn of an `each`, the branches of a fork, an attempt."""

    point: str
    parts: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Weave:
    """What runs behind a fork when its branches share points: each point when all that lead to it
    are done. `follow` is where all ways meet.
    """

    point: str
    order: tuple[str, ...]
    ways: tuple[Take, ...]
    follow: str


@dataclass(frozen=True, slots=True)
class Leave:
    """End the nearest loop."""


@dataclass(frozen=True, slots=True)
class Again:
    """End this turn of the nearest loop."""


@dataclass(frozen=True, slots=True)
class Return:
    """End everything, with what was last."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Go on with a state of the machine; None leaves it."""

    state: str | None


@dataclass(frozen=True, slots=True)
class State:
    """A label, and what runs there; every path of it ends in a Goto or a jump."""

    name: str
    body: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """States and the transitions between them: what does not nest. The first state is entered."""

    states: tuple[State, ...]


Shape = Run | Take | Choose | Endless | Compound | Weave | Leave | Again | Return | Goto | Machine
Sequence = tuple[Shape, ...]
