"""Trees of the language, searched and changed."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pipesmith.syntax import nodes as n

Tree = TypeVar("Tree")


def inside(node: Any) -> Iterator[n.Node]:
    """Give a node and all nodes it is made of."""
    if isinstance(node, tuple):
        for each in node:
            yield from inside(each)
    elif isinstance(node, n.Node):
        yield node
        for part in fields(node):
            if part.name != "span":
                yield from inside(getattr(node, part.name))


def references(node: Any) -> set[str]:
    """Give the names of the values that a tree reads."""
    return {each.name for each in inside(node) if isinstance(each, n.Reference)}


def changed(node: Tree, change: Callable[[n.Node], Any]) -> Tree:
    """Give a tree with nodes replaced: what `change` gives, unless that is None."""
    if isinstance(node, tuple):
        return tuple(changed(each, change) for each in node)  # type: ignore[return-value]
    if not isinstance(node, n.Node) or not is_dataclass(node):
        return node
    other = change(node)
    if other is not None:
        return other  # type: ignore[no-any-return]
    parts = {
        part.name: changed(getattr(node, part.name), change)
        for part in fields(node)
        if part.name != "span"
    }
    same = all(getattr(node, name) is part for name, part in parts.items())
    return node if same else replace(node, **parts)
