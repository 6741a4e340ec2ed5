"""Which lines of a class have statements, so that what never ran can be told."""

from __future__ import annotations

from typing import Any

from tests.apexvm.tree import Node, kind, line

_NOT_COUNTED = {"BlockStmnt"}


def statement_lines(unit: Node) -> set[int]:
    """Give the lines on which statements start."""
    found: set[int] = set()
    _collect(unit, found)
    return found


def _collect(node: Any, found: set[int]) -> None:
    if isinstance(node, list):
        for one in node:
            _collect(one, found)
    elif isinstance(node, dict):
        if _is_statement(node):
            found.add(line(node))
        for one in node.values():
            _collect(one, found)


def _is_statement(node: Node) -> bool:
    name = str(node.get("@class", ""))
    return ".Stmnt$" in name and kind(node) not in _NOT_COUNTED and line(node) > 0
