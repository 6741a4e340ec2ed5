"""`List`."""

from __future__ import annotations

from functools import cmp_to_key

from tests.apexvm.arithmetic import comparable
from tests.apexvm.coercion import coerce
from tests.apexvm.equality import key
from tests.apexvm.errors import fail
from tests.apexvm.members import items
from tests.apexvm.platform.schema import SObjectType
from tests.apexvm.registry import method
from tests.apexvm.values import (
    ApexList,
    EnumValue,
    Instance,
    SObject,
    Value,
)


@method("List", "add")
def list_add(this: ApexList, first: Value, *second: Value) -> None:
    """Add at the end, or at a place."""
    if not second:
        this.items.append(coerce(first, this.element))
        return
    if not 0 <= first <= len(this.items):
        fail("ListException", f"List index out of bounds: {first}")
    this.items.insert(first, coerce(second[0], this.element))


@method("List", "addAll")
def list_add_all(this: ApexList, others: ApexList) -> None:
    """Add all of a list or set."""
    this.items.extend([coerce(one, this.element) for one in others])


@method("List", "get")
def list_get(this: ApexList, index: int) -> Value:
    """Give an element."""
    return items(this, index)[index]


@method("List", "set")
def list_set(this: ApexList, index: int, value: Value) -> None:
    """Replace an element."""
    items(this, index)[index] = coerce(value, this.element)


@method("List", "remove")
def list_remove(this: ApexList, index: int) -> Value:
    """Take an element away."""
    return items(this, index).pop(index)


@method("List", "size")
def list_size(this: ApexList) -> int:
    """Count the elements."""
    return len(this.items)


@method("List", "isEmpty")
def list_is_empty(this: ApexList) -> bool:
    """Say whether there are none."""
    return not this.items


@method("List", "clear")
def list_clear(this: ApexList) -> None:
    """Take all away."""
    this.items.clear()


@method("List", "contains")
def list_contains(this: ApexList, value: Value) -> bool:
    """Say whether a value is among them."""
    return list_index_of(this, value) >= 0


@method("List", "indexOf")
def list_index_of(this: ApexList, value: Value) -> int:
    """Find the first place of a value, or -1."""
    wanted = key(coerce(value, this.element))
    return next((at for at, one in enumerate(this.items) if key(one) == wanted), -1)


@method("List", "clone")
def list_clone(this: ApexList) -> ApexList:
    """Copy the list, not what it holds."""
    return ApexList(this.element, this.items)


@method("List", "deepClone")
def list_deep_clone(this: ApexList, *options: Value) -> ApexList:
    """Copy the list with its records."""
    copied = (one.copy() if isinstance(one, SObject) else one for one in this.items)
    return ApexList(this.element, copied)


@method("List", "getSObjectType")
def list_record_type(this: ApexList) -> Value:
    """Give the type of its records."""
    return SObjectType(this.element)


@method("List", "sort")
def list_sort(this: ApexList, comparator: Value = None) -> None:
    """Sort: nulls first, texts by their units, or as a comparator says."""
    if comparator is not None:
        compare = comparator.cls.call
        this.items.sort(key=cmp_to_key(lambda a, b: int(compare(comparator, "compare", a, b))))
    else:
        this.items.sort(key=cmp_to_key(_natural))


def _natural(left: Value, right: Value) -> int:
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if isinstance(left, Instance):
        if not left.cls.has("compareTo", 1):
            fail("ListException", "One or more of the items in this list is not Comparable.")
        return int(left.cls.call(left, "compareTo", right))
    one, other = _orderable(left), _orderable(right)
    return int(one > other) - int(one < other)


def _orderable(value: Value) -> Value:
    if isinstance(value, EnumValue):
        return value.ordinal
    return value if isinstance(value, str) else comparable(value)
