"""A job that is being written: its stages so far, and the fields of its state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.frame import Frame, Sink, Trail
from pipesmith_targets.apex.labels import STATE, Label, declared, to
from pipesmith_targets.apex.limits import Costs
from pipesmith_targets.apex.naming import Names, camel
from pipesmith_targets.apex.scope import ClassScope, Place, Value

Lines = tuple[ax.Statement, ...]
HELD = "Map<String, Object>"


@dataclass(frozen=True, slots=True)
class Final:
    """A `finally` that what leaves a block passes through: where it begins, and its fields."""

    label: Label
    after: str


@dataclass(frozen=True, slots=True)
class Exit:
    """Where a jump leads, and the `finally` blocks around that place."""

    lines: Lines
    finals: tuple[Final, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around statements: their frame, what follows a failure, where jumps lead.

    `stops` follows a cancellation: the `finally` blocks around, none where nothing is said.
    `bounds` are the fields of the limits of time around them, the outermost first.
    """

    frame: Frame
    edge: Lines
    finals: tuple[Final, ...] = ()
    stops: Lines = ()
    bounds: tuple[str, ...] = ()
    breaks: Exit | None = None
    continues: Exit | None = None

    @property
    def place(self) -> Place:
        """Give where statements are written."""
        return self.frame.place

    def within(self, **changes: Any) -> "Around":
        """Give this with another frame."""
        return replace(self, frame=replace(self.frame, **changes))


class Draft:
    """The stages of one job, and what outlives their transactions."""

    def __init__(self, pipeline: n.Pipeline, home: ClassScope) -> None:
        self.pipeline = pipeline
        self.home = home
        self.costs = Costs(home.declared)
        self.labels: list[Label] = []
        self.fields: dict[str, str] = {}
        self.restored: dict[str, str] = {}
        self._field_names = Names()
        self._stored: dict[tuple[int, str], str] = {}
        self.current = self.label("begin")
        self.read: frozenset[str] = frozenset()

    def label(self, hint: str) -> Label:
        """Make a label; it is a stage once it is placed."""
        return Label(hint)

    def onward(self, lines: Lines) -> Label:
        """Place a label that does nothing but lead on."""
        label = self.label("onward")
        label.lines.extend(lines)
        self.labels.append(label)
        return label

    def field(self, wanted: str, type_: str) -> str:
        """Take a field of the state."""
        name = self._field_names.claim(camel(wanted))
        self.fields[name] = type_
        return name

    def placed(
        self, label: Label, around: Around, values: dict[str, Value] | None = None
    ) -> Around:
        """Begin a label; what is known where the last one ended is read from the state."""
        known = self.exported(around.place.values) if values is None else values
        self.current = label
        label.edge, label.stops = around.edge, around.stops
        self.labels.append(label)
        names = self.home.locals(STATE, "problem", *self.restored)
        place = Place(self.home, names, known, label.lines)
        for each in around.bounds:
            place.add(ax.Evaluate(ax.call("PipelineLimits.hold", in_state(each))))
        return around.within(place=place, trail=Trail(None))

    def exported(self, values: dict[str, Value]) -> dict[str, Value]:
        """Give values as later labels read them."""
        return {source: self._stored_value(value) for source, value in values.items()}

    def _stored_value(self, value: Value) -> Value:
        local = value.read.text if isinstance(value.read, ax.Name) else None
        if local is None or local.startswith(f"{STATE}.") or local in self.restored:
            return value
        key = (id(self.current), local)
        if key not in self._stored:
            self._stored[key] = self.field(local, self.home.written(value.type))
        self.current.exports[local] = self._stored[key]
        return Value(ax.Name(f"{STATE}.{self._stored[key]}"), value.type)

    def next(self, hint: str, around: Around) -> Around:
        """End the current label, and begin another."""
        label = self.label(hint)
        self.current.leave(to(label))
        return self.placed(label, around)

    def placed_again(self, around: Around, edge: Lines) -> Around:
        """Begin a label, so that the failures of what follows have another edge."""
        return self.next("body", replace(around, edge=edge))

    def caught(self, wanted: str) -> tuple[str, str]:
        """Take a field for an error that is handled, and the variable that it is restored as.

        No stage so far has a variable of that name.
        """
        known = {*declared([label.lines for label in (*self.labels, self.current)])}
        held = self.field(wanted, HELD)
        while held.lower() in known:
            held = self.field(wanted, HELD)
        self.restored[held] = held
        return held, held

    def handling(self, source: str, around: Around) -> Around:
        """Note the error that a handler has to do with."""
        held, name = self.caught(source)
        around.place.add(ax.Assign(in_state(held), ax.Name("problem")))
        return replace(
            around, frame=around.frame.knowing(source, Value(ax.Name(name), t.PIPELINE_ERROR))
        )


def in_state(name: str) -> ax.Expression:
    """Read a field of the state."""
    return ax.Name(f"{STATE}.{name}")


LowerBlock = Callable[[Draft, n.Block, Around, Sink, Lines], None]
"""Lowers a block: where it is, what takes its value, and what follows it."""
