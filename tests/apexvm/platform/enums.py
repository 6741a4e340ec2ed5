"""The methods of enums and of their values."""

from __future__ import annotations

from tests.apexvm.declarations import Class
from tests.apexvm.errors import fail
from tests.apexvm.registry import method
from tests.apexvm.types import list_of
from tests.apexvm.values import ApexList, EnumValue


@method("Enum")
def name(this: EnumValue) -> str:
    """Give the name of a value."""
    return this.name


@method("Enum")
def ordinal(this: EnumValue) -> int:
    """Give the place of a value, from zero."""
    return this.ordinal


@method("enum class")
def values(cls: Class) -> ApexList:
    """List the values of an enum."""
    return ApexList(list_of(cls.type).arguments[0], cls.constants.values())


@method("enum class")
def value_of(cls: Class, text: str) -> EnumValue:
    """Find a value by its name."""
    found = cls.constants.get(text.lower())
    if found is None:
        fail("NoSuchElementException", f"No enum constant {cls.full}.{text}")
    return found
