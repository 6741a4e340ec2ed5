"""Whether statements come to their end, which decides what may follow them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tests.apexvm.errors import CompileError
from tests.apexvm.tree import Node, kind, line, optional

_LEAVING = {"ReturnStmnt", "ThrowStmnt", "BreakStmnt", "ContinueStmnt"}


def check_reached(nodes: Sequence[Node], place: str) -> None:
    """Refuse a statement after one that never comes to its end."""
    for before, after in pairwise(nodes):
        if not completes(before):
            raise CompileError(f"an unreachable statement on line {line(after)} of {place}")


def check_returns(body: Node, place: str) -> None:
    """Refuse a method that may end without its result."""
    if completes(body):
        raise CompileError(f"a path without return in {place}")


def completes(node: Node) -> bool:
    """Say whether the end of a statement can be reached."""
    match kind(node):
        case name if name in _LEAVING:
            return False
        case "BlockStmnt":
            return all(completes(one) for one in node["stmnts"])
        case "IfElseBlock":
            return _if_completes(node)
        case "TryCatchFinallyBlock":
            return _try_completes(node)
        case "SwitchStmnt":
            return _switch_completes(node)
        case "RunAsBlock":
            return completes(node["stmnt"])
        case _:
            return True


def _if_completes(node: Node) -> bool:
    last = optional(node, "elseBlock")
    branches = [one["stmnt"] for one in node["ifBlocks"]]
    return last is None or any(completes(one) for one in [*branches, last["stmnt"]])


def _try_completes(node: Node) -> bool:
    last = optional(node, "finallyBlock")
    if last is not None and not completes(last["stmnt"]):
        return False
    branches = [node["tryBlock"], *(one["stmnt"] for one in node["catchBlocks"])]
    return any(completes(one) for one in branches)


def _switch_completes(node: Node) -> bool:
    kinds = [kind(one) for one in node["whenBlocks"]]
    return "ElseWhen" not in kinds or any(completes(one["stmnt"]) for one in node["whenBlocks"])
