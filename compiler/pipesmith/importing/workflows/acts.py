"""What a node of a workflow does, once its configuration is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipesmith import types as t
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.workflows.moments import Moment

Say = Callable[["Moment"], Value]
"""Gives a value where a node stands."""

Test = Callable[["Moment"], n.Expression]
"""Gives a condition where a node stands."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Give what came in."""


@dataclass(frozen=True, slots=True)
class Compute:
    """Give a value."""

    value: Say


@dataclass(frozen=True, slots=True)
class Performed:
    """A call, its clauses, and what its raw result means to those that read it; `made` is what is
    made of the result behind the call, under a name of its own.
    """

    call: n.Call
    type: t.Type
    clauses: tuple[n.Clause, ...] = ()
    result: Callable[[Value], Value] = lambda raw: raw
    made: Callable[[Value], Value] | None = None


@dataclass(frozen=True, slots=True)
class Perform:
    """Call a component or another workflow."""

    call: Callable[["Moment"], Performed]


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait for a time, or until one; give what came in."""

    time: Test
    until: bool = False


@dataclass(frozen=True, slots=True)
class Assign:
    """Set variables of the workflow; give what came in."""

    values: Mapping[str, Say]


@dataclass(frozen=True, slots=True)
class Decide:
    """Go on by the first way whose condition holds; None always holds."""

    tests: Mapping[str, Test | None]


@dataclass(frozen=True, slots=True)
class Switch:
    """Go on by the way whose constants have the value; None is any other."""

    subject: Say
    cases: Mapping[str, tuple[n.Expression, ...] | None]


@dataclass(frozen=True, slots=True)
class Loop:
    """Go on by `body` for each item, while a condition holds, or a number of times."""

    mode: Literal["each", "while", "times"]
    over: Say
    limit: int = 1000
    parallel: int | None = None
    item: str | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """Go on by all ways at once; `gather` says what is made of their values."""

    mode: Literal["all", "any", "count"] = "all"
    count: int | None = None
    gather: Literal["merge", "array", "first", "last"] | None = None


@dataclass(frozen=True, slots=True)
class Guard:
    """Go on by `body`, and by another way when it fails with one of some errors; None is any."""

    errors: Mapping[str, tuple[str, ...] | None]


@dataclass(frozen=True, slots=True)
class Finish:
    """End the workflow, with a value or an error."""

    value: Say | None = None
    error: Say | None = None


Act = Pass | Compute | Perform | Pause | Assign | Decide | Switch | Loop | Split | Guard | Finish


@dataclass(frozen=True, slots=True)
class Node:
    """One node: what it is called, where it stands in its document, what it does."""

    name: str
    title: str
    part: Part
    act: Act
    doc: str | None = None
