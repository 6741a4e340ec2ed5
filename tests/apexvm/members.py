"""Reading, setting and calling the members of values."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.apexvm.coercion import coerce, only_record
from tests.apexvm.conversion import type_of
from tests.apexvm.equality import equal_exactly
from tests.apexvm.errors import UnknownMethod, UnknownName, dereference, fail
from tests.apexvm.hashing import hash_code
from tests.apexvm.overloads import pick
from tests.apexvm.registry import METHODS, Native, PlatformObject
from tests.apexvm.text import to_text
from tests.apexvm.types import Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
    Blob,
    Date,
    Datetime,
    EnumValue,
    Id,
    Instance,
    Long,
    SObject,
    Time,
    TypeValue,
    Value,
)

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_OWNERS: dict[type, str] = {
    str: "string",
    Id: "id",
    bool: "boolean",
    int: "integer",
    Long: "long",
    float: "double",
    Decimal: "decimal",
    ApexList: "list",
    ApexSet: "set",
    ApexMap: "map",
    Datetime: "datetime",
    Date: "date",
    Time: "time",
    Blob: "blob",
    TypeValue: "type",
    EnumValue: "enum",
    SObject: "sobject",
    Instance: "exception",
}


def load(value: Value, name: str, machine: Machine) -> Value:
    """Read a member."""
    key = name.lower()
    if type(value) is Instance:
        getter = value.cls.getters.get(key)
        if getter:
            return getter.run(value, [])
        if key in value.fields:
            return value.fields[key]
    elif type(value) is SObject:
        return _load_field(value, name, key)
    elif value is None:
        dereference()
    elif isinstance(value, PlatformObject) and key in value.properties:
        return getattr(value, value.properties[key])
    elif type(value) is ApexList and value.queried:
        return load(only_record(value), name, machine)
    raise UnknownName(f"{type_of(value)}.{name}")


def _load_field(value: SObject, name: str, key: str) -> Value:
    if value.selected is not None and key not in value.selected and key not in value.fields:
        fail(
            "SObjectException",
            "SObject row was retrieved via SOQL without querying the requested field: "
            f"{value.type}.{name}",
        )
    return value.get(name)


def store(value: Value, name: str, given: Value, machine: Machine) -> Value:
    """Set a member and give what it then holds."""
    key = name.lower()
    if type(value) is Instance:
        return _store_field(value, name, key, given)
    if type(value) is SObject:
        return machine.storage.put_field(value, name, given)
    if value is None:
        dereference()
    if isinstance(value, PlatformObject) and key in value.properties:
        setattr(value, value.properties[key], given)
        return given
    raise UnknownName(f"{type_of(value)}.{name}")


def _store_field(value: Instance, name: str, key: str, given: Value) -> Value:
    declared = value.cls.all_fields.get(key)
    if declared is None:
        raise UnknownName(f"{value.cls.full}.{name}")
    given = coerce(given, declared.type)
    if declared.setter:
        declared.setter.run(value, [given])
    else:
        value.fields[key] = given
    return given


def send(
    value: Value, name: str, arguments: list[Value], known: Sequence[Type | None], machine: Machine
) -> Value:
    """Call a method of a value."""
    if type(value) is Instance:
        found = value.cls.candidates(name, len(arguments))
        chosen = found[0] if len(found) == 1 else pick(found, known, arguments, machine)
        if chosen:
            return chosen.run(value, arguments)
    elif value is None:
        dereference()
    native = _native(value, name.lower())
    if native is None or not native.accepts(len(arguments)):
        return _of_any_object(value, name, arguments)
    return native.call(machine, (value,), arguments)


def _native(value: Value, key: str) -> Native | None:
    if isinstance(value, PlatformObject):
        return value.native.get(key)
    if isinstance(value, Instance) and not value.cls.is_exception:
        return None
    owner = _OWNERS.get(type(value))
    found = METHODS.get(owner or "", {}).get(key)
    return found or (METHODS["string"].get(key) if owner == "id" else None)


def _of_any_object(value: Value, name: str, arguments: list[Value]) -> Value:
    match name.lower(), arguments:
        case "tostring", []:
            return to_text(value)
        case "equals", [other]:
            return equal_exactly(value, other)
        case "hashcode", []:
            return hash_code(value)
        case _:
            pass
    raise UnknownMethod(f"{type_of(value)}.{name}/{len(arguments)}")


def element(value: Value, index: Value) -> Value:
    """Read an element of a list."""
    return items(value, index)[index]


def items(value: Value, index: Value) -> list[Value]:
    """Give the elements of a list, once the index is one of theirs."""
    if value is None or index is None:
        dereference()
    found: list[Value] = value.items
    if not 0 <= index < len(found):
        fail("ListException", f"List index out of bounds: {index}")
    return found


def checked(value: Value) -> Value:
    """Give a value that may not be null."""
    if value is None:
        dereference()
    return value
