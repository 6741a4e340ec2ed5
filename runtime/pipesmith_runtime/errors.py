"""Failures: what kinds there are, and the one exception that carries any of them."""

from asyncio import CancelledError
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Literal, Self


class ExpressionFault(Exception):
    """Raise from a standard function whose arguments have no result; it becomes EXPRESSION."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """Name one kind of error; `parent` is the kind that a `catch` of it also catches."""

    name: str
    parent: "ErrorKind | None" = None

    @property
    def names(self) -> tuple[str, ...]:
        """Give the name and then those of its ancestors."""
        return (self.name, *(self.parent.names if self.parent else ()))

    @property
    def type(self) -> str:
        """Give the built-in type, in upper case."""
        return self.names[-1].upper()


CONNECTIVITY: Final = ErrorKind("connectivity")
TIMEOUT: Final = ErrorKind("timeout")
RATE_LIMIT: Final = ErrorKind("rate_limit")
VALIDATION: Final = ErrorKind("validation")
TRANSFORMATION: Final = ErrorKind("transformation")
EXPRESSION: Final = ErrorKind("expression")
ROUTING: Final = ErrorKind("routing")
SECURITY: Final = ErrorKind("security")
EXECUTION: Final = ErrorKind("execution")
RETRY_EXHAUSTED: Final = ErrorKind("retry_exhausted")
CANCELLATION: Final = ErrorKind("cancellation")
UNKNOWN: Final = ErrorKind("unknown")

RETRIED_BY_DEFAULT: Final = ("connectivity", "timeout", "rate_limit")


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """Where in the source a failure belongs."""

    path: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


_Class = type[BaseException] | None  # inside, `type` is a member


@dataclass(eq=False)
class PipelineError(Exception):
    """A failure with its kind, its place in the pipeline and what led to it."""

    kind: ErrorKind
    message: str
    detail: Any = None
    cause: "PipelineError | None" = None
    pipeline: str = ""
    stage: str | None = None
    attempt: int = 1
    place: SourcePlace | None = None
    suppressed: list["PipelineError"] = field(default_factory=list)
    retry_after: float | None = None
    of_input: bool = False
    """What a caller gave does not fit; with no stage it is the input of the run."""
    belongs: bool = False
    """It is known which stage it belongs to, or that it belongs to none."""

    def __post_init__(self) -> None:
        """Let the exception print and pickle as its members say."""
        self.args = (self.message,)
        self.belongs = self.belongs or self.stage is not None

    @property
    def type(self) -> str:
        """Give one of the twelve types, in upper case."""
        return self.kind.type

    @property
    def code(self) -> str:
        """Give the name that was raised."""
        return self.kind.name

    @property
    def retryable(self) -> bool:
        """Say whether a retry without `on` would try again."""
        return self.type.lower() in RETRIED_BY_DEFAULT

    def matches(self, *names: str) -> bool:
        """Say whether a `catch` of any of the names takes this error."""
        own = self.kind.names
        if any(name in own for name in names):
            return True
        exhausted = self.kind is RETRY_EXHAUSTED or self.type == "RETRY_EXHAUSTED"
        return exhausted and self.cause is not None and self.cause.matches(*names)

    def attach(self, other: "PipelineError") -> None:
        """Keep an error that was left aside in favour of this one."""
        if other is not self and not any(other is kept for kept in self.suppressed):
            self.suppressed.append(other)

    def every(self) -> Iterator["PipelineError"]:
        """Give this error and all that led to it or were left aside."""
        yield self
        for inner in (*([self.cause] if self.cause else ()), *self.suppressed):
            yield from inner.every()

    def restore_traceback(self) -> None:
        """Look, when it is caught again, as when it was caught first: the end of a `try` tells by
        that whether an error is under way or only being handled.
        """
        self.__traceback__ = self.__dict__.setdefault("_first_traceback", self.__traceback__)

    def __enter__(self) -> Self:
        """Begin to handle this error."""
        return self

    def __exit__(
        self,
        kind: _Class,
        failure: BaseException | None,
        traceback: TracebackType | None,
    ) -> Literal[False]:
        """Become the cause of an error that arose in handling this one."""
        if isinstance(failure, Exception) and not self._is_raised_by(failure):
            error = as_pipeline_error(failure)
            error.cause = error.cause or self
            if error is not failure:
                raise error from failure
        elif failure is not self and isinstance(failure, Exception):
            raise self from self.__cause__  # what it was made of has not its place
        return False

    def _is_raised_by(self, failure: BaseException) -> bool:
        """Say whether this error is raised again, as itself or as what it was made of."""
        origin = self.__cause__
        return failure is self or (origin is not None and origin in (failure, failure.__cause__))

    def reworded(self, change: Callable[[Any], Any]) -> None:
        """Pass every text that the error carries through a function."""
        for error in self.every():
            error.message = change(error.message)
            error.detail = change(error.detail)
            error.args = (error.message,)

    def as_record(self) -> dict[str, Any]:
        """Give the members that programs see, as JSON values (rule 36)."""
        return {
            "type": self.type,
            "code": self.code,
            "message": self.message,
            "pipeline": self.pipeline,
            "stage": self.stage,
            "attempt": self.attempt,
            "retryable": self.retryable,
            "detail": self.detail,
            "cause": self.cause.as_record() if self.cause else None,
            "suppressed": [error.as_record() for error in self.suppressed],
        }

    def to_json(self) -> dict[str, Any]:
        """Give everything as JSON values; `from_json` takes it back."""
        place = self.place
        return {
            **self.as_record(),
            "cause": self.cause.to_json() if self.cause else None,
            "suppressed": [error.to_json() for error in self.suppressed],
            "ancestors": list(self.kind.names[1:]),
            "place": {"path": place.path, "line": place.line, "column": place.column}
            if place
            else None,
            "retry_after": self.retry_after,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "PipelineError":
        """Read what `to_json` wrote."""
        place, cause = data.get("place"), data.get("cause")
        return cls(
            _kind((data["code"], *data.get("ancestors", ()))),
            data["message"],
            detail=data.get("detail"),
            cause=cls.from_json(cause) if cause else None,
            pipeline=data.get("pipeline", ""),
            stage=data.get("stage"),
            attempt=data.get("attempt", 1),
            place=SourcePlace(**place) if place else None,
            suppressed=[cls.from_json(error) for error in data.get("suppressed", ())],
            retry_after=data.get("retry_after"),
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        from pipesmith_runtime.records import error_schema

        return error_schema()

    def __reduce__(self) -> tuple[Any, ...]:
        return PipelineError.from_json, (self.to_json(),), {"__notes__": [*_notes(self)]}

    def __setstate__(self, state: dict[str, Any] | None) -> None:
        for note in (state or {}).get("__notes__", ()):
            self.add_note(note)

    def __str__(self) -> str:
        return f"{self.type}: {self.message}"


def as_pipeline_error(failure: BaseException) -> PipelineError:
    """Give any exception as the `PipelineError` it is or becomes."""
    if isinstance(failure, PipelineError):
        return failure
    error = _converted(failure)
    error.__cause__ = failure
    return error


def _converted(failure: BaseException) -> PipelineError:
    if type(failure).__module__.partition(".")[0] in ("pydantic", "pydantic_core"):
        from pipesmith_runtime.records import problem_error

        return problem_error(failure)
    if isinstance(failure, ExpressionFault):
        return PipelineError(EXPRESSION, str(failure))
    if isinstance(failure, ArithmeticError | LookupError):
        return PipelineError(EXPRESSION, _expression_text(failure))
    return PipelineError(UNKNOWN, described(failure))


def described(failure: BaseException) -> str:
    """Give an exception's name and text in one line."""
    text = str(failure)
    return f"{type(failure).__name__}: {text}" if text else type(failure).__name__


