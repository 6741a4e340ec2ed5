"""`Integer`, `Long`, `Double` and `Boolean`."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.apexvm.errors import fail
from tests.apexvm.numbers import decimal_of, integer, is_number, long, truncated
from tests.apexvm.platform.decimals import grouped
from tests.apexvm.registry import constant, method, static
from tests.apexvm.text import to_text
from tests.apexvm.values import Long, Value

constant("Integer", "MAX_VALUE", 0x7FFFFFFF)
constant("Integer", "MIN_VALUE", -0x80000000)
constant("Long", "MAX_VALUE", Long(0x7FFFFFFFFFFFFFFF))
constant("Long", "MIN_VALUE", Long(-0x8000000000000000))

_WHOLE = re.compile(r"[+-]?[0-9]+")
_DOUBLE = re.compile(r"\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?\s*")


@static("Integer", "valueOf")
def integer_value_of(value: Value) -> int:
    """Read an Integer."""
    return integer(_whole(value, 32, "integer"))


@static("Long", "valueOf")
def long_value_of(value: Value) -> Long:
    """Read a Long."""
    return long(_whole(value, 64, "long"))


def _whole(value: Value, bits: int, name: str) -> int:
    if value is None:
        fail("NullPointerException", "Argument cannot be null.")
    if is_number(value):
        return truncated(value)
    text = to_text(value)
    limit = 1 << bits - 1
    if not _WHOLE.fullmatch(text) or not -limit <= int(text) < limit:
        fail("TypeException", f"Invalid {name}: {text}")
    return int(text)


@static("Double", "valueOf")
def double_value_of(value: Value) -> float:
    """Read a Double."""
    if value is None:
        fail("NullPointerException", "Argument cannot be null.")
    if is_number(value):
        return float(value)
    if not _DOUBLE.fullmatch(to_text(value)):
        fail("TypeException", f"Invalid double: {to_text(value)}")
    return float(to_text(value).strip().rstrip("dDfF"))


@static("Boolean", "valueOf")
def boolean_value_of(value: Value) -> bool:
    """Read a Boolean: `true` in any case, and nothing else."""
    if value is None:
        fail("NullPointerException", "Argument cannot be null.")
    return to_text(value).lower() == "true"


@method("Integer", "intValue")
@method("Long", "intValue")
@method("Double", "intValue")
def int_value(this: Value) -> int:
    """Give 32 bits."""
    return integer(truncated(this))


@method("Integer", "longValue")
@method("Long", "longValue")
@method("Double", "longValue")
def long_value(this: Value) -> Long:
    """Give 64 bits."""
    return long(truncated(this))


@method("Integer", "doubleValue")
@method("Long", "doubleValue")
@method("Double", "doubleValue")
def double_value(this: Value) -> float:
    """Give a Double."""
    return float(this)


@method("Integer", "format")
@method("Long", "format")
@method("Double", "format")
def format_(this: Value) -> str:
    """Write with a comma between thousands."""
    return grouped(decimal_of(this))


@method("Double", "round")
def round_(this: float) -> Long:
    """Round to the nearest whole number, halves to the even one."""
    return long(int(decimal_of(this).to_integral_value("ROUND_HALF_EVEN")))


@method("Double", "isNaN")
def is_nan(this: float) -> bool:
    """Say whether it is no number."""
    return this != this


@method("Double", "isInfinite")
def is_infinite(this: float) -> bool:
    """Say whether it is beyond all numbers."""
    return this in (float("inf"), float("-inf"))


@static("Decimal", "valueOf")
def decimal_value_of(value: Value) -> Decimal:
    """Read a Decimal, with the scale that is written."""
    if value is None:
        fail("NullPointerException", "Argument cannot be null.")
    if is_number(value):
        return decimal_of(value)
    if not _DOUBLE.fullmatch(to_text(value)) or to_text(value)[-1:] in "dDfF ":
        fail("TypeException", f"Invalid decimal: {to_text(value)}")
    return Decimal(to_text(value).strip())
