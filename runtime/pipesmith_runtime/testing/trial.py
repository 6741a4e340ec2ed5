"""Trials: what one run of a scenario came to."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pipesmith_runtime.data import equal
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.events import Event, StageCompleted, StageFailed, StageRetried, StageStarted
from pipesmith_runtime.roles import Callee, component_of
from pipesmith_runtime.testing.addresses import matches, reaches

if TYPE_CHECKING:
    from pipesmith_runtime.testing.mocks import Mock

T = TypeVar("T")

NOT_MOCKED = "not_mocked"


class NotMocked(AssertionError):
    """A test came to a call that would leave the machine, and no mock stands for it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a call."""

    address: str
    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Trial(Generic[T]):
    """What a run did: its result or failure, its events, the calls that it made."""

    pipeline: str
    types: Mapping[str, Any]
    inputs: Mapping[str, Any]
    value: T | None
    error: PipelineError | None
    took: timedelta
    events: tuple[Event, ...]
    attempts: tuple[Attempt, ...]
    mocks: tuple["Mock[Any]", ...]

    @property
    def result(self) -> T:
        """Give the result; a run that failed has none, and raises what it failed with."""
        if self.error is not None:
            raise self.error
        value: Any = self.value
        result: T = value
        return result

    def fails(self, name: str) -> bool:
        """Say whether the run failed with an error that `catch name` takes."""
        return self.error is not None and self.error.matches(name)

    def called(
        self, call: Any = None, given: Mapping[str, Any] | None = None, *, at: str | None = None
    ) -> int:
        """Count the attempts of calls, of a component or pipeline, with some arguments."""
        name = None if call is None else name_of(call)
        return sum(_has(each.arguments, given or {}) for each in self.attempts_of(name, at))

    def attempts_of(self, name: str | None, at: str | None) -> Iterator[Attempt]:
        """Give the attempts of calls by the name of what is called, at an address, or any."""
        for attempt in self.attempts:
            if name in (None, attempt.name) and (at is None or matches(at, attempt.address)):
                yield attempt

    def skipped(self, address: str) -> bool:
        """Say whether no stage of an address was executed."""
        return not any(
            reaches(address, event.address)
            for event in self.events
            if type(event).__name__ in _OF_WORK
        )

    def retried(self, address: str) -> int:
        """Count the retries of all stages of an address."""
        return sum(
            isinstance(event, StageRetried) and matches(address, event.address)
            for event in self.events
        )

    def ordered(self, first: str, second: str) -> bool:
        """Say whether both ran, and every stage of one address ended before the other's started."""
        ends = [
            event.sequence
            for event in self.events
            if type(event).__name__ in _ENDS and matches(first, event.address)
        ]
        starts = [
            event.sequence
            for event in self.events
            if type(event).__name__ in _STARTS and matches(second, event.address)
        ]
        return bool(ends) and bool(starts) and max(ends) < min(starts)


_STARTS = {StageStarted.__name__, "LoopStarted"}
_ENDS = {StageCompleted.__name__, StageFailed.__name__, "LoopCompleted"}
_OF_WORK = _STARTS | _ENDS | {"LoopIterationStarted"}


def name_of(call: Any) -> str:
    """Give the name in the language of a component or a pipeline."""
    component = component_of(call)
    if component is not None:
        return component.name
    if isinstance(call, Callee):
        return call.name
    raise TypeError(f"{call!r} is no component and no pipeline")


def _has(arguments: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return all(key in arguments and equal(arguments[key], value) for key, value in given.items())


_recorder: ContextVar[list[Trial[Any]] | None] = ContextVar("recorder", default=None)


@contextmanager
def recorded() -> Iterator[list[Trial[Any]]]:
    """Gather the trials that run inside, in order."""
    trials: list[Trial[Any]] = []
    token = _recorder.set(trials)
    try:
        yield trials
    finally:
        _recorder.reset(token)


def record(trial: Trial[Any]) -> None:
    """Tell whoever gathers trials of one."""
    trials = _recorder.get()
    if trials is not None:
        trials.append(trial)
