"""`Decimal`."""

from __future__ import annotations

from decimal import Decimal

from tests.apexvm.errors import UnknownMethod, fail
from tests.apexvm.numbers import (
    EXACT,
    decimal_of,
    decimal_text,
    integer,
    long,
    plain,
    quotient_to,
    rescale,
    scale,
)
from tests.apexvm.numbers import divide as quotient
from tests.apexvm.registry import enum, enum_value, method
from tests.apexvm.values import EnumValue, Long

enum("RoundingMode", "UP DOWN CEILING FLOOR HALF_UP HALF_DOWN HALF_EVEN UNNECESSARY")
_HALF_EVEN = enum_value("RoundingMode", "HALF_EVEN")
_MOST_DIGITS = 33

Number = int | float | Decimal


def rounded(number: Decimal, digits: int, mode: EnumValue) -> Decimal:
    """Round by a mode of the platform."""
    if mode.name != "UNNECESSARY":
        return rescale(number, digits, f"ROUND_{mode.name}")
    found = rescale(number, digits, "ROUND_DOWN")
    if found != number:
        fail("MathException", "Rounding necessary")
    return found


@method("Decimal")
def set_scale(this: Decimal, digits: int, mode: EnumValue = _HALF_EVEN) -> Decimal:
    """Give a number of digits after the point."""
    _check_scale(digits)
    return rounded(this, digits, mode)


def _check_scale(digits: int) -> None:
    if not -_MOST_DIGITS <= digits <= _MOST_DIGITS:
        fail("MathException", f"Scale must be between -33 and 33: {digits}")


@method("Decimal")
def divide(this: Decimal, by: Number, digits: int, mode: EnumValue | None = None) -> Decimal:
    """Divide to a number of digits after the point.

    How digits are dropped when no mode is given is not documented, so that is not done here.
    """
    divisor = decimal_of(by)
    if divisor == 0:
        fail("MathException", "Divide by 0")
    _check_scale(digits)
    if mode is None:
        return _divide_exactly(this, divisor, digits)
    if mode.name == "UNNECESSARY":
        return rounded(quotient(this, divisor), digits, mode)
    return quotient_to(this, divisor, digits, f"ROUND_{mode.name}")


def _divide_exactly(this: Decimal, divisor: Decimal, digits: int) -> Decimal:
    found = quotient_to(this, divisor, digits, "ROUND_DOWN")
    if EXACT.multiply(found, divisor) != this:
        raise UnknownMethod("Decimal.divide/2 where digits are lost")
    return found


@method("Decimal", "round")
def round_(this: Decimal, mode: EnumValue = _HALF_EVEN) -> Long:
    """Round to a whole number."""
    return long(int(rounded(this, 0, mode)))


@method("Decimal", "scale")
def scale_(this: Decimal) -> int:
    """Count the digits after the point."""
    return scale(this)


@method("Decimal")
def precision(this: Decimal) -> int:
    """Count all digits."""
    return len(this.as_tuple().digits)


@method("Decimal")
def abs_(this: Decimal) -> Decimal:
    """Drop the sign."""
    return this.copy_abs()


@method("Decimal")
def pow_(this: Decimal, exponent: int) -> Decimal:
    """Multiply by itself."""
    if not 0 <= exponent <= 32767:
        fail("MathException", f"Invalid exponent: {exponent}")
    return plain(EXACT.power(this, exponent)) if exponent else Decimal(1)


@method("Decimal")
def strip_trailing_zeros(this: Decimal) -> Decimal:
    """Drop zeros at the end of the fraction."""
    return plain(this.normalize(EXACT))


@method("Decimal")
def to_plain_string(this: Decimal) -> str:
    """Write without an exponent."""
    return decimal_text(this)


@method("Decimal")
def int_value(this: Decimal) -> int:
    """Give 32 bits."""
    return integer(int(this))


@method("Decimal")
def long_value(this: Decimal) -> Long:
    """Give 64 bits."""
    return long(int(this))


@method("Decimal")
def double_value(this: Decimal) -> float:
    """Give a Double."""
    return float(this)


@method("Decimal", "format")
def format_(this: Decimal) -> str:
    """Write as the locale en_US does: thousands apart, at most three digits after the point."""
    return grouped(this)


def grouped(number: Decimal) -> str:
    """Write with a comma between thousands, and at most three digits after the point."""
    short = rescale(number, min(scale(number), 3), "ROUND_HALF_EVEN")
    text = f"{short:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
