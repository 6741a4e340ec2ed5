"""`Type`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.apexvm import exceptions
from tests.apexvm.construction import instantiate
from tests.apexvm.errors import UnknownType
from tests.apexvm.registry import CONSTRUCTORS, is_platform_class, method, static
from tests.apexvm.types import Type
from tests.apexvm.values import ApexList, ApexMap, ApexSet, SObject, TypeValue, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


_COLLECTIONS: dict[str, Callable[..., Value]] = {"list": ApexList, "set": ApexSet, "map": ApexMap}


@static("Type")
def for_name(first: Value, name: Value = None, *, vm: Machine) -> Value:
    """Find a type by its name, or null; with two arguments the first is a namespace."""
    written = name if name is not None else first
    if written is None:
        return None
    found = vm.catalogue.find(written)
    if found:
        return TypeValue(found.type)
    if is_platform_class(written.lower().removeprefix("system.")):
        return TypeValue(Type(written))
    return None


@method("Type")
def get_name(this: TypeValue) -> str:
    """Give the name."""
    return str(this.type)


@method("Type")
def new_instance(this: TypeValue, *, vm: Machine) -> Value:
    """Make an instance without arguments."""
    cls = vm.catalogue.find(this.type.name) or exceptions.find(this.type)
    if cls:
        return instantiate(cls, [], vm)
    collection = _COLLECTIONS.get(this.type.head)
    if collection:
        return collection(*this.type.arguments)
    native = CONSTRUCTORS.get(this.type.head)
    if native:
        return native.call(vm, (), [])
    if this.type.name in vm.storage.shapes:
        return SObject(this.type)
    raise UnknownType(f"new {this.type}")


@method("Type")
def is_assignable_from(this: TypeValue, other: TypeValue, *, vm: Machine) -> bool:
    """Say whether a value of another type may be assigned to this one."""
    cls = vm.catalogue.find(other.type.name)
    if cls:
        return this.type.key in cls.ancestors
    return this.type.key in ("object", other.type.key)
