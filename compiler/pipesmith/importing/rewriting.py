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


def one_level(node: Tree) -> Tree:
    """Write texts with expressions that stand inside of such texts as sums: they cannot nest."""
    return changed(node, _one_level_text)


def _one_level_text(node: n.Node) -> n.Node | None:
    if not isinstance(node, n.Text) or node.constant is not None:
        return None
    parts = tuple(each if isinstance(each, str) else changed(each, _summed) for each in node.parts)
    return replace(node, parts=parts)


def _summed(node: n.Node) -> n.Node | None:
    if not isinstance(node, n.Text):
        return None
    if node.constant is not None:
        return replace(node, block=False)
    whole: n.Expression | None = None
    for part in node.parts:
        piece = n.Text((part,)) if isinstance(part, str) else _shown(changed(part, _summed))
        whole = piece if whole is None else n.Binary("+", whole, piece)
    return n.Text(()) if whole is None else whole


def _shown(code: n.Expression) -> n.Expression:
    return n.Call(n.Name("to_string"), (n.Argument(None, code),))
