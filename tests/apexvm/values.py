"""Apex values as Python holds them.

Boolean is bool, Integer is int, Double is float, Decimal is decimal.Decimal, String is str. A
String is a row of UTF-16 units, as in Apex: a character outside of the first plane is two
surrogates. Everything else has a class here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from tests.apexvm.types import Type

if TYPE_CHECKING:
    from tests.apexvm.declarations import Class

Value = Any


class Long(int):
    """A 64-bit integer."""

    __slots__ = ()


class Id(str):
    """The identifier of a record."""

    __slots__ = ()


class Key:
    """A value in its place as the key of a map or the member of a set."""

    __slots__ = ("identity", "value")

    def __init__(self, identity: Hashable, value: Value) -> None:
        self.identity = identity
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and other.identity == self.identity

    def __hash__(self) -> int:
        return hash(self.identity)


class ApexList:
    """`List<T>`; what a query gave knows it, because it may stand for its only record."""

    __slots__ = ("element", "items", "queried")

    def __init__(self, element: Type, items: Iterable[Value] = (), queried: bool = False) -> None:
        self.element = element
        self.items = list(items)
        self.queried = queried

    def __iter__(self) -> Iterator[Value]:
        return iter(self.items)


class ApexSet:
    """`Set<T>`, in the order in which members came; the keys of a map share its entries."""

    __slots__ = ("element", "members")

    def __init__(self, element: Type) -> None:
        self.element = element
        self.members: dict[Hashable, Any] = {}

    def __iter__(self) -> Iterator[Value]:
        return (unkeyed(one) for one in self.members)


class ApexMap:
    """`Map<K, V>`, in the order in which keys came."""

    __slots__ = ("entries", "key_type", "value_type")

    def __init__(self, key_type: Type, value_type: Type) -> None:
        self.key_type = key_type
        self.value_type = value_type
        self.entries: dict[Hashable, Value] = {}

    def pairs(self) -> Iterator[tuple[Value, Value]]:
        """Give keys with their values."""
        return ((unkeyed(one), value) for one, value in self.entries.items())


def unkeyed(one: Hashable) -> Value:
    """Give the value that stands in the place of a key."""
    return one.value if type(one) is Key else one


class EnumValue:
    """One value of an enum."""

    __slots__ = ("name", "ordinal", "type")

    def __init__(self, type_: Type, name: str, ordinal: int) -> None:
        self.type = type_
        self.name = name
        self.ordinal = ordinal


class Blob:
    """Bytes."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data


class Datetime:
    """An instant, in milliseconds since 1970 in UTC."""

    __slots__ = ("ms",)

    def __init__(self, ms: int) -> None:
        self.ms = ms


class Date:
    """A day, as its number since the first of January of year 1."""

    __slots__ = ("day",)

    def __init__(self, day: int) -> None:
        self.day = day


class Time:
    """A time of day, in milliseconds."""

    __slots__ = ("ms",)

    def __init__(self, ms: int) -> None:
        self.ms = ms


class TypeValue:
    """A type as a value: `Order.class`."""

    __slots__ = ("type",)

    def __init__(self, type_: Type) -> None:
        self.type = type_


class Instance:
    """An object of a class written in Apex, or an exception."""

    __slots__ = ("cls", "fields")

    def __init__(self, cls: Class) -> None:
        self.cls = cls
        self.fields: dict[str, Value] = {}


class SObject:
    """A record; field names keep the case of their first use, and are found in any."""

    __slots__ = ("fields", "selected", "spelling", "type")

    def __init__(self, type_: Type) -> None:
        self.type = type_
        self.selected: frozenset[str] | None = None
        self.fields: dict[str, Value] = {}
        self.spelling: dict[str, str] = {}

    def get(self, name: str) -> Value:
        """Give a field, or None when it was never set."""
        return self.fields.get(name.lower())

    def put(self, name: str, value: Value) -> None:
        """Set a field."""
        key = name.lower()
        self.spelling.setdefault(key, name)
        self.fields[key] = value

    def copy(self) -> SObject:
        """Give a record of its own with the same fields."""
        made = SObject(self.type)
        made.fields.update(self.fields)
        made.spelling.update(self.spelling)
        made.selected = self.selected
        return made
