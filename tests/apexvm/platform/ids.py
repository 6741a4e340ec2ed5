"""`Id`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.coercion import coerce
from tests.apexvm.errors import UnknownMethod
from tests.apexvm.platform.schema import SObjectType
from tests.apexvm.registry import method, static
from tests.apexvm.types import ID, Type
from tests.apexvm.values import Id

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


@static("Id", "valueOf")
def value_of(text: str) -> Id:
    """Read an identifier."""
    found: Id = coerce(str(text), ID)
    return found


@method("Id")
def to15(this: Id) -> str:
    """Give the first fifteen characters."""
    return this[:15]


@method("Id", "getSObjectType")
def record_type(this: Id, *, vm: Machine) -> SObjectType:
    """Give the type of the record."""
    for key, prefix in vm.storage.prefixes.items():
        if this.startswith(prefix):
            shape = vm.storage.shapes.get(key)
            return SObjectType(Type(shape.name if shape else key))
    raise UnknownMethod("Id.getSObjectType of a record that was not made here")
