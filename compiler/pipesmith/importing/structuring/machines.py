"""A machine for what does not nest: states, and which follows which.

Reads     a region of a flow, and the point at which nesting failed.
Gives     one machine for all that this point leads to before the ways meet again. A state begins
where several ways come together, and goes on until the next one does.
Reports   Tangle, when control comes into the middle of it, or leaves it by a jump that would be
one of the machine.
Promises  each transition leads to a state of the machine, or out of it.
Leaves    how a machine is written to the writer of the program.
"""

from collections.abc import Iterator

from pipesmith.importing.structuring.flow import END, Kind
from pipesmith.importing.structuring.nesting import Exits, Nesting, Tangle
from pipesmith.importing.structuring.shapes import (
    Arm,
    Choose,
    Goto,
    Machine,
    Sequence,
    Shape,
    State,
    Take,
)

DEPTH = 8
"""So deep may choices nest in one state; a deeper one gets a state of its own."""


def machine(nesting: Nesting, name: str, exits: Exits) -> tuple[Sequence, str]:
    """Give the machine that starts at a point, and where its end leads."""
    tangle = Tangle(name)
    for follow in dict.fromkeys(_follows(nesting, name, exits)):
        before = set(nesting.placed)
        try:
            return (_Making(nesting, name, _inside(exits, follow)).machine(),), follow
        except Tangle as found:
            tangle = found
            nesting.placed.intersection_update(before)
    raise tangle


def _follows(nesting: Nesting, name: str, exits: Exits) -> Iterator[str]:
    """Give the points where a machine may end, the nearest first, from which no way leads back."""
    follow = nesting.region.join(name, sorted(exits.names()))
    while follow is not None and follow not in exits.names():
        behind = nesting.region.reach(follow, exits.names())
        if behind.isdisjoint(nesting.region.reach(name, exits.names() | {follow})):
            yield follow
        follow = nesting.region.join(follow, sorted(exits.names()))
    yield exits.follow


def _inside(exits: Exits, follow: str) -> Exits:
    """Give the exits of a state: no jump of a loop around the machine can be written in it."""
    barred = exits.names() - {follow, END}
    return Exits(follow, None, None, exits.returns, barred, exits.depth + 2)


class _Making:
    """Makes one machine."""

    def __init__(self, nesting: Nesting, entry: str, exits: Exits) -> None:
        self._nesting, self._exits = nesting, exits
        self._inside = nesting.region.reach(entry, exits.names())
        self._states = {entry: None} | dict.fromkeys(sorted(self._meetings(entry)))
        self._waiting = [entry]

    def _meetings(self, entry: str) -> set[str]:
        """Give the points to which several ways lead. Tangle says that one comes from outside."""
        meetings = set()
        for name in self._inside - {entry}:
            before = self._nesting.region.before[name]
            if not self._inside.issuperset(before):
                raise Tangle(name)
            if len(before) > 1:
                meetings.add(name)
        return meetings

    def machine(self) -> Machine:
        """Make the states, each when a transition first leads to it."""
        made: dict[str, State] = {}
        while self._waiting:
            name = self._waiting.pop(0)
            if name not in made:
                made[name] = State(name, self._block(name, 0))
        return Machine(tuple(made.values()))

    def _block(self, name: str, depth: int) -> Sequence:
        """Give what runs from a point until the next transition."""
        shapes: list[Shape] = []
        going: str | None = name
        while going is not None:
            if self._nesting.flow.points[going].kind is Kind.choice:
                return (*shapes, self._choose(going, depth + 1))
            last = going
            made, going = self._nesting.plain(going, self._exits)
            shapes += made
            if going is not None and (ending := self._ending(going, last)) is not None:
                return (*shapes, *ending)
        return tuple(shapes)

    def _choose(self, name: str, depth: int) -> Choose:
        self._nesting.place(name)
        return Choose(
            name,
            tuple(
                Arm(way.label, (Take(name, way.label, way.to), *self._follow(way.to, name, depth)))
                for way in self._nesting.region.ways[name]
            ),
        )

    def _follow(self, name: str, last: str, depth: int) -> Sequence:
        if depth > DEPTH and name in self._inside:
            self._states[name] = None
        ending = self._ending(name, last)
        return self._block(name, depth) if ending is None else ending

    def _ending(self, name: str, last: str) -> Sequence | None:
        """Give how control goes on, None where it goes on in the same state."""
        if name in self._states:
            self._waiting.append(name)
            return (Goto(name),)
        ending = self._nesting.ending(name, self._exits, last)
        return (Goto(None),) if ending == () else ending