def _expression_text(failure: BaseException) -> str:
    if (text := _decimal_text(failure)) is not None:
        return text
    match failure:
        case ZeroDivisionError():
            return "division by zero"
        case KeyError(args=(key, *_)):
            return f"no entry has the key {key!r}"
        case IndexError():
            return "index out of range"
        case _:
            return str(failure) or type(failure).__name__


def _decimal_text(failure: BaseException) -> str | None:
    """Name the signals of decimals, whose own texts are lists of classes."""
    if type(failure).__module__ != "decimal":
        return None
    signals = {type(failure).__name__}
    for part in failure.args:
        signals |= {each.__name__ for each in part} if isinstance(part, list) else set()
    if signals & {"DivisionByZero", "DivisionUndefined"}:
        return "division by zero"
    return "the decimal is too large" if "Overflow" in signals else "the decimal has no value"


def _kind(names: tuple[str, ...]) -> ErrorKind:
    kind: ErrorKind | None = None
    for name in reversed(names):
        kind = ErrorKind(name, kind)
    assert kind is not None, "an error has a code"
    return kind


def _notes(error: BaseException) -> list[str]:
    return list(getattr(error, "__notes__", ()))


class Interrupted(CancelledError):
    """A cancellation during which something failed: the work stays cancelled all the same."""

    def __init__(self, errors: Sequence[PipelineError]) -> None:
        super().__init__()
        self.errors = errors


def put_aside(stop: BaseException) -> Sequence[PipelineError]:
    """Give the errors that a cancellation left aside."""
    return stop.errors if isinstance(stop, Interrupted) else ()
