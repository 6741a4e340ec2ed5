"""The one traversal of the IR: parts of any node, in the order of its fields."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
from typing import Any

from pipesmith.ir import nodes as n
from pipesmith.types import TYPES, Type

_PLAIN = (str, int, bool, n.Place, Type, str | None, tuple[str, ...], tuple[int, ...])
"""Kinds of fields that hold no nodes, so that they need not be looked into."""

_LEAVES: tuple[type, ...] = (str, int, float, bool, type(None), n.Place, *TYPES)


def parts(node: object) -> list[Any]:
    """Give the nodes directly inside a node; not its types, places or plain values."""
    found: list[Any] = []
    kind: Any = type(node)
    for name in _open_names(kind):
        _gather(getattr(node, name), found)
    return found


def held(node: object) -> list[Any]:
    """Give what the fields of a node hold."""
    kind: Any = type(node)
    return [getattr(node, name) for name in _names(kind)]


def rebuilt(node: Any, change: Callable[[Any], Any]) -> Any:
    """Give a node with the nodes directly inside it changed; itself where all stay as they are."""
    kind: Any = type(node)
    before = {name: getattr(node, name) for name in _open_names(kind)}
    after = {name: _changed(value, change) for name, value in before.items()}
    new = {name: value for name, value in after.items() if value is not before[name]}
    return replace(node, **new) if new else node


def inside(node: object) -> Iterator[Any]:
    """Give the node and everything in it, outermost first."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(reversed(parts(current)))


def free_names(node: object) -> set[str]:
    """Give the names a node reads and does not itself bind: by a lambda, a `?.`, a `catch`."""
    if isinstance(node, n.Local):
        return {node.name}
    if isinstance(node, n.IfPresent):
        return free_names(node.subject) | free_names(node.body) - {node.name}
    names: set[str] = set()
    for part in parts(node):
        names |= free_names(part)
    return names - bound_names(node)


def bound_names(node: object) -> set[str]:
    """Give the names that a node binds in all that it holds."""
    match node:
        case n.Lambda(parameters=parameters):
            return set(parameters)
        case n.Catch(name=str() as name) | n.OnError(name=name):
            return {name}
        case n.Policies():
            return {"error"}
        case n.Stage():
            return {"it"}
        case _:
            return set()


def _gather(value: object, found: list[Any]) -> None:
    kind: Any = type(value)
    if isinstance(value, tuple):
        for item in value:
            _gather(item, found)
    elif _is_node(kind):
        found.append(value)


def _changed(value: object, change: Callable[[Any], Any]) -> Any:
    kind: Any = type(value)
    if not isinstance(value, tuple):
        return change(value) if _is_node(kind) else value
    items = tuple(_changed(item, change) for item in value)
    return value if all(map(is_, items, value)) else items


@cache
def _is_node(kind: type[Any]) -> bool:
    return is_dataclass(kind) and not issubclass(kind, _LEAVES)


@cache
def _open_names(kind: type[Any]) -> tuple[str, ...]:
    """Give the names of the fields that may hold nodes."""
    if not is_dataclass(kind):
        return ()
    return tuple(field.name for field in fields(kind) if field.type not in _PLAIN)


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def blocks_of(body: n.Body) -> Iterator[n.Block]:
    """Give the blocks of a control statement."""
    match body:
        case n.If(arms=arms, otherwise=otherwise):
            yield from (arm.body for arm in arms)
            yield from [otherwise] if otherwise else ()
        case n.Switch(cases=cases, otherwise=otherwise):
            yield from (case.body for case in cases)
            yield from [otherwise] if otherwise else ()
        case n.Try(body=block, catches=catches, final=final):
            yield from (block, *(catch.body for catch in catches))
            yield from [final] if final else ()
        case n.Parallel(branches=branches):
            yield from (branch.body for branch in branches)
        case n.Foreach(body=block) | n.While(body=block) | n.Repeat(body=block):
            yield block
        case _:
            return
