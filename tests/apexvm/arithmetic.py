"""The operators on numbers, texts, dates and flags."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.apexvm.errors import UnknownMethod, dereference, fail
from tests.apexvm.numbers import EXACT, decimal_of, divide, integer, long
from tests.apexvm.text import to_text
from tests.apexvm.values import Date, Datetime, Long, Time, Value

Operator = Callable[[Value, Value], Value]

DAY_MS = 86_400_000


def add(left: Value, right: Value) -> Value:
    """`+`, which also joins texts."""
    if isinstance(left, str) or isinstance(right, str):
        return to_text(left) + to_text(right)
    if isinstance(left, (Date, Datetime, Time)):
        return _moved(left, right, 1)
    return _number(left, right, int.__add__, float.__add__, EXACT.add)


def subtract(left: Value, right: Value) -> Value:
    """`-`, which also counts days back."""
    if isinstance(left, (Date, Datetime, Time)):
        return _moved(left, right, -1)
    return _number(left, right, int.__sub__, float.__sub__, EXACT.subtract)


def multiply(left: Value, right: Value) -> Value:
    """`*`."""
    return _number(left, right, int.__mul__, float.__mul__, EXACT.multiply)


def quotient(left: Value, right: Value) -> Value:
    """`/`, which drops what is after the point when both are integers."""
    return _number(left, right, _whole_quotient, _double_quotient, divide)


def _whole_quotient(left: int, right: int) -> int:
    if right == 0:
        fail("MathException", "Divide by 0")
    found = abs(left) // abs(right)
    return found if (left < 0) == (right < 0) else -found


def _double_quotient(left: float, right: float) -> float:
    if right == 0:
        fail("MathException", "Divide by 0")
    return left / right


def _number(left: Value, right: Value, whole: Operator, double: Operator, exact: Operator) -> Value:
    if left is None or right is None:
        dereference()
    kinds = {type(left), type(right)}
    if kinds == {int}:
        return integer(whole(left, right))
    if not kinds <= {int, Long, float, Decimal}:
        raise UnknownMethod(f"operator on {type(left).__name__} and {type(right).__name__}")
    if Decimal in kinds:
        return exact(decimal_of(left), decimal_of(right))
    if float in kinds:
        return double(float(left), float(right))
    return long(whole(int(left), int(right)))


def _moved(value: Value, days: Value, sign: int) -> Value:
    if days is None:
        dereference()
    if isinstance(value, Date):
        return Date(value.day + sign * int(days))
    if isinstance(value, Time):
        raise UnknownMethod("operator on Time")
    return Datetime(value.ms + sign * round(days * DAY_MS))


def _bits(whole: Operator, flag: Operator | None) -> Operator:
    def operate(left: Value, right: Value) -> Value:
        if left is None or right is None:
            dereference()
        if isinstance(left, bool) and flag:
            return flag(left, right)
        keep = long if Long in (type(left), type(right)) else integer
        return keep(whole(int(left), int(right)))

    return operate


def _shift(whole: Callable[[int, int, int], int]) -> Operator:
    def operate(left: Value, right: Value) -> Value:
        if left is None or right is None:
            dereference()
        bits, keep = (64, long) if isinstance(left, Long) else (32, integer)
        return keep(whole(int(left), int(right) & bits - 1, bits))

    return operate


OPERATORS: dict[str, Operator] = {
    "ADDITION": add,
    "SUBTRACTION": subtract,
    "MULTIPLICATION": multiply,
    "DIVISION": quotient,
    "AND": _bits(int.__and__, lambda left, right: left and right),
    "OR": _bits(int.__or__, lambda left, right: left or right),
    "XOR": _bits(int.__xor__, lambda left, right: left != right),
    "LEFT_SHIFT": _shift(lambda number, by, bits: number << by),
    "RIGHT_SHIFT": _shift(lambda number, by, bits: number >> by),
    "UNSIGNED_RIGHT_SHIFT": _shift(lambda number, by, bits: (number & (1 << bits) - 1) >> by),
}


def negative(value: Value) -> Value:
    """`-x`."""
    if value is None:
        dereference()
    if isinstance(value, Decimal):
        return EXACT.minus(value)
    return -value if isinstance(value, float) else subtract(type(value)(0), value)


def complement(value: Value) -> Value:
    """`~x`."""
    if value is None:
        dereference()
    return (long if isinstance(value, Long) else integer)(~int(value))


def ordered(left: Value, right: Value) -> int | None:
    """Compare: negative, zero, positive; None when one is null and no order holds."""
    if left is None or right is None:
        return None
    left, right = comparable(left), comparable(right)
    if isinstance(left, float) != isinstance(right, float):
        left, right = float(left), float(right)
    return int(left > right) - int(left < right)


def comparable(value: Value) -> Value:
    """Give what Python orders as Apex orders the value: texts without regard to case."""
    if isinstance(value, str):
        return value.lower()
    if isinstance(value, (Datetime, Time)):
        return value.ms
    return value.day if isinstance(value, Date) else value
