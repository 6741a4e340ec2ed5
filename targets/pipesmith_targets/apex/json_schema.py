"""The JSON Schema of a type, which tells a model the shape of its answer.

Records and enums are defined once, each by its name, as structured output wants them: every field
is required, and there are no others.
"""

import json
from dataclasses import dataclass, field
from typing import Any

from pipesmith import types as t
from pipesmith_targets.apex.scope import ClassScope

_FORMATS = {
    "uuid": "uuid",
    "date": "date",
    "datetime": "date-time",
    "decimal": "decimal",
    "duration": "duration",
    "email": "email",
    "path": "path",
    "url": "uri",
}
_KINDS = {"int": "integer", "float": "number", "bool": "boolean", "null": "null"}
_DEFINITIONS = "#/$defs/"

Schema = dict[str, Any]


def is_text(type_: t.Type, home: ClassScope) -> bool:
    """Tell whether any text is of a type, so that no schema is needed."""
    while isinstance(type_, t.NominalType) and type_.of == "alias":
        if home.program.conditions[type_.module, type_.name] is not None:
            return False
        type_ = home.declared.aliases[type_.module, type_.name]
    return type_ == t.STRING


def schema_text(type_: t.Type, home: ClassScope) -> tuple[str, bool]:
    """Write the schema of a type; one that is no record is that of a member `value`."""
    schemas = _Schemas(home)
    schema = schemas.whole(type_)
    wrapped = "properties" not in schema
    if wrapped:
        schema = _object({"value": schema})
    if schemas.definitions:
        schema["$defs"] = schemas.definitions
    return json.dumps(schema, separators=(",", ":"), ensure_ascii=False), wrapped


def _object(members: Schema) -> Schema:
    return {
        "type": "object",
        "properties": members,
        "required": [*members],
        "additionalProperties": False,
    }


def _described(schema: Schema, doc: str | None) -> Schema:
    return {**schema, "description": doc} if doc else schema


@dataclass(slots=True)
class _Schemas:
    """Schemas that refer to the `definitions` of records and enums."""

    home: ClassScope
    definitions: dict[str, Schema] = field(default_factory=dict)

    def whole(self, type_: t.Type) -> Schema:
        """Give the schema of a type; a definition that nothing else refers to stands in place."""
        schema = self.of(type_)
        name = schema.get("$ref", "").removeprefix(_DEFINITIONS)
        if not name or json.dumps(schema) in json.dumps(self.definitions):
            return schema
        return self.definitions.pop(name)

    def of(self, type_: t.Type) -> Schema:
        """Give the schema of a type."""
        if isinstance(type_, t.OptionalType):
            return {"anyOf": [self.of(type_.item), {"type": "null"}]}
        match self.home.types.plain(type_):
            case t.Scalar(name=name):
                return _scalar(name)
            case t.DecimalType():
                return _scalar("decimal")
            case t.LiteralType(value=value):
                return {"type": "string", "const": value}
            case t.ListType(item=item) | t.SetType(item=item):
                return {"type": "array", "items": self.of(item)}
            case t.MapType(value=value):
                return {"type": "object", "additionalProperties": self.of(value)}
            case t.TupleType(items=items):
                size = {"minItems": len(items), "maxItems": len(items)}
                return {"type": "array", "prefixItems": [self.of(each) for each in items], **size}
            case t.UnionType(members=members):
                return self._union(members)
            case t.NominalType() as named:
                return {"type": "object"} if named == t.PIPELINE_ERROR else self._reference(named)
            case _:
                return {}

    def _union(self, members: tuple[t.Type, ...]) -> Schema:
        texts = [each.value for each in members if isinstance(each, t.LiteralType)]
        if texts:
            return {"type": "string", "enum": texts}
        return {"anyOf": [self.of(each) for each in members]}

    def _reference(self, named: t.NominalType) -> Schema:
        """Refer to a record or enum, and define it."""
        name = self._name(named)
        if name not in self.definitions:
            self.definitions[name] = {}
            doc = self.home.program.docs.get((named.module, named.name))
            self.definitions[name] = _described(self._definition(named), doc)
        return {"$ref": f"{_DEFINITIONS}{name}"}

    def _name(self, named: t.NominalType) -> str:
        """Name a definition; where modules declare several of one name, that tells which."""
        alike = [name for _, name in self.home.program.fields if name == named.name]
        return named.name if len(alike) < 2 else f"{named.module}__{named.name}"

    def _definition(self, named: t.NominalType) -> Schema:
        if named.of == "enum":
            names = self.home.program.fields[named.module, named.name]
            return {"type": "string", "enum": [*names]}
        fields = self.home.declared.records[named.module, named.name]
        members = {name: _described(self.of(each.type), each.doc) for name, each in fields.items()}
        return _object(members)


def _scalar(name: str) -> Schema:
    if name == "json":
        return {}
    if name in _KINDS:
        return {"type": _KINDS[name]}
    return {"type": "string", **({"format": _FORMATS[name]} if name in _FORMATS else {})}
