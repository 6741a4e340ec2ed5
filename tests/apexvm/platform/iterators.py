"""Iterators over lists and sets."""

from __future__ import annotations

from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject, method
from tests.apexvm.values import (
    Value,
)


class Iterator(PlatformObject, apex="Iterator"):
    """Goes over a list or set."""

    def __init__(self, values: list[Value]) -> None:
        self._values = values

    def has_next(self) -> bool:
        """Say whether there is another."""
        return bool(self._values)

    def next(self) -> Value:
        """Give the next."""
        if not self._values:
            fail("NoSuchElementException", "Iterator has no more elements")
        return self._values.pop(0)


@method("List", "iterator")
@method("Set", "iterator")
def iterator(this: Value) -> Iterator:
    """Go over the values."""
    return Iterator(list(this))
