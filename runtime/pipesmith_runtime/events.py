"""What a run tells its observer."""

from collections import namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast, dataclass_transform

from pipesmith_runtime.errors import PipelineError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from pipesmith_runtime.site import Site
    from pipesmith_runtime.state import Frame

C = TypeVar("C", bound=type)


@dataclass(frozen=True, slots=True)
class Usage:
    """What language models used in one stage; `cost` is in USD."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: "Decimal | None" = None
    provider: str | None = None
    model: str | None = None

    @property
    def total_tokens(self) -> int:
        """Give input and output together."""
        return self.input_tokens + self.output_tokens

    def plus(self, other: "Usage") -> "Usage":
        """Add the use of another question; names are those of the later one."""
        from decimal import Decimal

        costs = [cost for cost in (self.cost, other.cost) if cost is not None]
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            sum(costs, Decimal(0)) if costs else None,
            other.provider or self.provider,
            other.model or self.model,
        )

    def to_json(self) -> dict[str, Any]:
        """Give the figures as JSON values."""
        return {
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "total_tokens": self.total_tokens,
            "cost": None if self.cost is None else format(self.cost, "f"),
            "provider": self.provider,
            "model": self.model,
        }


class Origin(NamedTuple):
    """What every event has: run, sequence number, pipeline, address, source place, two times."""

    run_id: str
    sequence: int
    pipeline: str
    address: str
    path: str | None
    line: int | None
    column: int | None
    time: datetime
    monotonic: float


class Beginning(NamedTuple):
    """The id of a run, and one instant of it by the clock and by the event loop."""

    run_id: str
    time: datetime
    monotonic: float

    def time_at(self, monotonic: float) -> datetime:
        """Give the time of day at some time of the event loop."""
        return self.time + timedelta(seconds=monotonic - self.monotonic)


Moment = tuple[Beginning, int, "Frame", str, str, "Site | None", float]
"""What an origin is made of once somebody reads it, none of which changes: the run, the sequence
number, the call of the pipeline, two parts of the address, the stage, the time of the event loop.
"""


def origin_of(moment: Moment) -> Origin:
    """Work out what a moment was."""
    run, sequence, frame, before, path, site, monotonic = moment
    line, column = (None, None) if site is None else (site.line, site.column)
    about = (run.run_id, sequence, frame.name, before + path, frame.path, line, column)
    return Origin(*about, run.time_at(monotonic), monotonic)


@dataclass_transform(frozen_default=True)
def _event(declared: C) -> C:
    """Make events of what is declared: tuples, as nothing immutable is made faster.

    The first value of one is a moment as long as nobody asked for more; all that can be seen of it
    is the origin.
    """
    own = vars(declared).get("__annotations__", {})
    defaults = [vars(declared)[name] for name in own if name in vars(declared)]
    fields = tuple(dict.fromkeys(("origin", *own)))
    values = namedtuple(declared.__name__, fields, defaults=defaults)  # type: ignore[misc]
    kept = {name: value for name, value in vars(declared).items() if name not in own}
    kept |= {"_first": vars(values)["origin"], "origin": property(_origin), "__repr__": _shown}
    bases = tuple(base for base in declared.__bases__ if base is not object)
    return type(declared.__name__, (values, *bases), kept)  # type: ignore[return-value]


def _origin(event: Any) -> Origin:
    """Give where an event comes from: run, number, address, place and times."""
    first: Moment | Origin = event._first
    return first if isinstance(first, Origin) else origin_of(first)


def _shown(event: Any) -> str:
    values = zip(event._fields, event, strict=True)
    return f"{type(event).__name__}({', '.join(f'{name}={value!r}' for name, value in values)})"


@_event
class Event:
    """Something that happened in a run."""

    __slots__ = ()

    origin: Origin

    def __iter__(self) -> "Iterator[Any]":
        yield self.origin
        yield from tuple.__getitem__(cast(tuple[Any, ...], self), slice(1, None))

    def __getitem__(self, index: Any) -> Any:
        return tuple(self)[index]

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def to_json(self) -> dict[str, Any]:
        """Give the event as JSON values, `event` naming its class."""
        origin, *own = self
        names = (*Origin._fields, *self.__match_args__[1:])
        made: dict[str, Any] = {"event": type(self).__name__}
        for name, value in zip(names, (*origin, *own), strict=True):
            made[name] = value if type(value) in _JSON else _plain(value)
        return made

    @property
    def run_id(self) -> str:
        """Give the run's id."""
        return self.origin.run_id

    @property
    def sequence(self) -> int:
        """Give the event's number in its run, from 1."""
        return self.origin.sequence

    @property
    def address(self) -> str:
        """Give the address of the stage, or the empty text for the run itself."""
        return self.origin.address


