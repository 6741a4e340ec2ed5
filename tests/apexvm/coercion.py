"""What becomes of a value where a type is declared: in variables, parameters, results, elements."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from tests.apexvm import calendar
from tests.apexvm.errors import CompileError, fail
from tests.apexvm.numbers import decimal_of
from tests.apexvm.types import Type
from tests.apexvm.values import (
    ApexList,
    ApexMap,
    ApexSet,
    Date,
    Datetime,
    Id,
    Instance,
    Long,
    Value,
)

ID_FORM = re.compile(r"[a-zA-Z0-9]{15}([a-zA-Z0-9]{3})?")

Coerce = Callable[[Value], Value]


@cache
def coercer(type_: Type | None) -> Coerce | None:
    """Give what happens to a value where a type is declared, or None when nothing does."""
    if type_ is None or type_.key == "object":
        return None
    simple = _SIMPLE.get(type_.key)
    if simple:
        return _widening(type_, *simple)
    kind = _COLLECTIONS.get(type_.head) if type_.arguments else None
    return _collection(type_, kind) if kind else _object(type_)


def coerce(value: Value, type_: Type | None) -> Value:
    """Take a value for what is declared."""
    change = coercer(type_)
    return change(value) if change else value


def only_record(value: Value) -> Value:
    """Let a query stand for its only record."""
    if type(value) is not ApexList or not value.queried:
        return value
    if len(value.items) != 1:
        found = "no rows" if not value.items else "more than 1 row"
        fail("QueryException", f"List has {found} for assignment to SObject")
    return value.items[0]


def refuse(value: Value, type_: Type) -> Value:
    """Stop: an org would not have compiled what led here."""
    raise CompileError(f"a value of {type(value).__name__} where {type_} is declared")


def _widening(type_: Type, kind: type, widen: dict[type, Coerce]) -> Coerce:
    def change(value: Value) -> Value:
        if type(value) is kind or value is None:
            return value
        value = only_record(value)
        into = widen.get(type(value))
        return into(value) if into else value if type(value) is kind else refuse(value, type_)

    return change


def _to_id(value: str) -> Id:
    if not ID_FORM.fullmatch(value):
        fail("StringException", f"Invalid id: {value}")
    return Id(value)


def _day_start(value: Date) -> Datetime:
    return Datetime((value.day - calendar.day_of(0)) * calendar.DAY_MS)


_SIMPLE: dict[str, tuple[type, dict[type, Coerce]]] = {
    "boolean": (bool, {}),
    "integer": (int, {}),
    "long": (Long, {int: Long}),
    "double": (float, {int: float, Long: float, Decimal: float}),
    "decimal": (Decimal, {int: decimal_of, Long: decimal_of, float: decimal_of}),
    "string": (str, {Id: str}),
    "id": (Id, {str: _to_id}),
    "datetime": (Datetime, {Date: _day_start}),
    "date": (Date, {}),
}
_COLLECTIONS: dict[str, type] = {"list": ApexList, "set": ApexSet, "map": ApexMap}
_NEVER_OBJECTS = (bool, int, float, str, Decimal, Date, Datetime, ApexSet, ApexMap)


def _collection(type_: Type, kind: type) -> Coerce:
    def change(value: Value) -> Value:
        return value if value is None or type(value) is kind else refuse(value, type_)

    return change


def _object(type_: Type) -> Coerce:
    wanted = type_.key

    def change(value: Value) -> Value:
        value = only_record(value)
        if type(value) is Instance and wanted not in value.cls.ancestors:
            return refuse(value, type_)
        if isinstance(value, _NEVER_OBJECTS) and not type_.arguments and wanted != "iterable":
            return refuse(value, type_)
        return value

    return change
