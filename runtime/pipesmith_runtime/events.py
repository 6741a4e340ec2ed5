"""What a run tells its observer."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from pipesmith_runtime.errors import PipelineError


@dataclass(frozen=True, slots=True)
class Usage:
    """What language models used in one stage; `cost` is in USD."""

    input_tokens: int = 0
    output_tokens: int = 0
    cost: Decimal | None = None
    provider: str | None = None
    model: str | None = None

    @property
    def total_tokens(self) -> int:
        """Give input and output together."""
        return self.input_tokens + self.output_tokens

    def plus(self, other: "Usage") -> "Usage":
        """Add the use of another question; names are those of the later one."""
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


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in a run."""

    origin: Origin

    def to_json(self) -> dict[str, Any]:
        """Give the event as JSON values, `event` naming its class."""
        origin = {name: _plain(value) for name, value in self.origin._asdict().items()}
        own = {f.name: _plain(getattr(self, f.name)) for f in fields(self) if f.name != "origin"}
        return {"event": type(self).__name__, **origin, **own}

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


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A pipeline was started from outside."""

    version: str | None
    input: Any = None


@dataclass(frozen=True, slots=True)
class RunCompleted(Event):
    """The run gave its result."""

    duration: float
    output: Any = None


@dataclass(frozen=True, slots=True)
class RunFailed(Event):
    """The run failed."""

    duration: float
    error: PipelineError


@dataclass(frozen=True, slots=True)
class RunCancelled(Event):
    """The run was stopped from outside."""

    duration: float
    reason: str


@dataclass(frozen=True, slots=True)
class StageStarted(Event):
    """A stage began."""

    component: str | None
    attempt: int = 1
    input: Any = None


@dataclass(frozen=True, slots=True)
class StageRetried(Event):
    """An attempt failed, and the next (`attempt`) starts after `delay` seconds."""

    component: str | None
    attempt: int
    delay: float
    error: PipelineError


@dataclass(frozen=True, slots=True)
class StageCompleted(Event):
    """A stage gave its value; `given` says where from, when it was not called."""

    component: str | None
    attempt: int
    duration: float
    usage: Usage | None = None
    given: str | None = None
    output: Any = None


@dataclass(frozen=True, slots=True)
class StageFailed(Event):
    """A stage failed for good."""

    component: str | None
    attempt: int
    duration: float
    error: PipelineError
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class StageSkipped(Event):
    """A stage's `when` was false."""


@dataclass(frozen=True, slots=True)
class LoopStarted(Event):
    """A loop began; `count` is None when it is not known before."""

    count: int | None


@dataclass(frozen=True, slots=True)
class LoopIterationStarted(Event):
    """An iteration began."""

    index: int


@dataclass(frozen=True, slots=True)
class LoopIterationCompleted(Event):
    """An iteration ended."""

    index: int


@dataclass(frozen=True, slots=True)
class LoopCompleted(Event):
    """A loop ended after so many iterations."""

    count: int


@dataclass(frozen=True, slots=True)
class FaultEntered(Event):
    """An error was caught, by `catch`, `fallback` or `on error`."""

    handler: str
    error: PipelineError


@dataclass(frozen=True, slots=True)
class CheckpointSaved(Event):
    """A stage's value was recorded in the store."""


@dataclass(frozen=True, slots=True)
class SignalAwaited(Event):
    """The run waits for a signal from outside."""

    name: str


@dataclass(frozen=True, slots=True)
class SignalReceived(Event):
    """A signal came."""

    name: str


@dataclass(frozen=True, slots=True)
class RunPaused(Event):
    """The run stopped at a point from which it can be resumed."""

    reason: str


@dataclass(frozen=True, slots=True)
class RunResumed(Event):
    """The run goes on with what was recorded before."""

    recorded: int


Observer = Callable[[Event], None]


def _plain(value: Any) -> Any:
    match value:
        case PipelineError() | Usage():
            return value.to_json()
        case datetime():
            return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case _:
            return value
