"""`String`: parts of it."""

from __future__ import annotations

from tests.apexvm.errors import fail
from tests.apexvm.registry import method
from tests.apexvm.values import Value


@method("String")
def substring(this: str, start: int, end: Value = None) -> str:
    """Give a part by its places."""
    stop = len(this) if end is None else end
    if not 0 <= start <= len(this):
        fail("StringException", f"Starting position out of bounds: {start}")
    if not start <= stop <= len(this):
        fail("StringException", f"Ending position out of bounds: {stop}")
    return this[start:stop]


@method("String")
def mid(this: str, start: int, count: int) -> str:
    """Give some characters from a place on."""
    return this[max(start, 0) : max(start, 0) + max(count, 0)]


@method("String")
def left(this: str, count: int) -> str:
    """Give the first characters."""
    return this[: max(count, 0)]


@method("String")
def right(this: str, count: int) -> str:
    """Give the last characters."""
    return this[-count:] if count > 0 else ""


@method("String")
def substring_before(this: str, separator: str) -> str:
    """Give what is before the first separator."""
    return this.split(separator, 1)[0] if separator else ""


@method("String")
def substring_before_last(this: str, separator: str) -> str:
    """Give what is before the last separator."""
    return this.rsplit(separator, 1)[0] if separator else this


@method("String")
def substring_after(this: str, separator: str) -> str:
    """Give what is after the first separator."""
    return this.partition(separator)[2] if separator else this


@method("String")
def substring_after_last(this: str, separator: str) -> str:
    """Give what is after the last separator."""
    return this.rpartition(separator)[2] if separator and separator in this else ""


@method("String")
def substring_between(this: str, opening: str, closing: str = "") -> Value:
    """Give what is between two texts, or null."""
    start = this.find(opening)
    end = this.find(closing or opening, start + len(opening))
    return None if start < 0 or end < 0 else this[start + len(opening) : end]
