"""What happens to one record when it is changed, and what may forbid it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.apexvm.equality import equal
from tests.apexvm.errors import UnknownMethod
from tests.apexvm.registry import enum
from tests.apexvm.storage import FieldShape
from tests.apexvm.values import Datetime, Id, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

enum(
    "StatusCode",
    "DUPLICATE_VALUE REQUIRED_FIELD_MISSING STRING_TOO_LONG MISSING_ARGUMENT "
    "INVALID_FIELD_FOR_INSERT_UPDATE ENTITY_IS_DELETED INVALID_CROSS_REFERENCE_KEY "
    "UNABLE_TO_LOCK_ROW FIELD_CUSTOM_VALIDATION_EXCEPTION UNKNOWN_EXCEPTION "
    "INVALID_EMAIL_ADDRESS",
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a record cannot be changed."""

    status: str
    message: str
    fields: tuple[str, ...] = ()


def apply(
    machine: Machine, name: str, record: SObject, external: str | None
) -> tuple[Problem | None, bool]:
    """Change one record; tell what forbids it, and whether the record is new."""
    if name == "upsert":
        return _upsert(machine, record, external)
    if name not in _CHANGES:
        raise UnknownMethod(f"Database.{name}")
    return _CHANGES[name](machine, record), name == "insert"


def _upsert(machine: Machine, record: SObject, external: str | None) -> tuple[Problem | None, bool]:
    found = _existing(machine, record, external) if external else record.get("Id")
    if found is None:
        return _insert(machine, record), True
    record.put("Id", found)
    return _update(machine, record), False


def _existing(machine: Machine, record: SObject, external: str) -> Value:
    wanted = record.get(external)
    for one in machine.storage.table(record.type).values():
        if wanted is not None and equal(one.get(external), wanted):
            return one.get("Id")
    return None


def _insert(machine: Machine, record: SObject) -> Problem | None:
    if record.get("Id") is not None:
        message = "cannot specify Id in an insert call"
        return Problem("INVALID_FIELD_FOR_INSERT_UPDATE", message, ("Id",))
    problem = _wrong(machine, record, new=True)
    if problem:
        return problem
    kept = _with_defaults(machine, record)
    kept.put("Id", machine.storage.new_id(record.type))
    kept.put("CreatedDate", Datetime(machine.clock()))
    machine.storage.table(record.type)[kept.get("Id")] = kept
    record.put("Id", kept.get("Id"))
    return None


def _with_defaults(machine: Machine, record: SObject) -> SObject:
    kept = record.copy()
    shape = machine.storage.shapes.get(record.type.key)
    for key, one in shape.fields.items() if shape else ():
        if one.default is not None and key not in kept.fields:
            kept.put(one.name, one.default)
    return kept


def _update(machine: Machine, record: SObject) -> Problem | None:
    if record.get("Id") is None:
        return Problem("MISSING_ARGUMENT", "Id not specified in an update call")
    there = machine.storage.table(record.type).get(record.get("Id"))
    if there is None:
        return Problem("ENTITY_IS_DELETED", "entity is deleted")
    problem = _wrong(machine, record, new=False)
    if problem:
        return problem
    for key, value in record.fields.items():
        there.put(record.spelling[key], value)
    return None


def _delete(machine: Machine, record: SObject) -> Problem | None:
    if record.get("Id") is None:
        return Problem("MISSING_ARGUMENT", "Id not specified in a delete call")
    there = machine.storage.table(record.type).pop(record.get("Id"), None)
    return None if there else Problem("ENTITY_IS_DELETED", "entity is deleted")


_CHANGES: dict[str, Callable[[Machine, SObject], Problem | None]] = {
    "insert": _insert,
    "update": _update,
    "delete": _delete,
}


def _wrong(machine: Machine, record: SObject, new: bool) -> Problem | None:
    shape = machine.storage.shapes.get(record.type.key)
    for key, one in shape.fields.items() if shape else ():
        if key in record.fields or new:
            problem = _wrong_field(machine, record, one, record.fields.get(key))
            if problem:
                return problem
    return None


def _wrong_field(
    machine: Machine, record: SObject, shape: FieldShape, value: Value
) -> Problem | None:
    if value is None or value == "":
        missing = shape.required and shape.default is None
        message = f"Required fields are missing: [{shape.name}]"
        return Problem("REQUIRED_FIELD_MISSING", message, (shape.name,)) if missing else None
    if shape.length is not None and isinstance(value, str) and len(value) > shape.length:
        message = f"{shape.name}: data value too large: {value} (max length={shape.length})"
        return Problem("STRING_TOO_LONG", message, (shape.name,))
    return _duplicate(machine, record, shape, value) if shape.unique else None


def _duplicate(
    machine: Machine, record: SObject, shape: FieldShape, value: Value
) -> Problem | None:
    for record_id, other in machine.storage.table(record.type).items():
        if record_id != record.get("Id") and equal(other.get(shape.name), value):
            return Problem("DUPLICATE_VALUE", _duplicate_message(shape, Id(record_id)))
    return None


def _duplicate_message(shape: FieldShape, there: Id) -> str:
    return f"duplicate value found: {shape.name} duplicates value on record with id: {there[:15]}"
