"""Calls in a part of a block: how often each is made, and which are made in any case."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import bound_names, free_names, parts

Call = n.Call | n.CallDeclared


def count_calls(node: object, bound: frozenset[str], seen: Counter[str]) -> None:
    """Count the calls in a node that read nothing which is bound in it."""
    if isinstance(node, Call) and not free_names(node) & bound:
        seen[repr(node)] += 1
    inner = bound | set(_declared_in(node))
    for part in parts(node):
        count_calls(part, inner, seen)


def made_in_any_case(node: object) -> Iterator[Call]:
    """Give the calls that are made whenever a part of a block is evaluated."""
    if isinstance(node, Call):
        yield node
    for part in _evaluated(node):
        yield from made_in_any_case(part)


def _evaluated(node: object) -> tuple[Any, ...]:
    """Give the parts of a node that are evaluated whenever it is."""
    match node:
        case n.Logic(left=first) | n.Coalesce(left=first):
            return (first,)
        case n.Conditional(condition=first) | n.IfPresent(subject=first):
            return (first,)
        case n.Comparison(operands=operands):
            return operands[:2]
        case n.Stage(body=body, policies=policies):
            return (body,) if policies.when is None and policies.cache is None else ()
        case n.If(arms=(first, *_)):
            return (first.condition,)
        case n.Switch(subject=first) | n.Foreach(items=first):
            return (first,)
        case n.Lambda() | n.While() | n.Repeat() | n.Try() | n.Parallel() | n.Wait() | n.Signal():
            return ()
        case _:
            return tuple(parts(node))


def declared(node: object) -> Iterator[str]:
    """Give the names that a statement, a loop or a function value brings."""
    match node:
        case n.Stage(name=str() as name) | n.Let(name=name) | n.Var(name=name):
            yield name
        case n.Field(name=name) | n.IfPresent(name=name):
            yield name
        case n.Foreach(item=name, index=index):
            yield from (each for each in (name, index) if each is not None)
        case _:
            yield from bound_names(node)


def _declared_in(node: object) -> Iterator[str]:
    """Give the names that are known within a node alone."""
    yield from bound_names(node)
    if isinstance(node, n.Foreach | n.IfPresent):
        yield from declared(node)
    for item in node.statements if isinstance(node, n.Block) else ():
        yield from declared(item)
