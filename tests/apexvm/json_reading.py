"""JSON text to values, of no type or of a type that is asked for."""

from __future__ import annotations

import base64
import datetime
import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NoReturn

from tests.apexvm import calendar
from tests.apexvm.coercion import coerce
from tests.apexvm.declarations import Class
from tests.apexvm.equality import key, set_of
from tests.apexvm.errors import fail
from tests.apexvm.numbers import integer, long, plain
from tests.apexvm.text import characters, units
from tests.apexvm.types import OBJECT, STRING, Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    Blob,
    Date,
    Datetime,
    Instance,
    Long,
    SObject,
    Time,
    Value,
)

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


def read(text: str) -> Any:
    """Read JSON; numbers with a fraction or an exponent are Decimal."""
    try:
        return json.loads(
            characters(text), parse_float=lambda one: plain(Decimal(one)), parse_constant=_refuse
        )
    except json.JSONDecodeError as error:
        fail("JSONException", _complaint(error))
    except ValueError as error:
        fail("JSONException", str(error))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"Unrecognized token '{name}'")


def _complaint(error: json.JSONDecodeError) -> str:
    place = f"at input location [{error.lineno},{error.colno}]"
    if error.pos >= len(error.doc.rstrip()):
        return f"Unexpected end-of-input {place}"
    found = error.doc[error.pos]
    return f"Unexpected character ('{found}' (code {ord(found)})): {error.msg} {place}"


def untyped(found: Any) -> Value:
    """Give read JSON as maps, lists and simple values."""
    match found:
        case dict():
            made = ApexMap(STRING, OBJECT)
            for name, value in found.items():
                made.entries[key(units(name))] = untyped(value)
            return made
        case list():
            return ApexList(OBJECT, map(untyped, found))
        case bool():
            return found
        case int() if not -0x80000000 <= found <= 0x7FFFFFFF:
            return Long(found)
        case str():
            return units(found)
        case _:
            return found


def typed(found: Any, wanted: Type, machine: Machine, strict: bool) -> Value:
    """Give read JSON as a type."""
    return _Reader(machine, strict).value(found, wanted)


class _Reader:
    def __init__(self, machine: Machine, strict: bool) -> None:
        self.machine = machine
        self.strict = strict

    def value(self, found: Any, wanted: Type) -> Value:
        """Give a value of a type."""
        if found is None:
            return None
        if wanted.head in ("list", "set", "iterable"):
            return self._list(found, wanted)
        if wanted.head == "map":
            return self._map(found, wanted)
        if wanted.key in _SIMPLE:
            return simple(found, wanted)
        cls = self.machine.catalogue.find(wanted.name)
        return self._of_class(found, cls) if cls else self._record(found, wanted)

    def _list(self, found: Any, wanted: Type) -> Value:
        (element,) = wanted.arguments
        if not isinstance(found, list):
            _mismatch(wanted, found)
        values = [self.value(one, element) for one in found]
        return set_of(element, values) if wanted.head == "set" else ApexList(element, values)

    def _map(self, found: Any, wanted: Type) -> ApexMap:
        if not isinstance(found, dict):
            _mismatch(wanted, found)
        made = ApexMap(*wanted.arguments)
        for name, value in found.items():
            place = key(self.value(name, made.key_type))
            made.entries[place] = self.value(value, made.value_type)
        return made

    def _of_class(self, found: Any, cls: Class) -> Value:
        if cls.kind == "enum":
            return _constant(found, cls)
        if not isinstance(found, dict):
            _mismatch(cls.type, found)
        made = Instance(cls)
        made.fields = dict.fromkeys(cls.all_fields)
        for name, value in found.items():
            self._field(made, name, value)
        return made

    def _field(self, made: Instance, name: str, value: Any) -> None:
        declared = made.cls.all_fields.get(name.lower())
        if declared is not None:
            made.fields[name.lower()] = self.value(value, declared.type)
        elif self.strict:
            fail("JSONException", f"No such column '{name}' on object of type {made.cls.full}")

    def _record(self, found: Any, wanted: Type) -> SObject:
        if not isinstance(found, dict):
            _mismatch(wanted, found)
        made = SObject(wanted)
        for name, value in found.items():
            if name != "attributes":
                self._column(made, name, value)
        return made

    def _column(self, made: SObject, name: str, value: Any) -> None:
        shape = self.machine.storage.shape_of(made.type, name)
        given = self.value(value, shape.type) if shape else untyped(value)
        self.machine.storage.put_field(made, name, given)


def simple(found: Any, wanted: Type) -> Value:
    """Give a text, number or flag as a simple type."""
    try:
        return _SIMPLE[wanted.key](found)
    except (ValueError, TypeError, ArithmeticError):
        _mismatch(wanted, found)


def _mismatch(wanted: Type, found: Any) -> NoReturn:
    kind = _TOKENS.get(type(found), "VALUE")
    value = "" if isinstance(found, (dict, list)) else f" value {found}"
    fail(
        "JSONException",
        f"Cannot deserialize instance of {wanted.key} from {kind}{value} or request may be "
        "missing a required field",
    )


_TOKENS = {
    dict: "START_OBJECT",
    list: "START_ARRAY",
    str: "VALUE_STRING",
    bool: "VALUE_BOOLEAN",
    int: "VALUE_NUMBER_INT",
    Decimal: "VALUE_NUMBER_FLOAT",
}


def _constant(found: Any, cls: Class) -> Value:
    value = cls.constants.get(str(found).lower())
    if value is None:
        fail("JSONException", f"No enum constant {cls.full}.{found}")
    return value


def _whole(found: Any) -> int:
    if isinstance(found, (bool, Decimal)) or not isinstance(found, (int, str)):
        raise TypeError(found)
    return int(found)


def _number(found: Any) -> Decimal:
    if isinstance(found, bool) or not isinstance(found, (int, str, Decimal)):
        raise TypeError(found)
    return Decimal(found)


def _text(found: Any) -> str:
    if isinstance(found, (dict, list)):
        raise TypeError(found)
    return ("true" if found else "false") if isinstance(found, bool) else units(str(found))


def _flag(found: Any) -> bool:
    if not isinstance(found, bool):
        raise TypeError(found)
    return found


def _instant(found: Any) -> Datetime:
    return Datetime(calendar.ms_of_instant(datetime.datetime.fromisoformat(found)))


def _day(found: Any) -> Date:
    return Date(datetime.date.fromisoformat(found[:10]).toordinal())


def _time(found: Any) -> Time:
    moment = datetime.time.fromisoformat(found.rstrip("Z"))
    seconds = (moment.hour * 60 + moment.minute) * 60 + moment.second
    return Time(seconds * 1000 + moment.microsecond // 1000)


_SIMPLE: dict[str, Callable[[Any], Value]] = {
    "object": untyped,
    "string": _text,
    "integer": lambda found: integer(_whole(found)),
    "long": lambda found: long(_whole(found)),
    "decimal": _number,
    "double": lambda found: float(_number(found)),
    "boolean": _flag,
    "id": lambda found: coerce(_text(found), Type("Id")),
    "datetime": _instant,
    "date": _day,
    "time": _time,
    "blob": lambda found: Blob(base64.b64decode(found)),
}
