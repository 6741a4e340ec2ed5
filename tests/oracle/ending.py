"""The ways in which work ends without a value."""

from dataclasses import dataclass, field
from typing import Any, Literal


class Cancelled(BaseException):
    """The work was stopped from outside.

    `errors` are those of `finally` blocks on the way out: they do not replace the cancellation, but
    are attached to the error that caused it, if there is one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[Failure] = []


class Jump(BaseException):
    """`return`, `break` or `continue` on its way out."""

    def __init__(self, word: Literal["return", "break", "continue"], value: Any = None) -> None:
        super().__init__(word)
        self.word = word
        self.value = value


@dataclass(eq=False)
class Failure(BaseException):
    """An error of the program.

    `lineage` is its code, that code's parent, and so on to one of the twelve types. `at` is the
    instant at which it arose.
    """

    lineage: tuple[str, ...]
    message: str
    at: int
    detail: Any = None
    cause: "Failure | None" = None
    suppressed: list["Failure"] = field(default_factory=list)
    pipeline: str = ""
    stage: str | None = None
    attempt: int = 1
    located: bool = False

    @property
    def code(self) -> str:
        """Give the name that was raised."""
        return self.lineage[0]

    @property
    def type(self) -> str:
        """Give one of the twelve types (rule 34)."""
        return self.lineage[-1].upper()

    @property
    def retryable(self) -> bool:
        """Tell whether it is retried when a clause does not say what is."""
        return self.type in ("CONNECTIVITY", "TIMEOUT", "RATE_LIMIT")

    def matches(self, names: tuple[str, ...]) -> bool:
        """Tell whether a `catch` of these names takes it (rules 32 and 34)."""
        if any(name in self.lineage for name in names):
            return True
        return (
            self.type == "RETRY_EXHAUSTED" and self.cause is not None and self.cause.matches(names)
        )
