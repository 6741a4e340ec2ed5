"""`String`: its units and code points."""

from __future__ import annotations

from tests.apexvm.errors import fail
from tests.apexvm.registry import method
from tests.apexvm.text import characters, units
from tests.apexvm.types import INTEGER
from tests.apexvm.values import ApexList


@method("String")
def char_at(this: str, index: int) -> int:
    """Give the code of a unit."""
    if not 0 <= index < len(this):
        fail("StringException", f"String index out of range: {index}")
    return ord(this[index])


@method("String")
def code_point_at(this: str, index: int) -> int:
    """Give the code point that starts at a unit."""
    if not 0 <= index < len(this):
        fail("StringException", f"String index out of range: {index}")
    return ord(characters(this[index : index + 2])[0])


@method("String")
def code_point_before(this: str, index: int) -> int:
    """Give the code point that ends before a unit."""
    if not 0 < index <= len(this):
        fail("StringException", f"String index out of range: {index}")
    return ord(characters(this[max(index - 2, 0) : index])[-1])


@method("String")
def code_point_count(this: str, start: int, end: int) -> int:
    """Count the code points of a part."""
    if not 0 <= start <= end <= len(this):
        fail("StringException", f"String index out of range: {end}")
    return len(characters(this[start:end]))


@method("String")
def offset_by_code_points(this: str, index: int, count: int) -> int:
    """Give the place that is so many code points further."""
    rest = characters(this[index:])[:count]
    return index + len(units(rest))


@method("String")
def get_chars(this: str) -> ApexList:
    """Give the codes of all units."""
    return ApexList(INTEGER, map(ord, this))
