"""`List`, `Set` and `Map`."""

from __future__ import annotations

from functools import cmp_to_key

from tests.apexvm.arithmetic import comparable
from tests.apexvm.coercion import coerce
from tests.apexvm.equality import key, set_of
from tests.apexvm.errors import fail
from tests.apexvm.members import items
from tests.apexvm.registry import PlatformObject, method
from tests.apexvm.types import Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
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
    from tests.apexvm.platform.schema import SObjectType

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


@method("Set", "add")
def set_add(this: ApexSet, value: Value) -> bool:
    """Add a member; say whether it is new."""
    member = key(coerce(value, this.element))
    new = member not in this.members
    this.members[member] = None
    return new


@method("Set", "addAll")
def set_add_all(this: ApexSet, others: Value) -> bool:
    """Add all of a list or set; say whether one is new."""
    before = len(this.members)
    added = set_of(this.element, (coerce(one, this.element) for one in others))
    this.members.update(added.members)
    return len(this.members) > before


@method("Set", "contains")
def set_contains(this: ApexSet, value: Value) -> bool:
    """Say whether a value is a member."""
    return key(coerce(value, this.element)) in this.members


@method("Set", "containsAll")
def set_contains_all(this: ApexSet, others: ApexSet) -> bool:
    """Say whether all values are members."""
    return all(set_contains(this, one) for one in others)


@method("Set", "remove")
def set_remove(this: ApexSet, value: Value) -> bool:
    """Take a member away; say whether it was one."""
    member = key(coerce(value, this.element))
    there = member in this.members
    this.members.pop(member, None)
    return there


@method("Set", "removeAll")
def set_remove_all(this: ApexSet, others: ApexSet) -> bool:
    """Take members away; say whether one was there."""
    return sum(set_remove(this, one) for one in others) > 0


@method("Set", "retainAll")
def set_retain_all(this: ApexSet, others: ApexSet) -> bool:
    """Keep only some members; say whether one went."""
    kept = {key(coerce(one, this.element)) for one in others}
    gone = [one for one in this.members if one not in kept]
    for one in gone:
        del this.members[one]
    return bool(gone)


@method("Set", "size")
def set_size(this: ApexSet) -> int:
    """Count the members."""
    return len(this.members)


@method("Set", "isEmpty")
def set_is_empty(this: ApexSet) -> bool:
    """Say whether there are none."""
    return not this.members


@method("Set", "clear")
def set_clear(this: ApexSet) -> None:
    """Take all away."""
    this.members.clear()


@method("Set", "clone")
def set_clone(this: ApexSet) -> ApexSet:
    """Copy the set."""
    made = ApexSet(this.element)
    made.members = dict.fromkeys(this.members)
    return made


@method("Map", "get")
def map_get(this: ApexMap, name: Value) -> Value:
    """Give the value of a key, or null."""
    return this.entries.get(key(coerce(name, this.key_type)))


@method("Map", "put")
def map_put(this: ApexMap, name: Value, value: Value) -> Value:
    """Set the value of a key; give what it had."""
    place = key(coerce(name, this.key_type))
    before = this.entries.get(place)
    this.entries[place] = coerce(value, this.value_type)
    return before


@method("Map", "putAll")
def map_put_all(this: ApexMap, others: Value) -> None:
    """Take over all of a map, or records by their identifiers."""
    if isinstance(others, ApexMap):
        this.entries.update(others.entries)
    else:
        this.entries.update({key(one.get("Id")): one for one in others})


@method("Map", "containsKey")
def map_contains_key(this: ApexMap, name: Value) -> bool:
    """Say whether there is a key."""
    return key(coerce(name, this.key_type)) in this.entries


@method("Map", "keySet")
def map_key_set(this: ApexMap) -> ApexSet:
    """Give the keys, as a set that is backed by the map."""
    made = ApexSet(this.key_type)
    made.members = this.entries
    return made


@method("Map", "values")
def map_values(this: ApexMap) -> ApexList:
    """Give the values."""
    return ApexList(this.value_type, this.entries.values())


@method("Map", "remove")
def map_remove(this: ApexMap, name: Value) -> Value:
    """Take a key away; give what it had."""
    return this.entries.pop(key(coerce(name, this.key_type)), None)


@method("Map", "size")
def map_size(this: ApexMap) -> int:
    """Count the keys."""
    return len(this.entries)


@method("Map", "isEmpty")
def map_is_empty(this: ApexMap) -> bool:
    """Say whether there are none."""
    return not this.entries


@method("Map", "clear")
def map_clear(this: ApexMap) -> None:
    """Take all away."""
    this.entries.clear()


@method("Map", "clone")
def map_clone(this: ApexMap) -> ApexMap:
    """Copy the map, not what it holds."""
    made = ApexMap(this.key_type, this.value_type)
    made.entries = dict(this.entries)
    return made


@method("Map", "deepClone")
def map_deep_clone(this: ApexMap) -> ApexMap:
    """Copy the map with its records."""
    made = map_clone(this)
    for name, value in made.entries.items():
        made.entries[name] = value.copy() if isinstance(value, SObject) else value
    return made


def text_map(pairs: dict[str, Value], value_type: Type) -> ApexMap:
    """Make a map from texts."""
    made = ApexMap(Type("String"), value_type)
    made.entries.update(pairs)
    return made
