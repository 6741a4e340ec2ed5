"""Expressions with their names replaced by other expressions."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from pipesmith.ir import nodes as n


def substituted(node: n.Expression, values: Mapping[str, n.Expression]) -> n.Expression:
    """Give an expression in which names stand for other expressions; bound names are kept."""
    changed: n.Expression = _changed(node, values)
    return changed


def _changed(node: Any, values: Mapping[str, n.Expression]) -> Any:
    match node:
        case n.Local(name=name):
            return values.get(name, node)
        case n.IfPresent(name=bound):
            left = {name: value for name, value in values.items() if name != bound}
            return replace(
                node, subject=_changed(node.subject, values), body=_changed(node.body, left)
            )
        case n.Lambda(parameters=bound):
            left = {name: value for name, value in values.items() if name not in bound}
            return replace(node, body=_changed(node.body, left))
        case tuple():
            return tuple(_changed(item, values) for item in node)
        case n.Located():
            changes = {each.name: getattr(node, each.name) for each in fields(node)}
            kept = {"kind", "type", "place"}
            new = {k: _changed(v, values) for k, v in changes.items() if k not in kept}
            return replace(node, **new)
        case _:
            return node
