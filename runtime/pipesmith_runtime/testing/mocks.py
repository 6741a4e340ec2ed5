"""Mocks: what stands for calls of a component or pipeline."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pipesmith_runtime.data import equal
from pipesmith_runtime.errors import ErrorKind, PipelineError
from pipesmith_runtime.overrides import Answer, Calls, Fails, Returns
from pipesmith_runtime.testing.addresses import matches

if TYPE_CHECKING:
    from pipesmith_runtime.testing.drawing import Drawing

R = TypeVar("R")
Arguments = Mapping[str, Any]

NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Returned:
    """A call gave this value."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """A call failed with this kind of error."""

    kind: ErrorKind


@dataclass(frozen=True, slots=True)
class Called:
    """The real call took place."""


Happened = Returned | Failed | Called


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an attempt gives, so many times in a row."""

    happens: Callable[[Arguments, "Drawing | None"], Happened]
    takes: timedelta = NO_TIME
    times: int = 1


@dataclass(slots=True)
class Sequence:
    """Outcomes one after the other; the last repeats."""

    outcomes: list[Outcome] = field(default_factory=list)
    used: int = 0

    def next(self) -> Outcome:
        """Give the outcome of the next attempt."""
        position, self.used = self.used, self.used + 1
        for outcome in self.outcomes:
            if position < outcome.times:
                return outcome
            position -= outcome.times
        return self.outcomes[-1]


@dataclass(frozen=True, slots=True)
class Taken:
    """One attempt that a mock has answered."""

    happened: Happened
    takes: timedelta


class Mock(Generic[R]):
    """What stands for the calls of one component or pipeline that have certain arguments.

    Outcomes follow each other as they are written; the last one repeats.
    """

    def __init__(
        self, call: Any, name: str, given: Arguments, at: str | None, drawing: "Drawing | None"
    ) -> None:
        self.call = call
        self.name = name
        self.given = given
        self.at = at
        self.taken: list[Taken] = []
        self._drawing = drawing
        self._alternatives = [Sequence()]

    @property
    def result_type(self) -> Any:
        """Give the annotation of what the calls give."""
        from pipesmith_runtime.testing.drawing import result_type

        return result_type(self.call)

    # ------------------------------------------------------------ outcomes

    def returns(self, value: R, *, takes: timedelta = NO_TIME, times: int = 1) -> Self:
        """Answer with a value."""
        return self._then(lambda *_: Returned(value), takes, times)

    def computes(
        self, value: Callable[[Arguments], R], *, takes: timedelta = NO_TIME, times: int = 1
    ) -> Self:
        """Answer with a value that is made of the call's arguments."""
        return self._then(lambda arguments, _: Returned(value(arguments)), takes, times)

    def fails(self, kind: ErrorKind, *, takes: timedelta = NO_TIME, times: int = 1) -> Self:
        """Answer with an error."""
        return self._then(lambda *_: Failed(kind), takes, times)

    def takes(self, duration: timedelta, *, times: int = 1) -> Self:
        """Let the real call happen, after a while."""
        return self._then(lambda *_: Called(), duration, times)

    def returns_any(self, *, takes: timedelta = NO_TIME, times: int = 1) -> Self:
        """Answer with a value that is drawn from the declared result."""
        return self._then(lambda _, drawing: Returned(_of(drawing).result(self.call)), takes, times)

    def fails_any(self, *kinds: ErrorKind, takes: timedelta = NO_TIME, times: int = 1) -> Self:
        """Answer with an error that is drawn from some kinds, or from all that a call can have."""
        return self._then(lambda _, drawing: Failed(_of(drawing).kind(kinds)), takes, times)

    @property
    def or_(self) -> Self:
        """Begin another sequence of outcomes; one is drawn for each attempt."""
        self._alternatives.append(Sequence())
        return self

    def _then(
        self,
        happens: "Callable[[Arguments, Drawing | None], Happened]",
        takes: timedelta,
        times: int,
    ) -> Self:
        self._alternatives[-1].outcomes.append(Outcome(happens, takes, times))
        return self

    # ------------------------------------------------------------ answering

    def stands_for(self, address: str, name: str, arguments: Arguments) -> bool:
        """Say whether this mock answers a call."""
        if name != self.name or (self.at is not None and not matches(self.at, address)):
            return False
        return all(
            key in arguments and equal(arguments[key], value) for key, value in self.given.items()
        )

    def answer(self, arguments: Arguments) -> Answer:
        """Answer the next attempt."""
        outcome = self._sequence().next()
        happened = outcome.happens(arguments, self._drawing)
        self.taken.append(Taken(happened, outcome.takes))
        takes = outcome.takes.total_seconds()
        match happened:
            case Returned(value=value):
                return Returns(value, takes)
            case Failed(kind=kind):
                text = f"the mock of `{self.name}` fails with {kind.name}"
                return Fails(PipelineError(kind, text), takes)
            case Called():
                return Calls(takes)

    def _sequence(self) -> Sequence:
        if len(self._alternatives) == 1:
            return self._alternatives[0]
        return _of(self._drawing).one_of(self._alternatives)


def _of(drawing: "Drawing | None") -> "Drawing":
    if drawing is None:
        raise TypeError("only a scenario that was given `data` of Hypothesis draws outcomes")
    return drawing


def in_order(mocks: list[Mock[Any]]) -> list[Mock[Any]]:
    """Give mocks in the order in which they are asked: those of an address first."""
    return sorted(mocks, key=lambda mock: mock.at is None)
