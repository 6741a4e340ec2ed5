"""The few questions that every reader of the parser's syntax tree asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Node = dict[str, Any]


def kind(node: Node) -> str:
    """Name the kind of a node without its package: `VariableExpr`."""
    name: str = node["@class"]
    return name.rsplit(".", 1)[-1].rsplit("$", 1)[-1]


def optional(node: Node, key: str) -> Any:
    """Give what an optional child holds, or None."""
    return (node.get(key) or {}).get("value")


def names(nodes: Iterable[Node]) -> list[str]:
    """Give the texts of identifiers."""
    return [node["value"] for node in nodes]


def line(node: Node) -> int:
    """Give the line that a node starts on, 0 where the parser keeps none."""
    found: int = (node.get("loc") or {}).get("line", 0)
    return found
