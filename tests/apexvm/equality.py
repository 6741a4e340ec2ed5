"""When two values are the same, for `==`, `===`, and in maps and sets."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from decimal import Decimal

from tests.apexvm.types import Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
    Blob,
    Date,
    Datetime,
    Id,
    Instance,
    Key,
    Long,
    SObject,
    Time,
    TypeValue,
    Value,
)

_NUMBERS = (int, float, Decimal)


def key(value: Value) -> Hashable:
    """Give what a map finds a value by; the case of texts counts."""
    kind = type(value)
    if kind is str or kind is int or value is None:
        return value  # type: ignore[no-any-return]
    return Key(_identity(value), value)


def _identity(value: Value) -> Hashable:
    find = _IDENTITIES.get(type(value))
    return find(value) if find else ("object", id(value))


def _decimal(value: Decimal) -> Hashable:
    """Scale counts, as it does for the class that Apex stands on."""
    return ("decimal", value.as_tuple())


def _instance(value: Instance) -> Hashable:
    if not value.cls.has("hashCode", 0):
        return ("object", id(value))
    return _ByEquals(value, value.cls.call(value, "hashCode"))


class _ByEquals:
    """An instance whose class says what equals it."""

    __slots__ = ("code", "value")

    def __init__(self, value: Instance, code: int) -> None:
        self.value = value
        self.code = code

    def __hash__(self) -> int:
        return hash(self.code)

    def __eq__(self, other: object) -> bool:
        same_code = isinstance(other, _ByEquals) and other.code == self.code
        return same_code and equal(self.value, other.value)  # type: ignore[attr-defined]


_IDENTITIES: dict[type, Callable[[Value], Hashable]] = {
    bool: lambda value: ("boolean", value),
    Long: lambda value: ("long", int(value)),
    float: lambda value: ("double", value),
    Decimal: _decimal,
    Id: lambda value: ("id", value[:15]),
    Datetime: lambda value: ("datetime", value.ms),
    Date: lambda value: ("date", value.day),
    Time: lambda value: ("time", value.ms),
    Blob: lambda value: ("blob", value.data),
    TypeValue: lambda value: ("type", value.type.key),
    ApexList: lambda value: ("list", tuple(map(key, value.items))),
    ApexSet: lambda value: ("set", frozenset(value.members)),
    ApexMap: lambda value: (
        "map",
        frozenset((one, key(held)) for one, held in value.entries.items()),
    ),
    SObject: lambda value: (
        "sobject",
        value.type.key,
        frozenset((name, key(held)) for name, held in value.fields.items()),
    ),
    Instance: _instance,
}


def set_of(element: Type, items: Iterable[Value]) -> ApexSet:
    """Make a set."""
    made = ApexSet(element)
    made.members = dict.fromkeys(map(key, items))
    return made


def equal(left: Value, right: Value) -> bool:
    """Say what `==` says; texts are compared without regard to case."""
    if left is right:
        return True
    if left is None or right is None:
        return False
    if isinstance(left, str) and isinstance(right, str):
        return _equal_texts(left, right)
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _equal_numbers(left, right)
    if isinstance(left, Instance):
        return _equal_instances(left, right)
    return type(left) is type(right) and _identity(left) == _identity(right)


def _equal_texts(left: str, right: str) -> bool:
    if isinstance(left, Id) or isinstance(right, Id):
        return left[:15] == right[:15]
    return left == right or left.lower() == right.lower()


def _equal_numbers(left: Value, right: Value) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, float) or isinstance(right, float):
        return float(left) == float(right)
    return bool(left == right)


def _equal_instances(left: Instance, right: Value) -> bool:
    if left.cls.has("equals", 1):
        return bool(left.cls.call(left, "equals", right))
    return False


def same(left: Value, right: Value) -> bool:
    """Say what `===` says: numbers by value, everything else by identity."""
    if isinstance(left, _NUMBERS) and isinstance(right, _NUMBERS):
        return _equal_numbers(left, right)
    return left is right


def equal_exactly(left: Value, right: Value) -> bool:
    """Compare as `equals` does: the case of texts counts."""
    if type(left) is str and type(right) is str:
        return left == right
    return equal(left, right)
