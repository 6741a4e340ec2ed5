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
    """Give the line that a node starts on, or that of its first part that has one."""
    found: int = (node.get("loc") or {}).get("line", 0)
    parts = (one for one in node.values() if isinstance(one, (dict, list)))
    return found or next((place for part in parts if (place := _line_within(part))), 0)


def _line_within(part: Any) -> int:
    nodes = part if isinstance(part, list) else [part]
    return next((place for one in nodes if isinstance(one, dict) and (place := line(one))), 0)
