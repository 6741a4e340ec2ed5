"""Values that are known while compiling, to hold literals against the conditions of their types
(rule 10).

What is not literal, or could fail, is unknown; unknown is not wrong.
"""

import operator
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from pipesmith.analysis.parts import bare
from pipesmith.syntax import nodes as s


class Unknown:
    """Stands for a value that only a run knows."""


UNKNOWN = Unknown()

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": lambda item, items: item in items,
    "not in": lambda item, items: item not in items,
}
_ARITHMETIC: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "length": len,
    "abs": abs,
    "starts_with": lambda text, start: text.startswith(start),
    "ends_with": lambda text, end: text.endswith(end),
    "contains": lambda items, item: item in items,
}


def constant(node: s.Expression, it: object = UNKNOWN) -> object:
    """Give the value of an expression, in which `it` may be known, or UNKNOWN."""
    try:
        return _value(bare(node), it)
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN


def _value(node: s.Expression, it: object) -> object:
    match node:
        case s.IntLiteral(value=value) | s.FloatLiteral(value=value):
            return value
        case s.DecimalLiteral(value=value):
            return value
        case s.BoolLiteral(value=value):
            return value
        case s.DurationLiteral():
            return node.milliseconds
        case s.NullLiteral():
            return None
        case s.Text():
            return UNKNOWN if node.constant is None else node.constant
        case s.Reference(name="it"):
            return it
        case s.ListLiteral(items=items):
            return _all(items, it, lambda *values: list(values))
        case s.Unary(operator="-", operand=operand):
            return _all((operand,), it, operator.neg)
        case s.Unary(operand=operand):
            return _all((operand,), it, operator.not_)
        case s.Binary():
            return _binary(node, it)
        case s.Comparison():
            return _comparison(node, it)
        case s.Call(function=function, arguments=arguments):
            return _call(function.text, [each.value for each in arguments], it)
        case s.Filter(subject=subject, function=function, arguments=arguments):
            return _call(function.text, [subject, *(each.value for each in arguments)], it)
        case _:
            return UNKNOWN


def _all(parts: tuple[s.Expression, ...], it: object, make: Callable[..., object]) -> object:
    values = [constant(part, it) for part in parts]
    return UNKNOWN if UNKNOWN in values else make(*values)


def _binary(node: s.Binary, it: object) -> object:
    left, right = constant(node.left, it), constant(node.right, it)
    match node.operator:
        case "and":
            return False if False in (left, right) else _both(left, right)
        case "or":
            return True if True in (left, right) else _both(left, right)
        case "+" | "-" | "*":
            if UNKNOWN in (left, right):
                return UNKNOWN
            return _ARITHMETIC[node.operator](left, right)
        case _:
            return UNKNOWN


def _both(left: object, right: object) -> object:
    return UNKNOWN if UNKNOWN in (left, right) else right


def _comparison(node: s.Comparison, it: object) -> object:
    values = [constant(operand, it) for operand in node.operands]
    if UNKNOWN in values:
        return UNKNOWN
    pairs = zip(values, values[1:], node.operators, strict=False)
    return all(_COMPARE[sign](left, right) for left, right, sign in pairs)


def _call(name: str, arguments: list[s.Expression], it: object) -> object:
    function = _FUNCTIONS.get(name)
    return UNKNOWN if function is None else _all(tuple(arguments), it, function)


def shown(value: object) -> str:
    """Write a known value as source would."""
    match value:
        case bool():
            return str(value).lower()
        case None:
            return "null"
        case str():
            return f'"{value}"'
        case Decimal():
            return f"{value}d"
        case _:
            return str(value)
