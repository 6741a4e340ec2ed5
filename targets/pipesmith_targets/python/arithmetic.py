"""Arithmetic with the exact results of the language: 64-bit ints, finite floats, floored division.

An int result is checked where it could leave 64 bits. A float result is checked once for a whole
chain of operations, because infinity and NaN survive `+`, `-`, `*` and as a dividend; a divisor is
checked by itself, because an infinite one would vanish.
"""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.bounds import bounds, exact, fits, result
from pipesmith_targets.python.scope import Scope

Write = Callable[[n.Expression, Scope], py.Node]

_SIGNS = {"div": "//"}
_KEEPS_INFINITY = {"+", "-", "*"}


def arithmetic(node: n.Binary, scope: Scope, write: Write) -> py.Node:
    """Write an operation, checked as its type needs."""
    match node.type:
        case t.Scalar(name="int"):
            return _int(node, scope, write)
        case t.Scalar(name="float"):
            return py.call(scope.runtime("finite"), _float(node, scope, write))
        case t.Scalar(name="decimal") | t.DecimalType() if node.operator in ("div", "%"):
            name = "div" if node.operator == "div" else "mod"
            operands = write(node.left, scope), write(node.right, scope)
            return py.call(scope.runtime(name, "numbers"), *operands)
        case _:
            return _plain(node, scope, write)


def negative(node: n.Unary, scope: Scope, write: Write) -> py.Node:
    """Write `-x`; the least int has no opposite."""
    operand = node.operand
    if isinstance(operand, n.IntValue):
        return py.integer(-operand.value)
    plain = py.minus(write(operand, scope))
    if node.type != t.INT:
        return plain
    low, high = bounds(operand)
    return plain if fits((-high, -low)) else py.call(scope.runtime("int64"), plain)


def as_float(value: n.Expression, scope: Scope, write: Write) -> py.Node:
    """Write an int as a float."""
    if isinstance(value, n.IntValue):
        return py.number(float(value.value))
    return py.call("float", write(value, scope))


def _int(node: n.Binary, scope: Scope, write: Write) -> py.Node:
    plain = _plain(node, scope, write)
    return plain if fits(result(node)) else py.call(scope.runtime("int64"), plain)


def _float(node: n.Binary, scope: Scope, write: Write) -> py.Node:
    """Write an operation on floats, its operands unchecked where the whole check finds them out."""
    left = _operand(node.left, node, scope, write, lenient=True)
    lenient = node.operator in _KEEPS_INFINITY
    right = _operand(node.right, node, scope, write, lenient=lenient)
    return py.binary(_SIGNS.get(node.operator, node.operator), left, right)


def _operand(
    node: n.Expression, whole: n.Binary, scope: Scope, write: Write, *, lenient: bool
) -> py.Node:
    if lenient and isinstance(node, n.Binary) and node.type == t.FLOAT:
        return _float(node, scope, write)
    if isinstance(node, n.Widen) and _needs_no_conversion(node, whole):
        return write(node.value, scope)
    return write(node, scope)


def _needs_no_conversion(node: n.Widen, whole: n.Binary) -> bool:
    """Tell whether Python's own mixed arithmetic gives the same float."""
    other = whole.right if node is whole.left else whole.left
    if node.value.type != t.INT or isinstance(node.value, n.IntValue):
        return False
    return not isinstance(other, n.Widen) or (whole.operator == "/" and exact(node.value))


def _plain(node: n.Binary, scope: Scope, write: Write) -> py.Node:
    sign = _SIGNS.get(node.operator, node.operator)
    return py.binary(sign, write(node.left, scope), write(node.right, scope))
