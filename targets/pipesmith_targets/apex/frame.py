"""Where statements are being written: the pipeline, the addresses and the blocks around them."""

from dataclasses import dataclass, field, replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place, Value


@dataclass(frozen=True, slots=True)
class Address:
    """The address of a stage: the variable that holds that of the nearest iteration, and the rest.

    `NOWHERE` is the place of what stands outside of stages.
    """

    start: str | None = None
    rest: str = ""

    def below(self, segment: str) -> "Address":
        """Give the address of a stage within this one."""
        joined = f"{self.rest}/{segment}" if self.rest or self.start else segment
        return Address(self.start, joined)

    def read(self) -> ax.Expression:
        """Write the address."""
        if self.start is None:
            return ax.Text(self.rest) if self.rest else ax.NULL
        start = ax.Name(self.start)
        return ax.Binary("+", start, ax.Text(self.rest)) if self.rest else start


NOWHERE = Address()


@dataclass(slots=True)
class Trail:
    """The address that the run knows at this point of the text, None where it may be several."""

    at: Address | None = NOWHERE


@dataclass(frozen=True, slots=True)
class Into:
    """The value of a block becomes a variable's."""

    name: str
    type: t.Type


@dataclass(frozen=True, slots=True)
class Append:
    """The value of a block is added to a list."""

    name: str
    type: t.Type


@dataclass(frozen=True, slots=True)
class Keep:
    """The value of a block becomes the outcome of an iteration."""

    name: str
    index: ax.Expression


@dataclass(frozen=True, slots=True)
class Drop:
    """The value of a block is not wanted."""


Sink = Into | Append | Keep | Drop


@dataclass(frozen=True, slots=True)
class Frame:
    """The place of statements within a pipeline.

    `read` holds the names that something in the pipeline reads. `path` begins the addresses of
    stages here, `owner` is where failures outside of stages belong. `keep` is what an iteration
    that collects errors does when it is left by `continue`. `handled` is the error that `raise`
    alone raises again.
    """

    place: Place
    result: t.Type | None
    trail: Trail = field(default_factory=Trail)
    path: Address = NOWHERE
    owner: Address = NOWHERE
    read: frozenset[str] = frozenset()
    keep: Keep | None = None
    handled: ax.Expression | None = None

    def block(self) -> "Frame":
        """Give the frame of a block in this one."""
        return replace(self, place=self.place.inner(), trail=Trail(self.trail.at))

    def mark(self, address: Address) -> None:
        """Tell the run where it is, unless it knows."""
        if self.trail.at != address:
            self.place.add(ax.Evaluate(ax.call("PipelineRun.at", address.read())))
            self.trail.at = address

    def lost(self) -> None:
        """Note that the run may be at one of several addresses."""
        self.trail.at = None

    def bind(self, source: str, type_: t.Type) -> tuple[str, "Frame"]:
        """Take a name for a value, and give the frame that knows it."""
        name, place = self.place.bind(source, type_)
        return name, replace(self, place=place)

    def knowing(self, source: str, value: Value) -> "Frame":
        """Give the frame in which a name of the source is read in a given way."""
        return replace(self, place=self.place.knowing(source, value))


def is_stage(stage: n.Stage) -> bool:
    """Tell whether failures in a statement belong to it: it has a name or clauses, calls something,
    or is a race, which counts the failures of its branches.
    """
    bare = replace(stage.policies, when=None) == n.Policies()
    race = isinstance(stage.body, n.Parallel) and stage.body.mode != "all"
    calls = isinstance(stage.body, n.ComponentCall | n.PipelineCall | n.Signal)
    return stage.name is not None or calls or race or not bare
