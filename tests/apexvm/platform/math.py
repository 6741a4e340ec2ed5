"""`Math`."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from decimal import Decimal

from tests.apexvm.errors import fail
from tests.apexvm.numbers import EXACT, decimal_of, integer, long
from tests.apexvm.registry import constant, static
from tests.apexvm.values import Long, Value

constant("Math", "PI", math.pi)
constant("Math", "E", math.e)

Number = int | float | Decimal

_RANK: dict[type, int] = {int: 0, Long: 1, float: 2, Decimal: 3}


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    kind = max(type(left), type(right), key=lambda one: _RANK[one])
    widen: Callable[[Value], Value] = decimal_of if kind is Decimal else kind
    return widen(left), widen(right)


def _keep(number: int, like: Value) -> Value:
    return long(number) if isinstance(like, Long) else integer(number)


@static("Math")
def mod(left: Number, right: Number) -> Value:
    """Give the rest of a division; it has the sign of what is divided."""
    one, other = _alike(left, right)
    if other == 0:
        fail("MathException", "Divide by 0")
    rest = abs(int(one)) % abs(int(other))
    return _keep(-rest if one < 0 else rest, one)


@static("Math", "abs")
def abs_(number: Number) -> Value:
    """Drop the sign."""
    if isinstance(number, int):
        return _keep(abs(number), number)
    return EXACT.abs(number) if isinstance(number, Decimal) else abs(number)


@static("Math", "max")
def max_(left: Number, right: Number) -> Value:
    """Give the greater."""
    return max(_alike(left, right))


@static("Math", "min")
def min_(left: Number, right: Number) -> Value:
    """Give the smaller."""
    return min(_alike(left, right))


@static("Math", "floor")
def floor(number: Number) -> Value:
    """Round down to a whole number of the same type."""
    return _whole(number, "ROUND_FLOOR")


@static("Math", "ceil")
def ceil(number: Number) -> Value:
    """Round up to a whole number of the same type."""
    return _whole(number, "ROUND_CEILING")


@static("Math", "rint")
def rint(number: Number) -> Value:
    """Round to the nearest whole number, halves to the even one."""
    return _whole(number, "ROUND_HALF_EVEN")


def _whole(number: Value, rounding: str) -> Value:
    if isinstance(number, Decimal):
        return number.quantize(Decimal(1), rounding, EXACT)
    return float(decimal_of(number).to_integral_value(rounding, EXACT))


@static("Math", "round")
def round_(number: Number) -> Value:
    """Round to the nearest whole number; halves of a Decimal to the even one."""
    if isinstance(number, Decimal):
        return integer(int(number.quantize(Decimal(1), "ROUND_HALF_EVEN", EXACT)))
    return integer(math.floor(float(number) + 0.5))


@static("Math")
def round_to_long(number: Number) -> Long:
    """Round to the nearest Long; halves of a Decimal to the even one."""
    if isinstance(number, Decimal):
        return long(int(number.quantize(Decimal(1), "ROUND_HALF_EVEN", EXACT)))
    return long(math.floor(float(number) + 0.5))


@static("Math")
def signum(number: Number) -> Value:
    """Give the sign as a number."""
    sign = int(number > 0) - int(number < 0)
    return Decimal(sign) if isinstance(number, Decimal) else float(sign)


@static("Math", "pow")
def pow_(base: Number, exponent: Number) -> float:
    """Raise to a power."""
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return math.inf


@static("Math", "random")
def random_() -> float:
    """Draw a number from zero up to one."""
    return random.random()


def _double(name: str, function: Callable[[float], float]) -> None:
    def apply(number: Number) -> Value:
        found = function(float(number))
        return decimal_of(found) if isinstance(number, Decimal) else found

    static("Math", name)(apply)


def _root(number: float) -> float:
    return math.nan if number < 0 else math.sqrt(number)


def _log(number: float) -> float:
    return math.log(number) if number > 0 else -math.inf if number == 0 else math.nan


def _log10(number: float) -> float:
    return math.log10(number) if number > 0 else -math.inf if number == 0 else math.nan


_double("sqrt", _root)
_double("cbrt", lambda number: math.copysign(round(abs(number) ** (1 / 3), 15), number))
_double("exp", math.exp)
_double("log", _log)
_double("log10", _log10)
_double("sin", math.sin)
_double("cos", math.cos)
_double("tan", math.tan)
_double("asin", math.asin)
_double("acos", math.acos)
_double("atan", math.atan)
