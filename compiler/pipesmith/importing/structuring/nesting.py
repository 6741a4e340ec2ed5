"""Statements that nest for a flow of control.

Reads     a closed flow.
Gives     nested statements. A choice ends where the ways from it meet, its immediate
post-dominator; a natural loop is left towards the post-dominator of its header; jumps are those of
the nearest loop, and the end. This is how N. Ramsey, "Beyond Relooper" (ICFP 2022), reads
statements off the dominator tree, save that no labelled block can be left: what would need one
becomes a machine.
Reports   Tangle, with the point where control goes into or out of what is not entered or left so.
Promises  each point stands once in what is given, and runs when the flow runs it.
Leaves    expressions and values to the writer of the program.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from pipesmith.importing.structuring.flow import END, Flow, Kind
from pipesmith.importing.structuring.region import Part, Region
from pipesmith.importing.structuring.shapes import (
    Again,
    Arm,
    Branch,
    Choose,
    Compound,
    Endless,
    Leave,
    Return,
    Run,
    Sequence,
    Shape,
    Take,
    Weave,
)
from pipesmith.importing.structuring.weaves import weave

DEPTH = 30
"""So deep may statements nest; the language allows a hundred, and bodies of loops cost more."""

TRIES = 1_000
"""So many points are tried in one place or another before a machine is made of the flow."""

LONG = 6
"""An arm of more points than this is not nested where the others could jump instead."""


class Tangle(Exception):
    """Say at which point a flow does not nest."""

    def __init__(self, point: str) -> None:
        """Keep the point."""
        super().__init__(point)
        self.point = point


@dataclass(frozen=True, slots=True)
class Exits:
    """Where a sequence may lead, and by what."""

    follow: str  # by falling off its end
    leave: str | None = None
    again: str | None = None
    returns: bool = True  # whether the end of everything can be jumped to
    barred: frozenset[str] = frozenset()
    depth: int = 0

    def names(self) -> frozenset[str]:
        """Give all that is outside."""
        named = {name for name in (self.follow, self.leave, self.again) if name is not None}
        return frozenset(named | self.barred | {END})

    def deeper(self, follow: str) -> "Exits":
        """Give the exits of a block inside."""
        return replace(self, follow=follow, depth=self.depth + 1)


def nest(flow: Flow, otherwise: "Otherwise") -> Sequence:
    """Give the statements of a closed flow. Tangle says where it cannot be done."""
    exits = Exits(END)
    region = Region(flow, flow.entry, exits.names())
    return Nesting(flow, region, set(), otherwise).sequence(flow.entry, exits)


class Nesting:
    """Makes the statements of one region."""

    def __init__(
        self, flow: Flow, region: Region, placed: set[str], otherwise: "Otherwise"
    ) -> None:
        """Share what is placed already with all regions of the flow."""
        self.flow, self.region, self.placed = flow, region, placed
        self._otherwise = otherwise
        self._headers = region.headers()
        self._tries = TRIES

    def sequence(self, name: str, exits: Exits, entered: bool = False) -> Sequence:
        """Give what runs from a node until an exit; `entered` says that a turn starts with it."""
        shapes: list[Shape] = []
        marks: list[_Mark] = []
        going: str | None = name
        last = name
        while going is not None:
            ending = None if entered else self.ending(going, exits, last)
            if ending is not None:
                return (*shapes, *ending)
            try:
                self._mark(going, shapes, marks, entered)
                made, going = self._one(going, exits, entered)
            except Tangle as tangle:
                made, going = self._back(marks, shapes, exits, tangle)
            shapes += made
            last, entered = shapes[-1].start if isinstance(shapes[-1], Take) else last, False
        return tuple(shapes)

    def _mark(self, name: str, shapes: list[Shape], marks: list["_Mark"], entered: bool) -> None:
        if not entered and (name in self._headers or self._is_choice(name)):
            marks.append(_Mark(name, len(shapes), frozenset(self.placed)))

    def _back(
        self, marks: list["_Mark"], shapes: list[Shape], exits: Exits, tangle: Tangle
    ) -> "Made":
        """Go back to the last point from which a machine may be made of what does not nest."""
        while marks:
            mark = marks.pop()
            self.placed.intersection_update(mark.placed)
            del shapes[mark.count :]
            try:
                return self._otherwise(self, mark.name, exits)
            except Tangle as found:
                tangle = found
        raise tangle

    def ending(self, name: str, exits: Exits, last: str) -> Sequence | None:
        """Give how a node outside is reached from the last one; None where it stands inside."""
        if name == exits.follow:
            return ()
        if name == exits.leave:
            return (Leave(),)
        if name == exits.again:
            return (Again(),)
        if name == END and exits.returns:
            return (Return(),)
        if name == END or name in exits.barred:
            raise Tangle(last)
        return None

    def _one(self, name: str, exits: Exits, entered: bool) -> "Made":
        if name in self._headers and not entered:
            return self._endless(name, exits)
        if self._is_choice(name):
            return self._choose(name, exits)
        return self.plain(name, exits)

    def plain(self, name: str, exits: Exits) -> "Made":
        """Give what a node does that goes on by one way, and where that leads."""
        self.place(name)
        if self.flow.points[name].kind is Kind.stop:
            if not exits.returns:
                raise Tangle(name)
            return (Run(name),), None
        shape = self._compound(name, exits) if name in self.region.parts else Run(name)
        (way,) = self.region.ways[name]
        return (shape, Take(name, way.label, way.to)), way.to

    def place(self, name: str) -> None:
        """Note that a point has its place. Tangle says that it has one already."""
        if name in self.placed or name not in self.region.ways:
            raise Tangle(name)
        self.placed.add(name)

    # ---------------------------------------------------------------- choices and loops

    def _choose(self, name: str, exits: Exits) -> "Made":
        self._tries -= 1
        if exits.depth > DEPTH or self._tries < 0:
            raise Tangle(name)
        tangle = Tangle(name)
        for follow in dict.fromkeys(self._joins(name, exits)):
            before = set(self.placed)
            try:
                self.place(name)
                return (self.arms(name, exits.deeper(follow)),), follow
            except Tangle as found:
                tangle = found
                self.placed.intersection_update(before)
        raise tangle

    def arms(self, name: str, exits: Exits) -> Choose:
        """Give a choice whose arms lead to some exits."""
        return Choose(
            name,
            tuple(
                Arm(way.label, (Take(name, way.label, way.to), *self.sequence(way.to, exits)))
                for way in self.region.ways[name]
            ),
        )

    def _joins(self, name: str, exits: Exits) -> Iterator[str]:
        """Give the places where the arms of a choice may end, the best first."""
        join = self.region.join(name, [exits.follow])
        if join is None:
            join = self.region.join(name, sorted(exits.names())) or exits.follow
        longest = self._longest(name, join, exits)
        flat = join == exits.follow and self._jumps(join, exits)
        if flat and len(self.region.reach(longest, exits.names())) > LONG:
            yield longest
        yield join
        yield from self.region.merges(name)
        if flat:
            yield longest

    def _longest(self, name: str, join: str, exits: Exits) -> str:
        until = exits.names() | {join}
        ways = [way.to for way in self.region.ways[name]]
        return max(ways, key=lambda to: len(self.region.reach(to, until)))

    def _jumps(self, follow: str, exits: Exits) -> bool:
        """Tell whether what follows could be reached by a jump as well."""
        return follow in (exits.leave, exits.again) or (follow == END and exits.returns)

    def _endless(self, header: str, exits: Exits) -> "Made":
        inside = self.region.natural_loop(header)
        tangle = Tangle(header)
        for follow in dict.fromkeys(self._loop_ends(header, inside, exits)):
            before = set(self.placed)
            turn = self._turn(exits, header, follow)
            try:
                body = self.sequence(header, turn, entered=True)
                return (Endless(header, body),), follow
            except Tangle as found:
                tangle = found
                self.placed.intersection_update(before)
        raise tangle

    def _turn(self, exits: Exits, header: str, follow: str) -> Exits:
        outside = {name for name in (exits.follow, exits.leave, exits.again) if name is not None}
        barred = exits.barred | (outside - {follow, END})
        return Exits(header, follow, header, exits.returns, barred, exits.depth + 1)

    def _loop_ends(self, header: str, inside: set[str], exits: Exits) -> Iterator[str]:
        """Give the places where a loop may be left to, the best first."""
        follow = self.region.join(header, [exits.follow])
        while follow is not None and follow in inside:
            follow = self.region.join(follow, [exits.follow])
        yield exits.follow if follow is None else follow
        for name in sorted(inside):
            yield from (way.to for way in self.region.ways[name] if way.to not in inside)

    # ---------------------------------------------------------------- points with parts

    def _compound(self, name: str, exits: Exits) -> Compound | Weave:
        if exits.depth > DEPTH:
            raise Tangle(name)
        before = set(self.placed)
        try:
            parts = self.region.parts[name].parts
            return Compound(name, tuple(self._part(name, part, exits) for part in parts))
        except Tangle:
            if self.flow.points[name].kind is not Kind.fork:
                raise
            self.placed.intersection_update(before)
            woven = weave(self.flow, name, self.region.parts[name].follow, exits.names())
            if woven is None or not self.placed.isdisjoint(woven.order):
                raise
            self.placed.update(woven.order)
            return woven

    def _part(self, name: str, part: Part, exits: Exits) -> Branch:
        inner = self._exits_of(name, part, self.region.parts[name].follow, exits)
        region = Region(self.flow, part.entry, inner.names())
        nesting = Nesting(self.flow, region, self.placed, self._otherwise)
        body = nesting.sequence(part.entry, inner)
        start = Take(name, part.label, part.entry)
        return Branch(part.label, (start, *body), inner.follow)

    def _exits_of(self, name: str, part: Part, follow: str, exits: Exits) -> Exits:
        """Give where a part may lead: a turn of a loop to its end, a branch nowhere but to the
        others, an attempt wherever the statement around it may.
        """
        outside = exits.names() - {END}
        depth = exits.depth + 1
        kind = self.flow.points[name].kind
        if kind is Kind.each:
            done = self.region.parts[name].following
            barred = outside - {done}
            return Exits(name, done, name, exits.returns, barred, depth)
        if kind is Kind.fork:
            return Exits(follow, None, None, False, outside - {follow}, depth)
        if part.label == "finally":
            end = self.region.parts[name].following
            return Exits(end, None, None, False, outside - {end}, depth)
        return replace(
            exits, follow=follow, barred=exits.barred | (outside - {follow}), depth=depth
        )

    def _is_choice(self, name: str) -> bool:
        return self.flow.points[name].kind is Kind.choice


@dataclass(frozen=True, slots=True)
class _Mark:
    """A point of a sequence to which one may go back: how much stood before it."""

    name: str
    count: int
    placed: frozenset[str]


Made = tuple[Sequence, str | None]
"""Shapes, and the point at which the flow goes on; None when it does not."""

Otherwise = Callable[[Nesting, str, Exits], Made]
"""Makes what does not nest. Tangle says that it cannot be done."""
