"""An example of each type as JSON: what a value looks like, whatever conditions say of it."""

from collections.abc import Collection, Iterator
from typing import Any

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared

_SCALARS: dict[str, Any] = {
    "int": 7,
    "float": 1.5,
    "decimal": "12.50",
    "string": "text",
    "bool": True,
    "uuid": "6f1c9bd2-7f6b-4a3e-9a59-0b8f5d5f3f11",
    "date": "2026-01-31",
    "path": "folder/file.txt",
    "email": "ada@example.com",
    "url": "https://example.com/page",
    "datetime": "2026-01-31T10:00:00.000Z",
    "duration": "PT1M30S",
    "json": ["text", 1, None],
    "null": None,
}


_Key = tuple[str, str]


class NoExample(Exception):
    """A type has no values in JSON, or none that ends."""


def sound_example(type_: t.Type, declared: Declared, limited: Collection[_Key]) -> Any:
    """Give an example of a type for whose values nothing holds conditions, at any depth."""
    for part in _within(type_, declared, set()):
        if isinstance(part, t.NominalType) and (part.module, part.name) in limited:
            raise NoExample
    return _example(type_, declared, ())


def _within(type_: t.Type, declared: Declared, seen: set[_Key]) -> Iterator[t.Type]:
    """Give a type, and all types that its values hold."""
    for part in t.inside(type_):
        yield part
        if isinstance(part, t.NominalType) and (part.module, part.name) not in seen:
            key = (part.module, part.name)
            seen.add(key)
            for each in declared.records.get(key, {}).values():
                yield from _within(each.type, declared, seen)
            if part.of == "alias":
                yield from _within(declared.unaliased(part), declared, seen)


def record_example(module: str, record: n.Record, declared: Declared) -> dict[str, Any]:
    """Give an example of a record."""
    return _record((module, record.name), declared, ())


def _record(key: _Key, declared: Declared, around: tuple[_Key, ...]) -> dict[str, Any]:
    if key in around or key not in declared.records or not key[0]:
        raise NoExample
    fields = declared.records[key]
    return {name: _example(each.type, declared, (*around, key)) for name, each in fields.items()}


def _example(type_: t.Type, declared: Declared, around: tuple[_Key, ...]) -> Any:
    match type_:
        case t.Scalar(name=name):
            return _SCALARS[name]
        case t.DecimalType(precision=precision, scale=scale):
            whole = "1" if precision > scale else "0"
            return f"{whole}.{'5' * scale}" if scale else whole
        case t.OptionalType(item=item):
            return _or(None, item, declared, around)
        case t.ListType(item=item) | t.SetType(item=item):
            one = _or(_NOTHING, item, declared, around)
            return [] if one is _NOTHING else [one]
        case t.MapType(value=value):
            one = _or(_NOTHING, value, declared, around)
            return {} if one is _NOTHING else {"key": one}
        case t.TupleType(items=items):
            return [_example(each, declared, around) for each in items]
        case t.LiteralType(value=value):
            return value
        case t.UnionType(members=(first, *_)):
            return _example(first, declared, around)
        case t.NominalType():
            return _nominal(type_, declared, around)
        case _:
            raise NoExample


_NOTHING = object()


def _or(otherwise: Any, item: t.Type, declared: Declared, around: tuple[_Key, ...]) -> Any:
    """Give an example, or something else where it would hold itself."""
    try:
        return _example(item, declared, around)
    except NoExample:
        return otherwise


def _nominal(type_: t.NominalType, declared: Declared, around: tuple[_Key, ...]) -> Any:
    key = (type_.module, type_.name)
    match type_.of:
        case "record":
            return _record(key, declared, around)
        case "enum":
            return min(declared.enums[key])
        case _:
            return _example(declared.unaliased(type_), declared, around)


def misfit(field: n.Field, declared: Declared) -> Any:
    """Give a value that a field cannot hold, None where it can hold any."""
    plain = declared.unaliased(t.present(field.type))
    if plain in (t.JSON, t.NULL):
        return None
    return "text" if plain == t.BOOL else True
