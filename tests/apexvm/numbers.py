"""Numbers as Apex keeps them: wrapping integers, and decimals that remember their scale."""

from __future__ import annotations

import decimal
from decimal import Decimal

from tests.apexvm.errors import fail
from tests.apexvm.values import Long, Value

EXACT = decimal.Context(prec=2000, Emax=999999, Emin=-999999, traps=[decimal.InvalidOperation])
QUOTIENT_SCALE = 33


def integer(number: int) -> int:
    """Keep 32 bits."""
    if -0x80000000 <= number <= 0x7FFFFFFF:
        return int(number)
    return (number + 0x80000000 & 0xFFFFFFFF) - 0x80000000


def long(number: int) -> Long:
    """Keep 64 bits."""
    if -0x8000000000000000 <= number <= 0x7FFFFFFFFFFFFFFF:
        return Long(number)
    return Long((number + 0x8000000000000000 & 0xFFFFFFFFFFFFFFFF) - 0x8000000000000000)


def is_number(value: Value) -> bool:
    """Whether a value is a number."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def scale(number: Decimal) -> int:
    """Count the digits after the point."""
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def plain(number: Decimal) -> Decimal:
    """Write out a positive exponent."""
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent > 0:
        return number.quantize(Decimal(1), context=EXACT)
    return number


def rescale(number: Decimal, digits: int, rounding: str) -> Decimal:
    """Round to a number of digits after the point; a negative number rounds to tens."""
    if digits < 0:
        shifted = EXACT.scaleb(number, digits).quantize(Decimal(1), rounding, EXACT)
        return plain(EXACT.scaleb(shifted, -digits))
    return number.quantize(Decimal(1).scaleb(-digits), rounding, EXACT)


def divide(left: Decimal, right: Decimal) -> Decimal:
    """Divide exactly where that ends, else to the digits that a quotient has."""
    if right == 0:
        fail("MathException", "Divide by 0")
    quotient = quotient_to(left, right, QUOTIENT_SCALE, "ROUND_HALF_UP")
    return _strip_to(quotient, max(scale(left) - scale(right), 0))


def quotient_to(left: Decimal, right: Decimal, digits: int, rounding: str) -> Decimal:
    """Divide and round once, as if all digits of the quotient were known."""
    shift = digits + 2 + scale(left) + scale(right)
    shifted = EXACT.scaleb(left, shift)
    whole = EXACT.divide_int(shifted, right)
    if EXACT.multiply(whole, right) != shifted:
        sign = -1 if left.is_signed() != right.is_signed() else 1
        whole = EXACT.add(EXACT.multiply(whole, Decimal(10)), Decimal(sign))
        shift += 1
    return rescale(EXACT.scaleb(whole, -shift), digits, rounding)


def _strip_to(number: Decimal, digits: int) -> Decimal:
    """Drop zeros at the end down to a scale, or add them up to it."""
    stripped = plain(number.normalize(EXACT))
    if scale(stripped) < digits:
        return stripped.quantize(Decimal(1).scaleb(-digits), context=EXACT)
    return stripped


def decimal_of(value: Value) -> Decimal:
    """Widen a number to a Decimal; a Double by its shortest text."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, float):
        return decimal_of_double(value)
    return Decimal(int(value))


def decimal_of_double(value: float) -> Decimal:
    """Give the Decimal that a Double reads as."""
    if value != value or value in (float("inf"), float("-inf")):
        fail("MathException", "Infinite or NaN")
    return plain(Decimal(repr(value)))


def truncated(value: Value) -> int:
    """Drop the digits after the point."""
    if isinstance(value, float) and value != value:
        return 0
    return int(value)


def double_text(number: float) -> str:
    """Write a Double as Java does."""
    if number != number:
        return "NaN"
    if number in (float("inf"), float("-inf")):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0 or 1e-3 <= abs(number) < 1e7:
        text = format(Decimal(repr(number)), "f")
        return text if "." in text else text + ".0"
    return _scientific(number)


def _scientific(number: float) -> str:
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits))
    power = exponent + len(text) - 1
    return f"{'-' if sign else ''}{text[0]}.{text[1:] or '0'}E{power}"


def decimal_text(number: Decimal) -> str:
    """Write a Decimal with all digits of its scale."""
    return format(plain(number), "f")