@_event
class RunStarted(Event):
    """A pipeline was started from outside."""

    __slots__ = ()

    version: str | None
    input: Any = None


@_event
class RunCompleted(Event):
    """The run gave its result; `usage` is that of all its stages."""

    __slots__ = ()

    duration: float
    output: Any = None
    usage: Usage | None = None


@_event
class RunFailed(Event):
    """The run failed."""

    __slots__ = ()

    duration: float
    error: PipelineError
    usage: Usage | None = None


@_event
class RunCancelled(Event):
    """The run was stopped from outside."""

    __slots__ = ()

    duration: float
    reason: str
    usage: Usage | None = None


@_event
class StageStarted(Event):
    """A stage began; `role` is that of what it calls: operator, node or pipeline."""

    __slots__ = ()

    component: str | None
    attempt: int = 1
    input: Any = None
    role: str | None = None


@_event
class StageRetried(Event):
    """An attempt failed, and the next (`attempt`) starts after `delay` seconds."""

    __slots__ = ()

    component: str | None
    attempt: int
    delay: float
    error: PipelineError


@_event
class StageCompleted(Event):
    """A stage gave its value; `given` says where from, when it was not called."""

    __slots__ = ()

    component: str | None
    attempt: int
    duration: float
    usage: Usage | None = None
    given: str | None = None
    output: Any = None


@_event
class StageFailed(Event):
    """A stage failed for good."""

    __slots__ = ()

    component: str | None
    attempt: int
    duration: float
    error: PipelineError
    usage: Usage | None = None


@_event
class StageSkipped(Event):
    """A stage's `when` was false."""

    __slots__ = ()


@_event
class BranchTaken(Event):
    """A branch of `if`, `switch` or `try` was taken: a number, `else` or `catch`.

    Only code that was compiled to be traced tells of it.
    """

    __slots__ = ()

    branch: str


@_event
class LoopStarted(Event):
    """A loop began; `count` is None when it is not known before."""

    __slots__ = ()

    count: int | None


@_event
class LoopIterationStarted(Event):
    """An iteration began."""

    __slots__ = ()

    index: int


@_event
class LoopIterationCompleted(Event):
    """An iteration ended."""

    __slots__ = ()

    index: int


@_event
class LoopCompleted(Event):
    """A loop ended after so many iterations."""

    __slots__ = ()

    count: int


@_event
class FaultEntered(Event):
    """An error was caught, by `catch`, `fallback` or `on error`."""

    __slots__ = ()

    handler: str
    error: PipelineError


@_event
class CheckpointSaved(Event):
    """A stage's value was recorded in the store."""

    __slots__ = ()


@_event
class SignalAwaited(Event):
    """The run waits for a signal from outside."""

    __slots__ = ()

    name: str


@_event
class SignalReceived(Event):
    """A signal came."""

    __slots__ = ()

    name: str


@_event
class RunPaused(Event):
    """The run stopped at a point from which it can be resumed."""

    __slots__ = ()

    reason: str


@_event
class RunResumed(Event):
    """The run goes on with what was recorded before."""

    __slots__ = ()

    recorded: int


Observer = Callable[[Event], None]


_JSON = frozenset({str, int, float, type(None)})
"""Types of facts that are JSON as they are: nearly all of what nearly all events say."""


def _plain(value: Any) -> Any:
    match value:
        case PipelineError() | Usage():
            return value.to_json()
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case _:
            return value
