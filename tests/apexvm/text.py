"""Values as text: in `+`, in `String.valueOf`, in messages; and texts as rows of UTF-16 units."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from tests.apexvm import calendar
from tests.apexvm.errors import exception_message
from tests.apexvm.numbers import decimal_text, double_text
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


def units(text: str) -> str:
    """Give a text as UTF-16 units: a character beyond the first plane becomes two."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return text
    raw = text.encode("utf-16-le", "surrogatepass")
    return "".join(chr(raw[at] | raw[at + 1] << 8) for at in range(0, len(raw), 2))


def characters(text: str) -> str:
    """Give a row of UTF-16 units as Python's characters; a lone surrogate stays."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def utf8(text: str) -> bytes:
    """Encode a text; a lone surrogate becomes a question mark."""
    return characters(text).encode("utf-8", "replace")


def to_text(value: Value) -> str:
    """Write any value; null is `null`."""
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]
    write = _WRITERS.get(kind)
    if write:
        return write(value)
    told: str = getattr(value, "told", None) or type(value).__name__
    return told


MOST_WRITTEN = 10
"""So many items of a collection are written; dots stand for the rest."""


def _joined(values: Iterable[Value]) -> str:
    return _some(map(to_text, values))


def _some(texts: Iterable[str]) -> str:
    written = list(texts)
    return ", ".join(written[:MOST_WRITTEN] + ["..."] * (len(written) > MOST_WRITTEN))


def _map(value: ApexMap) -> str:
    return "{" + _some(f"{to_text(name)}={to_text(held)}" for name, held in value.pairs()) + "}"


def _instance(value: Instance) -> str:
    if value.cls.has("toString", 0):
        return to_text(value.cls.call(value, "toString"))
    if value.cls.is_exception:
        return f"{value.cls.told_name}: {exception_message(value)}"
    fields = value.cls.all_fields.items()
    inside = ", ".join(f"{one.name}={to_text(value.fields.get(key))}" for key, one in fields)
    return f"{value.cls.name}:[{inside}]"


def _sobject(value: SObject) -> str:
    inside = _pairs(value)
    return f"{value.type}:{{{inside}}}"


def _pairs(value: SObject) -> str:
    fields = value.fields.items()
    return ", ".join(f"{value.spelling[key]}={to_text(held)}" for key, held in fields)


_WRITERS: dict[type, Callable[[Value], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    Long: lambda value: str(int(value)),
    float: double_text,
    Decimal: decimal_text,
    Id: str,
    EnumValue: lambda value: value.name,
    Blob: lambda value: f"Blob[{len(value.data)}]",
    Datetime: lambda value: calendar.text(value.ms),
    Date: lambda value: calendar.date_text(value.day) + " 00:00:00",
    Time: lambda value: calendar.time_text(value.ms),
    TypeValue: lambda value: str(value.type),
    ApexList: lambda value: "(" + _joined(value) + ")",
    ApexSet: lambda value: "{" + _joined(value) + "}",
    ApexMap: _map,
    Instance: _instance,
    SObject: _sobject,
}
