"""How large an int can be: where a result provably fits 64 bits, nothing is checked."""

from pipesmith import types as t
from pipesmith.ir import nodes as n

Bounds = tuple[int, int]

INT64: Bounds = (-(2**63), 2**63 - 1)
SIZE: Bounds = (0, 2**47)
"""The lengths that anything in memory can have."""
EXACT = 2**53
"""Ints up to here are exact as floats."""

_SIZES = {"length", "count", "index_of", "find_index"}


def bounds(node: n.Expression) -> Bounds:
    """Give the least and the greatest value of an int expression."""
    match node:
        case n.IntValue(value=value):
            return value, value
        case n.Call(function=name) if name in _SIZES:
            return -1, SIZE[1]
        case n.Unary(operator="-", operand=operand):
            low, high = bounds(operand)
            return clipped((-high, -low))
        case n.Binary() if node.type == t.INT:
            return clipped(result(node))
        case n.Conditional(then=then, otherwise=otherwise):
            return _either(bounds(then), bounds(otherwise))
        case _:
            return INT64


def result(node: n.Binary) -> Bounds:
    """Give the bounds of an operation on ints before it is checked."""
    a, b = bounds(node.left), bounds(node.right)
    match node.operator:
        case "+":
            return a[0] + b[0], a[1] + b[1]
        case "-":
            return a[0] - b[1], a[1] - b[0]
        case "*":
            products = [x * y for x in a for y in b]
            return min(products), max(products)
        case "%" | "div" | "/":
            return _divided(node.operator, a, b)


def _divided(operator: str, a: Bounds, b: Bounds) -> Bounds:
    """Bound rests and quotients: the divisor bounds a rest, and only -1 makes a quotient larger."""
    if operator == "%":
        return (0, b[1] - 1) if b[0] > 0 else (min(b[0], 0), max(b[1], 0))
    if b[0] > 0:
        return min(a[0], 0), max(a[1], 0)
    most = max(abs(a[0]), abs(a[1]))
    return -most, most


def fits(found: Bounds, limit: Bounds = INT64) -> bool:
    """Tell whether all values lie within a limit."""
    return limit[0] <= found[0] and found[1] <= limit[1]


def clipped(found: Bounds) -> Bounds:
    """Give the bounds that are left when a check has passed."""
    return max(found[0], INT64[0]), min(found[1], INT64[1])


def exact(node: n.Expression) -> bool:
    """Tell whether an int is exact as a float."""
    return fits(bounds(node), (-EXACT, EXACT))


def _either(a: Bounds, b: Bounds) -> Bounds:
    return min(a[0], b[0]), max(a[1], b[1])
