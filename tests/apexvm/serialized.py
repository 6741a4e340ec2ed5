"""What a queued job keeps: a copy of its fields, made when it is queued."""

from __future__ import annotations

from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject
from tests.apexvm.values import ApexList, ApexMap, ApexSet, Instance, SObject, Value

_KEPT = frozenset({"uuid", "asyncoptions"})


def serialized(value: Value) -> Value:
    """Copy a value with all that it holds; fields that are transient are left out."""
    return _copy(value, {})


def _copy(value: Value, known: dict[int, Value]) -> Value:
    if id(value) in known:
        return known[id(value)]
    match value:
        case Instance():
            return _copy_instance(value, known)
        case SObject():
            known[id(value)] = value.copy()
            return known[id(value)]
        case ApexList() | ApexSet() | ApexMap():
            return _copy_collection(value, known)
        case _:
            pass
    if isinstance(value, PlatformObject) and value.apex_name.lower() not in _KEPT:
        fail("SerializationException", f"Not Serializable: System.{value.apex_name}")
    return value


def _copy_instance(value: Instance, known: dict[int, Value]) -> Instance:
    made = known[id(value)] = Instance(value.cls)
    declared = value.cls.all_fields
    for name, held in value.fields.items():
        transient = name in declared and "transient" in declared[name].modifiers
        made.fields[name] = None if transient else _copy(held, known)
    return made


def _copy_collection(
    value: ApexList | ApexSet | ApexMap, known: dict[int, Value]
) -> ApexList | ApexSet | ApexMap:
    made: ApexList | ApexSet | ApexMap
    match value:
        case ApexList():
            made = known[id(value)] = ApexList(value.element)
            made.items = [_copy(one, known) for one in value.items]
        case ApexSet():
            made = known[id(value)] = ApexSet(value.element)
            made.members = dict.fromkeys(value.members)
        case ApexMap():
            made = known[id(value)] = ApexMap(value.key_type, value.value_type)
            made.entries = {name: _copy(held, known) for name, held in value.entries.items()}
    return made
