"""What of a block runs at once, as a structure that structured code can spell.

A plan names statements by their positions in the block.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Step:
    """One statement."""

    at: int


@dataclass(frozen=True, slots=True)
class Series:
    """Parts one after the other: what takes time in each needs all such that stands before."""

    parts: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """Branches that have nothing to do with each other."""

    branches: tuple["Plan", ...]


@dataclass(frozen=True, slots=True)
class Weave:
    """Chains that run at once and wait for single statements of each other.

    `waits` says, of the statements that do, for which statements of other chains they wait.
    """

    chains: tuple[tuple[int, ...], ...]
    waits: dict[int, tuple[int, ...]]


Plan = Step | Series | Fork | Weave


def positions(part: Plan) -> Iterator[int]:
    """Give the positions of all statements in a plan, as they are written."""
    match part:
        case Step(at=at):
            yield at
        case Series(parts=inner) | Fork(branches=inner):
            for each in inner:
                yield from positions(each)
        case Weave(chains=chains):
            for chain in chains:
                yield from chain
        case _:
            assert_never(part)
