"""What models are asked to answer with by the model components."""

from functools import lru_cache
from typing import Annotated, Any, Literal

from pipesmith_runtime.records import Counted, Float, Record, Where


class Written(Record):
    """A text."""

    content: str


class Judged(Record):
    """A judgement."""

    score: Annotated[Float, Where(lambda it: 0.0 <= it <= 1.0, "0.0 <= it <= 1.0")]
    feedback: str
    issues: list[str]


class Improved(Record):
    """A better text, and what is better."""

    content: str
    changes: list[str]


@lru_cache(maxsize=64)
def chosen_of(count: int) -> Any:
    """Give the record of a choice among so many, counted from 0."""
    numbers = Literal[tuple(range(count))]  # type: ignore[valid-type]
    allowed = Annotated[numbers, Counted()]  # type: ignore[valid-type]
    return type("Chosen", (Record,), {"__annotations__": {"index": allowed, "reason": str}})
