"""Types at run time: what a value is, what it may be taken for, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.apexvm import exceptions
from tests.apexvm.coercion import ID_FORM, coerce, only_record
from tests.apexvm.errors import fail
from tests.apexvm.numbers import decimal_of, integer, is_number, long, truncated
from tests.apexvm.registry import ANCESTORS, PlatformObject
from tests.apexvm.types import (
    BOOLEAN,
    DECIMAL,
    DOUBLE,
    ID,
    INTEGER,
    LONG,
    NUMERIC,
    STRING,
    Type,
    list_of,
)
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
    from tests.apexvm.linking import Catalogue

_SIMPLE: dict[type, Type] = {
    bool: BOOLEAN,
    int: INTEGER,
    Long: LONG,
    float: DOUBLE,
    Decimal: DECIMAL,
    str: STRING,
    Id: ID,
    Blob: Type("Blob"),
    Datetime: Type("Datetime"),
    Date: Type("Date"),
    Time: Type("Time"),
    TypeValue: Type("Type"),
}


def type_of(value: Value) -> Type:
    """Say what a value is; it is not null."""
    simple = _SIMPLE.get(type(value))
    if simple:
        return simple
    match value:
        case ApexList():
            return list_of(value.element)
        case ApexSet():
            return Type("Set", (value.element,))
        case ApexMap():
            return Type("Map", (value.key_type, value.value_type))
        case Instance():
            return value.cls.type
        case SObject() | EnumValue():
            return value.type
        case _:
            return Type(getattr(value, "apex_name", type(value).__name__))


def instance_of(value: Value, type_: Type) -> bool:
    """Say what `instanceof` says."""
    if value is None:
        return False
    wanted = type_.key
    if wanted == "object":
        return True
    match value:
        case Instance():
            return wanted in value.cls.ancestors
        case PlatformObject():
            return wanted in value.belongs_to
        case SObject():
            return wanted in ("sobject", value.type.key)
        case ApexList() | ApexSet() | ApexMap():
            return _collection_of(type_of(value), type_)
        case str():
            return wanted == "string" or (wanted == "id" and _is_id(value))
        case _ if is_number(value):
            return wanted in _NUMBER_KINDS[type_of(value).key]
        case _:
            return type_of(value).key == wanted


_NUMBER_KINDS = {
    "integer": ("integer",),
    "long": ("long",),
    "double": ("double", "decimal"),
    "decimal": ("decimal", "double"),
}


def _is_id(value: str) -> bool:
    return isinstance(value, Id) or bool(ID_FORM.fullmatch(value))


def _collection_of(have: Type, wanted: Type) -> bool:
    if wanted.head == "iterable":
        return have.head in ("list", "set")
    return have.head == wanted.head and all(
        one.key == other.key or other.key == "object"
        for one, other in zip(have.arguments, wanted.arguments, strict=True)
    )


def cast(value: Value, type_: Type) -> Value:
    """Do what a cast does."""
    if value is None:
        return None
    narrow = _NARROWING.get(type_.key)
    if narrow and is_number(value):
        return narrow(value)
    value = only_record(value)
    if type_.key in ("id", "string") and isinstance(value, str):
        return coerce(value, type_)
    if not instance_of(value, type_):
        fail("TypeException", f"Invalid conversion from runtime type {type_of(value)} to {type_}")
    return value


_NARROWING: dict[str, Callable[[Value], Value]] = {
    "integer": lambda value: integer(truncated(value)),
    "long": lambda value: long(truncated(value)),
    "double": float,
    "decimal": decimal_of,
}


def distance(have: Type | None, wanted: Type, catalogue: Catalogue) -> int | None:
    """Say how far an argument is from a parameter; None when it cannot be given there."""
    if have is None:
        return 50 if wanted.key == "object" else 1
    if have.key == wanted.key:
        return 0
    if wanted.key == "object":
        return 50
    if have.key in NUMERIC and wanted.key in NUMERIC:
        step = NUMERIC[wanted.key] - NUMERIC[have.key]
        return step if step >= 0 else None
    return _class_distance(have, wanted, catalogue)


def _class_distance(have: Type, wanted: Type, catalogue: Catalogue) -> int | None:
    if {have.key, wanted.key} == {"id", "string"}:
        return 5
    if (have.key, wanted.key) == ("date", "datetime"):
        return 5
    if have.arguments and wanted.arguments and _collection_of(have, wanted):
        return 2
    found = catalogue.find(have.name)
    if found:
        return _steps(found.ancestors, wanted)
    native = _platform_ancestors(have)
    if native:
        return _steps(native, wanted)
    return 10 if wanted.key == "sobject" and have.key not in _VALUE_KEYS else None


def _platform_ancestors(have: Type) -> frozenset[str] | None:
    exception = exceptions.find(have)
    return exception.ancestors if exception else ANCESTORS.get(have.key)


def _steps(ancestors: frozenset[str], wanted: Type) -> int | None:
    return 40 - min(len(ancestors), 30) + 1 if wanted.key in ancestors else None


_VALUE_KEYS = frozenset(one.key for one in _SIMPLE.values())
