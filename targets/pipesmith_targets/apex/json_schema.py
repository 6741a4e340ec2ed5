"""The JSON Schema of a type, which tells a model the shape of its answer."""

import json
from typing import Any

from pipesmith import types as t
from pipesmith_targets.apex.scope import ClassScope

_FORMATS = {
    "uuid": "uuid",
    "date": "date",
    "datetime": "date-time",
    "duration": "duration",
    "email": "email",
    "url": "uri",
}
_KINDS = {"int": "integer", "float": "number", "bool": "boolean", "null": "null"}


def schema_text(type_: t.Type, home: ClassScope) -> tuple[str, bool]:
    """Write the schema of a type; one that is no object is that of a member `value`."""
    schema = _schema(type_, home, ())
    wrapped = schema.get("type") != "object"
    if wrapped:
        schema = _object({"value": schema}, ["value"])
    return json.dumps(schema, separators=(",", ":"), ensure_ascii=False), wrapped


def _object(members: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": False,
    }


def _schema(type_: t.Type, home: ClassScope, inside: tuple[str, ...]) -> dict[str, Any]:
    if isinstance(type_, t.OptionalType):
        return {"anyOf": [_schema(type_.item, home, inside), {"type": "null"}]}
    match home.types.plain(type_):
        case t.Scalar(name=name):
            return _scalar(name)
        case t.DecimalType():
            return {"type": "string"}
        case t.LiteralType(value=value):
            return {"type": "string", "const": value}
        case t.ListType(item=item):
            return {"type": "array", "items": _schema(item, home, inside)}
        case t.SetType(item=item):
            return {"type": "array", "items": _schema(item, home, inside), "uniqueItems": True}
        case t.MapType(value=value):
            return {"type": "object", "additionalProperties": _schema(value, home, inside)}
        case t.TupleType(items=items):
            places = [_schema(each, home, inside) for each in items]
            return {"type": "array", "prefixItems": places, "items": False}
        case t.UnionType(members=members):
            return {"anyOf": [_schema(each, home, inside) for each in members]}
        case t.NominalType() as named:
            return _nominal(named, home, inside)
        case _:
            return {}


def _scalar(name: str) -> dict[str, Any]:
    if name == "json":
        return {}
    if name in _KINDS:
        return {"type": _KINDS[name]}
    return {"type": "string", **({"format": _FORMATS[name]} if name in _FORMATS else {})}


def _nominal(named: t.NominalType, home: ClassScope, inside: tuple[str, ...]) -> dict[str, Any]:
    """Write a record or enum; a record within itself is any object."""
    if named.of == "enum":
        return {"type": "string", "enum": [*home.program.fields[named.module, named.name]]}
    if str(named) in inside:
        return {"type": "object"}
    fields = home.declared.records[named.module, named.name]
    members = {}
    for each in fields.values():
        schema = _schema(each.type, home, (*inside, str(named)))
        members[each.name] = {**schema, **({"description": each.doc} if each.doc else {})}
    return _object(members, [each.name for each in fields.values() if each.default is None])
