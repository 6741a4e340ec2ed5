"""Values as plain data, their JSON forms (rules 43 and 44), equality and text (rules 18 and 56).

int, float, Decimal, str, bool, None, timedelta, datetime, date, UUID and PurePosixPath stand for
themselves; an enum value is its name; a list or set is a list, a map a dict, a tuple a tuple.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from json import dumps
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from tests.oracle.ending import Failure

from pipesmith import types as t
from pipesmith_runtime.reading import read_duration, read_scaled
from pipesmith_runtime.times import duration_text, instant_text


@dataclass(frozen=True, slots=True)
class Rec:
    """A record: declared, joined by `parallel`, or an `Outcome`."""

    name: str
    fields: dict[str, Any]


def to_json(value: Any) -> Any:
    """Give a value as JSON data (rule 44)."""
    match value:
        case Rec(fields=fields):
            return {name: to_json(item) for name, item in fields.items()}
        case dict():
            return {key: to_json(item) for key, item in value.items()}
        case list() | tuple():
            return [to_json(item) for item in value]
        case Decimal():
            return format(value if value else abs(value), "f")
        case datetime():
            return instant_text(value)
        case timedelta():
            return duration_text(value)
        case date():
            return value.isoformat()
        case UUID() | PurePosixPath():
            return str(value)
        case _:
            return value


def show(value: Any) -> str:
    """Give a value as text (rule 56)."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case float():
            return repr(value)
        case list() | dict() | tuple() | Rec():
            return dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))
        case _:
            return str(to_json(value)) if value is not None else "null"


def same(left: Any, right: Any) -> bool:
    """Tell whether two values are equal (`==`): deeply, numbers by value, maps in any order."""
    match left, right:
        case (bool(), _) | (_, bool()):
            return left is right
        case Rec(fields=one), Rec(fields=other):
            return left.name == right.name and same(one, other)
        case dict(), dict():
            return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
        case (list(), list()) | (tuple(), tuple()):
            return len(left) == len(right) and all(map(same, left, right))
        case _:
            return bool(left == right)


def distinct(items: list[Any]) -> list[Any]:
    """Keep the first of equal items."""
    kept: list[Any] = []
    for item in items:
        if not any(same(item, other) for other in kept):
            kept.append(item)
    return kept


def read_json(type_: t.Type, data: Any, program: Any) -> Any:
    """Give JSON that fits a type as a value of it (rule 43)."""
    match program.relations.expand(type_):
        case t.OptionalType(item=item):
            return None if data is None else read_json(item, data, program)
        case t.ListType(item=item):
            return [read_json(item, each, program) for each in data]
        case t.SetType(item=item):
            return distinct([read_json(item, each, program) for each in data])
        case t.MapType(value=item):
            return {key: read_json(item, each, program) for key, each in data.items()}
        case t.TupleType(items=items):
            return tuple(
                read_json(item, each, program) for item, each in zip(items, data, strict=True)
            )
        case t.DecimalType(precision=precision, scale=scale):
            return read_scaled(Decimal(str(data)), precision, scale)
        case t.UnionType(members=members) if not isinstance(members[0], t.LiteralType):
            return read_json(_member(members, data, program), data, program)
        case t.NominalType(of="record") as record:
            fields = program.relations.fields(record)
            return Rec(
                record.name,
                {name: read_json(kind, data.get(name), program) for name, kind in fields.items()},
            )
        case t.Scalar(name=name):
            return _read_scalar(name, data)
        case _:
            return data


def _member(members: tuple[t.Type, ...], data: Any, program: Any) -> t.Type:
    """Find the record of a union whose literal field the data has."""
    for member in members:
        fields = program.relations.fields(member)
        literals = {n: k.value for n, k in fields.items() if isinstance(k, t.LiteralType)}
        if all(data.get(name) == value for name, value in literals.items()):
            return member
    raise AssertionError("the data fits no member")


def _read_scalar(name: str, data: Any) -> Any:
    match name:
        case "int":
            return int(data)
        case "float":
            return float(data)
        case "decimal":
            return Decimal(str(data))
        case "duration":
            return read_duration(data)
        case "datetime":
            return datetime.fromisoformat(data).astimezone(UTC)
        case "date":
            return date.fromisoformat(data)
        case "uuid":
            return UUID(data)
        case "path":
            return PurePosixPath(data)
        case _:
            return data


def member(value: Any, name: str) -> Any:
    """Give a member of a record or an error (rule 36)."""
    if isinstance(value, Failure):
        return getattr(value, name)
    return value.fields[name]
