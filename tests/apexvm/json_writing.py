"""Values as JSON text, as the platform writes it."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from tests.apexvm import calendar
from tests.apexvm.errors import fail
from tests.apexvm.numbers import double_text
from tests.apexvm.registry import PlatformObject
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

_SPECIAL = re.compile(r'[\x00-\x1f"\\]')
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\b": "\\b",
    "\t": "\\t",
    "\n": "\\n",
    "\f": "\\f",
    "\r": "\\r",
}


def quoted(text: str) -> str:
    """Write a text as JSON."""
    escape = _SPECIAL.sub(lambda found: _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}", text)
    return f'"{escape}"'


class Writer:
    """Writes values; without nulls of fields if so wanted."""

    def __init__(self, suppress_nulls: bool, pretty: bool) -> None:
        self.suppress_nulls = suppress_nulls
        self.pretty = pretty
        self.depth = 0

    def write(self, value: Value) -> str:
        """Write a value."""
        simple = _SIMPLE.get(type(value))
        if simple:
            return simple(value)
        match value:
            case ApexList() | ApexSet():
                return self._list(value)
            case ApexMap():
                return self._object((to_text(name), held) for name, held in value.pairs())
            case Instance() if not value.cls.is_exception:
                return self._object(self._fields(value))
            case SObject():
                return self._object(_record(value))
            case PlatformObject() if hasattr(value, "to_string"):
                return quoted(value.to_string())
        return fail("JSONException", f"Apex Type unsupported in JSON: {_name(value)}")

    def _fields(self, value: Instance) -> Iterator[tuple[str, Value]]:
        for name, declared in value.cls.all_fields.items():
            held = value.fields[name]
            if "transient" not in declared.modifiers and not (held is None and self.suppress_nulls):
                yield declared.name, held

    def _object(self, pairs: Iterable[tuple[str, Value]]) -> str:
        self.depth += 1
        colon = " : " if self.pretty else ":"
        written = [f"{quoted(name)}{colon}{self.write(value)}" for name, value in pairs]
        self.depth -= 1
        if not self.pretty:
            return "{" + ",".join(written) + "}"
        if not written:
            return "{ }"
        line = "\n" + "  " * (self.depth + 1)
        return "{" + line + f",{line}".join(written) + "\n" + "  " * self.depth + "}"

    def _list(self, values: Iterable[Value]) -> str:
        written = [self.write(one) for one in values]
        if not self.pretty:
            return "[" + ",".join(written) + "]"
        return "[ " + ", ".join(written) + " ]" if written else "[ ]"


def _name(value: Value) -> str:
    cls = getattr(value, "cls", None)
    return cls.full if cls else getattr(value, "apex_name", type(value).__name__)


def _record(value: SObject) -> Iterator[tuple[str, Value]]:
    attributes = ApexMap(Type("String"), Type("Object"))
    attributes.entries["type"] = str(value.type)
    record_id = value.get("Id")
    if record_id:
        version = "v67.0"
        attributes.entries["url"] = f"/services/data/{version}/sobjects/{value.type}/{record_id}"
    yield "attributes", attributes
    for name, held in value.fields.items():
        yield value.spelling[name], held


_SIMPLE: dict[type, Callable[[Value], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    int: str,
    Long: lambda value: str(int(value)),
    float: lambda value: double_text(value) if value - value == 0 else quoted(double_text(value)),
    Decimal: to_text,
    str: quoted,
    Id: quoted,
    EnumValue: lambda value: quoted(value.name),
    Datetime: lambda value: quoted(calendar.iso(value.ms)),
    Date: lambda value: quoted(calendar.date_text(value.day)),
    Time: lambda value: quoted(calendar.time_text(value.ms)),
    Blob: lambda value: quoted(base64.b64encode(value.data).decode()),
    TypeValue: lambda value: quoted(str(value.type)),
}
