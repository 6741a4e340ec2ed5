"""Hash codes, by the rules of Java where the platform documents a value."""

from __future__ import annotations

from decimal import Decimal

from tests.apexvm.numbers import integer, truncated
from tests.apexvm.values import ApexList, EnumValue, Instance, Long, Value


def hash_code(value: Value) -> int:
    """Give the hash code of a value."""
    match value:
        case None:
            return 0
        case bool():
            return 1231 if value else 1237
        case str():
            return _row(map(ord, value), 0)
        case Long():
            return integer(value ^ value >> 32)
        case int():
            return value
        case Decimal() | float():
            return truncated(value)
        case ApexList():
            return _row(map(hash_code, value.items), 1)
        case EnumValue():
            return hash_code(value.name)
        case Instance() if value.cls.has("hashCode", 0):
            found: int = value.cls.call(value, "hashCode")
            return found
        case _:
            return integer(id(value))


def _row(codes: object, start: int) -> int:
    found = start
    for code in codes:  # type: ignore[attr-defined]
        found = integer(31 * found + code)
    return found
