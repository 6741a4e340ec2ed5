"""Arithmetic that Python does otherwise than the language, and the functions of numbers."""

import math
from collections.abc import Callable
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, localcontext
from operator import floordiv
from operator import mod as remainder
from typing import Any, Protocol, TypeVar

from pipesmith_runtime.bounds import finite, int64
from pipesmith_runtime.errors import ExpressionFault

Number = TypeVar("Number", int, float, Decimal)

_MOST_DIGITS = 400
"""No digit of a number that rounding could reach is further from the point than this."""
_MOST_EXPONENT = 9_999
"""Decimal powers are exact before they are rounded once, which needs a bound."""


class Ordered(Protocol):
    """What `<` compares with its like."""

    def __lt__(self, other: Any, /) -> bool:
        """Compare with a value of the same type."""
        ...


Comparable = TypeVar("Comparable", bound=Ordered)


def div(left: Number, right: Number) -> Number:
    """Divide and round down, for negative and decimal numbers alike."""
    divide = _DIV_BY_TYPE[type(left)]
    result: Number = _checked(divide(left, right))
    return result


def mod(left: Number, right: Number) -> Number:
    """Give what `div` leaves over; it has the sign of the divisor."""
    divide = _MOD_BY_TYPE[type(left)]
    result: Number = _checked(divide(left, right))
    return result


def _decimal_div(left: Decimal, right: Decimal) -> Decimal:
    quotient, rest = divmod(left, right)
    return quotient - 1 if rest and (rest < 0) != (right < 0) else quotient


def _decimal_mod(left: Decimal, right: Decimal) -> Decimal:
    rest = left % right
    if not rest:
        return rest.copy_abs()  # Python gives it the sign of the dividend
    return rest + right if (rest < 0) != (right < 0) else rest


_DIV_BY_TYPE: dict[type, Callable[[Any, Any], Any]] = {
    int: floordiv,
    float: floordiv,
    Decimal: _decimal_div,
}
_MOD_BY_TYPE: dict[type, Callable[[Any, Any], Any]] = {
    int: remainder,
    float: remainder,
    Decimal: _decimal_mod,
}


def _checked(number: Any) -> Any:
    if isinstance(number, int):
        return int64(number)
    return finite(number) if isinstance(number, float) else number


def absolute(number: int) -> int:
    """Give an int without its sign."""
    return int64(abs(number))


def rounded(number: float | Decimal) -> int:
    """Round half to even, to an int."""
    return _whole(number, round)


def floor(number: float | Decimal) -> int:
    """Give the greatest int that is not greater."""
    return _whole(number, math.floor)


def ceil(number: float | Decimal) -> int:
    """Give the least int that is not less."""
    return _whole(number, math.ceil)


def truncated(number: float | Decimal) -> int:
    """Cut the fraction off."""
    return _whole(number, math.trunc)


def _whole(number: float | Decimal, rounding: Callable[[Any], int]) -> int:
    """Refuse what is far too large before a huge int is made of it."""
    if -(10**20) < number < 10**20:
        return int64(rounding(number))
    raise ExpressionFault("the result does not fit a 64-bit int")


def round_to(number: Number, digits: int) -> Number:
    """Round half to even, to digits behind the point, or before it when negative."""
    digits = max(-_MOST_DIGITS, min(digits, _MOST_DIGITS))
    result: Number = _checked(round(number, digits))
    return result


def clamp(value: Comparable, low: Comparable, high: Comparable) -> Comparable:
    """Keep a value between two bounds."""
    if high < low:
        raise ExpressionFault("`clamp` has a low bound above its high bound")
    return low if value < low else high if high < value else value


def power_int(base: int, exponent: int) -> int:
    """Raise an int to a power."""
    if exponent < 0:
        raise ExpressionFault("an int has no negative powers")
    if exponent > 64 and abs(base) > 1:
        raise ExpressionFault("the result does not fit a 64-bit int")
    return int64(base**exponent)


def power_float(base: float, exponent: float) -> float:
    """Raise a float to a power."""
    try:
        return finite(math.pow(base, exponent))
    except (ValueError, OverflowError):
        raise ExpressionFault(
            f"{base!r} to the power of {exponent!r} is not a finite float"
        ) from None


def power_decimal(base: Decimal, exponent: int) -> Decimal:
    """Raise a decimal to a whole power: exactly, then rounded once."""
    if abs(exponent) > _MOST_EXPONENT:
        raise ExpressionFault(f"the exponent of a decimal is at most {_MOST_EXPONENT}")
    if exponent == 0:
        return Decimal(1)
    with localcontext(Context(prec=28 * _MOST_EXPONENT, Emax=MAX_EMAX, Emin=MIN_EMIN)):
        exact: Decimal = base ** abs(exponent)
    return Decimal(1) / exact if exponent < 0 else +exact


def root(number: float) -> float:
    """Give the square root of a float."""
    if number < 0:
        raise ExpressionFault("a negative number has no square root")
    return math.sqrt(number)


def root_decimal(number: Decimal) -> Decimal:
    """Give the square root of a decimal."""
    if number < 0:
        raise ExpressionFault("a negative number has no square root")
    return number.sqrt()
