"""What one concurrent iteration came to."""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from pipesmith_runtime.errors import PipelineError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The value or the error of the iteration at `index`."""

    ok: bool
    value: T | None
    error: PipelineError | None
    index: int


class Skip:
    """The type of `SKIP`."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "SKIP"


SKIP: Final = Skip()
"""What an iteration gives that ended by `continue`."""
