"""Operators on numbers and others (rules 18 to 20, 59 and 62)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from math import floor, isfinite
from typing import Any

from tests.oracle.values import same

from pipesmith_runtime.errors import ExpressionFault


def whole(value: Any) -> Any:
    """Give a result, or refuse an int beyond 64 bits and a float that is not finite (rule 59)."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ExpressionFault("the result does not fit a 64-bit int")
    if isinstance(value, float) and not isfinite(value):
        raise ExpressionFault("the result is not a finite float")
    return value


def _divide(left: Any, right: Any) -> Any:
    if isinstance(left, int):
        return float(left) / float(right)
    return left / right


def _floor(left: Any, right: Any) -> Any:
    """Divide and round down; a quotient that is no int keeps the type of its parts."""
    if isinstance(left, Decimal):
        return Decimal(floor(Fraction(left) / Fraction(right)))
    return left // right


def _rest(left: Any, right: Any) -> Any:
    if isinstance(left, Decimal):
        with localcontext(prec=10_000):  # the product is not rounded on the way
            rest = left - right * floor(Fraction(left) / Fraction(right))
        return +rest  # rounded once, to 28 digits
    return left % right


OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "div": _floor,
    "%": _rest,
}

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "==": same,
    "!=": lambda left, right: not same(left, right),
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "in": lambda left, right: _within(left, right),
    "not in": lambda left, right: not _within(left, right),
}


def _within(item: Any, items: Any) -> bool:
    if isinstance(items, list):
        return any(same(item, each) for each in items)
    return item in items


def calculated(operator: str, left: Any, right: Any) -> Any:
    """Apply an arithmetic operator."""
    return whole(OPERATORS[operator](left, right))


def negated(value: int | float | Decimal | timedelta) -> Any:
    """Apply unary minus."""
    return whole(-value)


def is_time(value: object) -> bool:
    """Tell whether a value is a date or an instant."""
    return isinstance(value, date | datetime)
