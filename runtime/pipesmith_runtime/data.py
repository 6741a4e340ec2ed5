"""JSON as text and as data, equality of data, and the functions of values of any type."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from pipesmith_runtime.bounds import GREATEST, LEAST, finite
from pipesmith_runtime.errors import ExpressionFault
from pipesmith_runtime.times import duration_text, instant_text

if TYPE_CHECKING:
    from uuid import UUID

T = TypeVar("T")


# ---------------------------------------------------------------- values to JSON


def plain(value: Any) -> Any:
    """Give a value as JSON data: texts, numbers, booleans, null, lists and maps of these."""
    match value:
        case None | bool():
            return value
        case str():
            return str(value)
        case int() | float():
            return value
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | Set():
            return [plain(item) for item in value]
        case Decimal():
            return decimal_text(value)
        case datetime():
            return instant_text(value)
        case date():
            return value.isoformat()
        case timedelta():
            return duration_text(value)
        case _:
            return _plain_made(value)


def _plain_made(value: Any) -> Any:
    """Give a record, tuple, or value of a library's type as JSON data."""
    named = members(value)
    if named is not None:
        return {name: plain(item) for name, item in named.items()}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if callable(getattr(value, "as_record", None)):
        return value.as_record()
    if type(value).__module__ in ("uuid", "pathlib"):
        return str(value)
    raise ExpressionFault(f"a `{type(value).__name__}` has no form in JSON")


def members(value: Any) -> dict[str, Any] | None:
    """Give the fields of a record by their names in JSON, or None for any other value."""
    declared = getattr(type(value), "__pydantic_fields__", None)
    if declared is not None:
        return {
            info.serialization_alias or name: getattr(value, name)
            for name, info in declared.items()
        }
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, value, strict=True))
    if is_dataclass(value) and not hasattr(value, "as_record"):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return None


def decimal_text(value: Decimal) -> str:
    """Write a decimal in plain digits with its scale; zero has no sign."""
    return format(value if value else abs(value), "f")


def to_json(value: Any) -> str:
    """Write a value as compact JSON."""
    import json  # imported when needed: most programs write JSON only at their end

    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)


# ---------------------------------------------------------------- JSON to values


def from_json(text: str) -> Any:
    """Read JSON as RFC 8259 has it, with ints of 64 bits and finite floats."""
    import json

    try:
        value = json.loads(text, parse_constant=_no_constant, parse_int=_int, parse_float=_float)
    except (json.JSONDecodeError, RecursionError):
        raise ExpressionFault("the text is not JSON") from None
    if "\\u" in text and any(0xD800 <= ord(char) <= 0xDFFF for char in to_json(value)):
        raise ExpressionFault("the JSON holds half of a pair of UTF-16 units")
    return value


def _no_constant(word: str) -> Any:
    raise ExpressionFault(f"`{word}` is not JSON")


def _int(digits: str) -> int:
    if len(digits) <= 20 and LEAST <= int(digits) <= GREATEST:
        return int(digits)
    raise ExpressionFault("the JSON holds a number that does not fit a 64-bit int")


def _float(digits: str) -> float:
    return finite(float(digits))


def item(value: Any, key: str | int) -> Any:
    """Give the member of an object or the item of a list in JSON, or fail."""
    found = _find(value, key, _MISSING)
    if found is _MISSING:
        raise ExpressionFault(
            f"the JSON has nothing at {key!r}"
            if isinstance(key, int)
            else f"the JSON has no key `{key}`"
        )
    return found


def get(value: Any, key: str | int) -> Any:
    """Give the member of an object or the item of a list in JSON, or null."""
    return _find(value, key, None)


_MISSING = object()


def _find(value: Any, key: str | int, otherwise: Any) -> Any:
    if isinstance(value, Mapping) and isinstance(key, str):
        return value.get(key, otherwise)
    if isinstance(value, list) and isinstance(key, int) and -len(value) <= key < len(value):
        return value[key]
    return otherwise


# ---------------------------------------------------------------- equality


def equal(left: Any, right: Any) -> bool:
    """Compare data deeply: `true` is not `1`, `1` is `1.0`, objects are equal in any order."""
    return bool(identity(left) == identity(right))


def identity(value: Any) -> Any:
    """Give a hashable stand-in for a value, equal for equal values alone."""
    match value:
        case bool():
            return "bool", value
        case str() | int() | float() | Decimal() | None:
            return value
        case Mapping():
            return "map", frozenset((key, identity(each)) for key, each in value.items())
        case Set() | DistinctList():
            return "set", frozenset(map(identity, value))
        case list():
            return "list", tuple(map(identity, value))
        case tuple():
            return "tuple", tuple(map(identity, value))
        case _:
            named = members(value)
            return value if named is None else (type(value), tuple(map(identity, named.values())))


class DistinctList(list[T]):
    """A set of the language: the first of equal items, in their order, which no `==` asks for."""

    __hash__ = None

    def __init__(self, items: Iterable[T]) -> None:
        """Keep the first of equal items."""
        kept: dict[Any, T] = {}
        for each in items:
            kept.setdefault(identity(each), each)
        super().__init__(kept.values())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, list) and set(map(identity, self)) == set(map(identity, other))

    def __ne__(self, other: object) -> bool:
        return not self == other


# ---------------------------------------------------------------- functions


def default(value: T | None, other: T) -> T:
    """Give the value, or another one when it is null."""
    return other if value is None else value


def coalesce(*values: T | None) -> T | None:
    """Give the first value that is not null, or null."""
    return next((value for value in values if value is not None), None)


def type_of(value: Any, name: str | None = None) -> str:
    """Name the type of a value; a name that is known from the program is given."""
    if value is None:
        return "null"
    return name or _type_name(value)


_TYPE_NAMES: Mapping[type, str] = {
    bool: "bool",
    int: "int",
    float: "float",
    Decimal: "decimal",
    str: "string",
    list: "list",
    dict: "map",
    tuple: "tuple",
    set: "set",
    frozenset: "set",
    datetime: "datetime",
    date: "date",
    timedelta: "duration",
}


def _type_name(value: Any) -> str:
    kind = type(value)
    if kind.__module__ in ("uuid", "pathlib"):
        return "uuid" if kind.__name__ == "UUID" else "path"
    return _TYPE_NAMES.get(kind, kind.__name__)


def uuid5(namespace: "UUID | str", name: str) -> "UUID":
    """Make the UUID that belongs to a name in a namespace."""
    import uuid

    named = {
        "dns": uuid.NAMESPACE_DNS,
        "url": uuid.NAMESPACE_URL,
        "oid": uuid.NAMESPACE_OID,
        "x500": uuid.NAMESPACE_X500,
    }
    return uuid.uuid5(named[namespace] if isinstance(namespace, str) else namespace, name)
