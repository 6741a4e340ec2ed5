"""What iterations and statements come to other than a value of their own."""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pipesmith_runtime.errors import PipelineError

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The value or the error of the iteration at `index`."""

    ok: bool
    value: T | None
    error: PipelineError | None
    index: int


class Jump:
    """What a function gives instead of a value when its statement is left by a jump."""

    __slots__ = ()


class Skip(Jump):
    """The type of `SKIP`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SKIP"


class Break(Jump):
    """The type of `BREAK`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "BREAK"


class Return(Jump, Generic[T_co]):
    """The pipeline's result, given by a `return` inside a statement with clauses."""

    __slots__ = ("value",)

    def __init__(self, value: T_co) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Return({self.value!r})"


SKIP: Final = Skip()
"""What an iteration gives that ended by `continue`."""

BREAK: Final = Break()
"""What a statement gives that ended its loop by `break`."""
