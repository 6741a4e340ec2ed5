"""Values on their way between Python and Apex."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.apexvm import calendar
from tests.apexvm.equality import key, set_of
from tests.apexvm.text import characters, to_text, units
from tests.apexvm.types import OBJECT, STRING, Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
    Blob,
    Date,
    Datetime,
    EnumValue,
    Long,
    SObject,
    Time,
    Value,
)

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

_BIGGEST = 0x7FFFFFFF


def from_python(value: Any, machine: Machine | None = None, wanted: Type | None = None) -> Value:
    """Give a Python value as Apex has it; a value of Apex stays as it is."""
    inside = wanted.arguments if wanted else ()
    match value:
        case Long() | bool() | float() | Decimal() | None:
            return value
        case int():
            return value if -_BIGGEST - 1 <= value <= _BIGGEST else Long(value)
        case str():
            return units(value) if type(value) is str else value
        case bytes():
            return Blob(value)
        case datetime.datetime():
            return Datetime(calendar.ms_of_instant(value))
        case datetime.date():
            return Date(value.toordinal())
        case list() | tuple() if wanted is None or wanted.head != "set":
            element = inside[0] if inside else OBJECT
            return ApexList(element, (from_python(one, machine, element) for one in value))
        case set() | frozenset() | list() | tuple():
            element = inside[0] if inside else OBJECT
            return set_of(element, (from_python(one, machine, element) for one in value))
        case dict():
            return _map(value, machine, inside or (STRING, OBJECT))
        case _:
            return value


def _map(value: dict[Any, Any], machine: Machine | None, inside: tuple[Type, ...]) -> ApexMap:
    made = ApexMap(*inside)
    for name, held in value.items():
        made.entries[key(from_python(name, machine, inside[0]))] = from_python(
            held, machine, inside[1]
        )
    return made


def to_python(value: Value) -> Any:
    """Give an Apex value as Python has it; an instance of a class stays as it is."""
    match value:
        case bool() | None | float() | Decimal():
            return value
        case int():
            return int(value)
        case str():
            return characters(value)
        case Blob():
            return value.data
        case Datetime():
            return calendar.instant(value.ms)
        case Date():
            return calendar.date_of(value.day)
        case Time():
            return to_text(value)
        case EnumValue():
            return value.name
        case ApexList():
            return [to_python(one) for one in value]
        case ApexSet():
            return {to_python(one) for one in value}
        case ApexMap():
            return {to_python(one): to_python(held) for one, held in value.pairs()}
        case SObject():
            return {value.spelling[name]: to_python(held) for name, held in value.fields.items()}
        case _:
            return value
