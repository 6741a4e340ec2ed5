"""Comparisons: chains as Python has them, null by identity, JSON by its own equality."""

from collections.abc import Callable
from itertools import pairwise

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.bounds import exact
from pipesmith_targets.python.scope import Scope

Write = Callable[[n.Expression, Scope], py.Node]

_READS = (
    n.Local,
    n.Call,
    n.CallDeclared,
    n.Construct,
    n.ContextValue,
    n.EnvValue,
    n.EnumMember,
    n.SecretValue,
)
_IDENTITY = {"==": "is", "!=": "is not"}


def comparison(node: n.Comparison, scope: Scope, write: Write) -> py.Node:
    """Write a chain of comparisons."""
    if any(t.JSON in t.inside(each.type) for each in node.operands) and _of_equality(node):
        return _of_json(node, scope, write)
    first, *rest = (_operand(each, scope, write) for each in node.operands)
    signs = [
        _IDENTITY.get(sign, sign) if _by_identity(a, b) else sign
        for sign, (a, b) in zip(node.operators, pairwise(node.operands), strict=True)
    ]
    return py.compared(first, *zip(signs, rest, strict=True))


def _of_equality(node: n.Comparison) -> bool:
    null = any(isinstance(each, n.NullValue) for each in node.operands)
    return not null and all(sign in _IDENTITY for sign in node.operators)


def _of_json(node: n.Comparison, scope: Scope, write: Write) -> py.Node:
    """Ask the runtime: for Python `true` is 1."""
    links: list[py.Node] = []
    for sign, (a, b) in zip(node.operators, pairwise(node.operands), strict=True):
        same = py.call(scope.runtime("equal", "data"), write(a, scope), write(b, scope))
        links.append(same if sign == "==" else py.negation(same))
    whole, *others = links
    for link in others:
        whole = py.boolean("and", whole, link)
    return whole


def _operand(node: n.Expression, scope: Scope, write: Write) -> py.Node:
    """Leave out conversions that change no comparison: Python compares numbers by value."""
    match node:
        case n.Widen(value=value) if value.type == t.INT and _harmless(value, node.type):
            return write(value, scope)
        case _:
            return write(node, scope)


def _harmless(value: n.Expression, wanted: t.Type) -> bool:
    return wanted == t.DECIMAL or (exact(value) and not isinstance(value, n.IntValue))


def _by_identity(a: n.Expression, b: n.Expression) -> bool:
    """Tell whether one side is null or a truth value, and the other is not a constant.

    Python warns of `is` beside a constant, and it computes constants before it looks.
    """
    single = isinstance(a, _ALONE), isinstance(b, _ALONE)
    return any(single) and (single[0] or _reads(a)) and (single[1] or _reads(b))


_ALONE = (n.NullValue, n.BoolValue)


def _reads(node: n.Expression) -> bool:
    return any(isinstance(part, _READS) for part in inside(node))
