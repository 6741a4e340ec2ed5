"""Record types and fields as values, and the methods of records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.equality import key
from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject, method
from tests.apexvm.types import OBJECT, STRING, Type
from tests.apexvm.values import ApexMap, SObject, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


class SObjectType(PlatformObject, apex="SObjectType"):
    """A record type."""

    def __init__(self, type_: Type) -> None:
        self.of = type_

    @property
    def told(self) -> str:
        """The name."""
        return str(self.of)

    def equals(self, other: Value) -> bool:
        """Compare."""
        return isinstance(other, SObjectType) and other.of == self.of

    def new_s_object(self, *given: Value) -> SObject:
        """Make a record."""
        made = SObject(self.of)
        if given:
            made.put("Id", given[0])
        return made

    def get_describe(self, *options: Value) -> Describe:
        """Describe it."""
        return Describe(str(self.of))


class SObjectField(PlatformObject, apex="SObjectField"):
    """A field of a record type."""

    def __init__(self, type_: Type, name: str) -> None:
        self.of = type_
        self.name = name

    @property
    def told(self) -> str:
        """The name."""
        return self.name

    def get_describe(self, *options: Value) -> Describe:
        """Describe it."""
        return Describe(self.name)


class Describe(PlatformObject, apex="Describe"):
    """What is told of a record type or field; the user may do everything."""

    def __init__(self, name: str) -> None:
        self._name = name

    def get_name(self) -> str:
        """Give the name."""
        return self._name

    def get_label(self) -> str:
        """Give the label, which is the name here."""
        return self._name

    def is_accessible(self) -> bool:
        """Say whether it may be read."""
        return True

    def is_createable(self) -> bool:
        """Say whether it may be made."""
        return True

    def is_updateable(self) -> bool:
        """Say whether it may be changed."""
        return True

    def is_deletable(self) -> bool:
        """Say whether it may be deleted."""
        return True


def _field(given: Value) -> str:
    return given.name if isinstance(given, SObjectField) else str(given)


@method("SObject")
def get(this: SObject, field: Value) -> Value:
    """Give a field."""
    return this.get(_field(field))


@method("SObject")
def put(this: SObject, field: Value, value: Value, *, vm: Machine) -> Value:
    """Set a field; give what it had."""
    before = this.get(_field(field))
    vm.storage.put_field(this, _field(field), value)
    return before


@method("SObject")
def is_set(this: SObject, field: Value) -> bool:
    """Say whether a field was set."""
    return _field(field).lower() in this.fields


@method("SObject", "clone")
def clone(this: SObject, keep_id: Value = False, *options: Value) -> SObject:
    """Copy a record, without its identifier unless that is kept."""
    made = this.copy()
    if not keep_id:
        made.fields.pop("id", None)
    return made


@method("SObject", "getSObjectType")
def record_type(this: SObject) -> SObjectType:
    """Give the type."""
    return SObjectType(this.type)


@method("SObject")
def get_populated_fields_as_map(this: SObject) -> ApexMap:
    """Give the fields that are set."""
    made = ApexMap(STRING, OBJECT)
    made.entries.update({key(this.spelling[name]): held for name, held in this.fields.items()})
    return made


@method("sobject class", "getInstance")
def get_instance(of: Type, name: Value = None, *, vm: Machine) -> Value:
    """Give a record of custom metadata by its name; of a custom setting, that of the org."""
    if of.key.endswith("__mdt"):
        if name is None:
            fail("NullPointerException", "Argument 1 cannot be null")
        return _by_name(of, str(name), vm)
    found = next(iter(vm.storage.table(of).values()), None)
    return found.copy() if found else SObject(of)


def _by_name(of: Type, name: str, vm: Machine) -> Value:
    for record in vm.storage.table(of).values():
        if name.lower() in (
            str(record.get("DeveloperName")).lower(),
            str(record.get("Id")).lower(),
        ):
            return record.copy()
    return None


@method("sobject class", "getAll")
def get_all(of: Type, *, vm: Machine) -> ApexMap:
    """Give all records of custom metadata by their names."""
    made = ApexMap(STRING, of)
    for record in vm.storage.table(of).values():
        made.entries[str(record.get("DeveloperName"))] = record.copy()
    return made
