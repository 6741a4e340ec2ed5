"""What a plan says of a pipeline, before it is written as text or JSON."""

from dataclasses import dataclass
from typing import Literal

Origin = Literal["stage", "component", "default", "pipeline"]
"""Where a policy was written; a default was written nowhere."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy that holds, in the words of the source."""

    word: str
    value: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Cost:
    """How long something may take, in milliseconds, and how many calls stand in a row.

    A cost that is not `bounded` holds for one item of a loop whose length is not known, or leaves
    out what only a run knows: it may take longer.
    """

    milliseconds: int = 0
    calls: int = 0
    bounded: bool = True


@dataclass(frozen=True, slots=True)
class Unit:
    """One statement: its segment of the address, what it does, what it waits for.

    `limit` says how many iterations or branches run at once; `longest` that it stands on the
    longest way through its block.
    """

    name: str
    does: str
    after: tuple[str, ...]
    policies: tuple[Policy, ...]
    limit: str | None
    cost: Cost = Cost()
    longest: bool = False
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One block: its statements, what of them runs at once, and the longest way through it.

    In `shape`, `a, b` is one after the other and `(a | b)` at once.
    """

    label: str
    units: tuple[Unit, ...]
    shape: str
    way: tuple[str, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class PipelinePlan:
    """One pipeline; `policies` are its own, and `cost` is that of its body within its timeout."""

    name: str
    signature: str
    policies: tuple[Policy, ...]
    body: Section
    cost: Cost
    on_error: Section | None
