"""`Map`."""

from __future__ import annotations

from tests.apexvm.coercion import coerce
from tests.apexvm.equality import key
from tests.apexvm.registry import method
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
    SObject,
    Value,
)


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
