"""What can be said of nested shapes before they are written.

Reads     the shapes of a workflow.
Gives     for each point where control comes from, what runs at once with other things around it,
and how its parts end.
Reports   nothing.
Promises  a way that ends a part is no way into what follows it: that is the way of the whole.
Leaves    values to the writer.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipesmith.importing.structuring.flow import END
from pipesmith.importing.structuring.shapes import (
    Choose,
    Compound,
    Endless,
    Machine,
    Return,
    Run,
    Sequence,
    Take,
    Weave,
)
from pipesmith.importing.workflows.acts import Assign, Loop, Node, Split

Place = tuple[tuple[str, str], ...]
"""The parts that run beside others, from the outside in: a fork or loop, and the way."""


@dataclass(slots=True)
class Trace:
    """Facts of the shapes of one workflow."""

    nodes: Mapping[str, Node]
    incoming: dict[str, list[Take]] = field(default_factory=lambda: defaultdict(list))
    places: dict[str, Place] = field(default_factory=dict)
    ends: dict[tuple[str, str], list[Take]] = field(default_factory=lambda: defaultdict(list))
    together: set[str] = field(default_factory=set)  # points that all their ways lead to at once
    around: dict[str, tuple[str, ...]] = field(default_factory=dict)  # loops and attempts

    def read(self, shapes: Sequence) -> "Trace":
        """Walk the shapes of the whole workflow."""
        self._sequence(shapes, _Part(END, ("", ""), (), ()))
        return self

    def _sequence(self, shapes: Sequence, part: "_Part") -> None:
        for shape, following in zip(shapes, (*shapes[1:], None), strict=True):
            match shape:
                case Run(point):
                    self._place(point, part)
                case Take():
                    self._take(shape, part, returned=isinstance(following, Return))
                case Choose(point, arms):
                    self._place(point, part)
                    for arm in arms:
                        self._sequence(arm.body, part)
                case Endless(body=body):
                    self._sequence(body, part)
                case Machine(states):
                    for state in states:
                        self._sequence(state.body, part)
                case Weave():
                    self._weave(shape, part)
                case Compound():
                    self._place(shape.point, part)
                    self._compound(shape, part)
                case _:
                    pass

    def assigned(self, place: Place) -> list[str]:
        """Give the variables that nodes set in a part."""
        found: dict[str, None] = {}
        for name, where in self.places.items():
            act = self.nodes[name].act
            if isinstance(act, Assign) and where[: len(place)] == place:
                found |= dict.fromkeys(act.values)
        return [*found]

    def _place(self, point: str, part: "_Part") -> None:
        self.places[point] = part.place
        self.around[point] = part.around

    def _take(self, take: Take, part: "_Part", returned: bool) -> None:
        if take.to == part.follow and not returned:
            self.ends[part.key].append(take)
        elif take.to != END:
            self.incoming[take.to].append(take)

    def _weave(self, shape: Weave, part: "_Part") -> None:
        """Note that all ways into a point are gone together, and each is one of its inputs."""
        for point in (shape.point, *shape.order):
            self._place(point, part)
        for take in shape.ways:
            if take.to != shape.follow:
                self.incoming[take.to].append(take)
                self.together.add(take.to)

    def _compound(self, shape: Compound, part: "_Part") -> None:
        beside = runs_beside(self.nodes[shape.point])
        for each in shape.parts:
            key = (shape.point, each.label)
            place = (*part.place, key) if beside else part.place
            self._sequence(each.body, _Part(each.follow, key, place, (*part.around, shape.point)))


def runs_beside(node: Node) -> bool:
    """Tell whether the parts of a node run at once."""
    match node.act:
        case Split():
            return True
        case Loop(parallel=parallel):
            return parallel is not None
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Part:
    follow: str
    key: tuple[str, str]
    place: Place
    around: tuple[str, ...]
