"""Where a block stands, and what it gives."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from pipesmith import types as t
from pipesmith.analysis.checking import Checking
from pipesmith.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class BlockValue:
    """What a block gives: the expression it yields and its type, or nothing; and whether its end
    can be reached.
    """

    block: s.Block
    value: s.Expression | None
    type: t.Type
    completes: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """What is allowed in a block: each `no_...` says why a jump may not leave from here, or is
    empty.
    """

    check_block: "Callable[[s.Block, Checking, Frame, t.Type | None], BlockValue]"
    result: t.Type
    no_return: str = ""
    no_break: str = "it stands in no loop"
    no_continue: str = "it stands in no loop"
    in_catch: bool = False

    def looping(self) -> Self:
        """Give the frame of a loop's body."""
        return replace(self, no_break="", no_continue="")

    def side_by_side(self) -> Self:
        """Give the frame of an iteration that runs beside others (rule 38)."""
        why = "iterations that run side by side cannot be left"
        return replace(self, no_return=why, no_break=why, no_continue="")

    def branching(self) -> Self:
        """Give the frame of a branch (rule 38)."""
        why = "a branch runs beside others and cannot be left"
        return replace(self, no_return=why, no_break=why, no_continue=why)

    def catching(self) -> Self:
        """Give the frame of a `catch` block."""
        return replace(self, in_catch=True)

    def final(self) -> Self:
        """Give the frame of a `finally` block (rule 37)."""
        why = "a `finally` block cannot be left"
        return replace(self, no_return=why, no_break=why, no_continue=why, in_catch=False)
