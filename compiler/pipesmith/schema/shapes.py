"""Types and declarations of the IR as JSON Schemas."""

from collections.abc import Mapping
from typing import Any, assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.schema.conditions import constrained
from pipesmith.schema.constants import has_constant, json_constant

Schema = dict[str, Any]

_SCALARS: Mapping[str, Schema] = {
    "int": {"type": "integer", "format": "int64"},
    "float": {"type": "number"},
    "decimal": {
        "type": ["string", "number"],
        "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,4})?$",
    },
    "string": {"type": "string"},
    "bool": {"type": "boolean"},
    "uuid": {"type": "string", "format": "uuid"},
    "date": {"type": "string", "format": "date"},
    "path": {"type": "string", "minLength": 1},
    "email": {"type": "string", "format": "email"},
    "url": {"type": "string", "format": "uri"},
    "datetime": {"type": "string", "format": "date-time"},
    "duration": {"type": "string", "format": "duration"},
    "json": {},
    "null": {"type": "null"},
}
_EXACT = ("float", "string", "bool", "json", "null")


class Shapes:
    """The schemas of one program's types; each declaration that is named is defined once."""

    def __init__(self, program: n.Program) -> None:
        self.program = program
        self._items = {
            (module.name, item.name): item
            for module in program.modules
            for item in module.declarations
            if isinstance(item, n.Record | n.Enum | n.Alias)
        }
        self._defined: dict[str, Schema] = {}

    def definitions(self) -> Schema:
        """Give the schemas of all declarations that were referred to."""
        return self._defined

    def reference(self, module: str, name: str) -> Schema:
        """Refer to a declaration, which is defined at its first reference."""
        key = self._key(module, name)
        if key not in self._defined:
            self._defined[key] = {}  # a record may refer to itself
            self._defined[key].update(self._definition(module, name))
        return {"$ref": f"#/$defs/{key}"}

    def _key(self, module: str, name: str) -> str:
        shared = sum(other == name for _, other in self._items) > 1
        return f"{module}.{name}" if shared and module != self.program.entry.name else name

    def _definition(self, module: str, name: str) -> Schema:
        if not module:
            return self._members(t.BUILT_IN_RECORDS[name])
        match self._items[module, name]:
            case n.Record() as record:
                schema = self.fields(record.fields, of_record=True)
                checks = [_sentence(check) for check in record.checks]
                return described(schema, record.doc, *checks)
            case n.Enum() as enum:
                return described(_enum(enum), enum.doc)
            case n.Alias(type=type_, where=where, doc=doc):
                return described(self._conditioned(type_, where), doc)
            case _ as other:
                assert_never(other)

    def fields(self, fields: tuple[n.Field, ...], *, of_record: bool) -> Schema:
        """Give the schema of an object with these fields, and no others."""
        required = [each.name for each in fields if self._required(each, of_record)]
        return {
            "type": "object",
            "properties": {each.name: self._field(each) for each in fields},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def _required(self, field: n.Field, of_record: bool) -> bool:
        """Tell whether JSON must have a field; that which tells records apart always (rule 45)."""
        if isinstance(field.type, t.LiteralType):
            return of_record or field.default is None
        return field.default is None and not isinstance(self._plain(field.type), t.OptionalType)

    def _plain(self, type_: t.Type) -> t.Type:
        while isinstance(type_, t.NominalType):
            item = self._items.get((type_.module, type_.name))
            if not isinstance(item, n.Alias):
                return type_
            type_ = item.type
        return type_

    def _field(self, field: n.Field) -> Schema:
        schema = described(self._conditioned(field.type, field.where), field.doc)
        told = isinstance(field.type, t.LiteralType)  # its one value says it
        if field.default is not None and has_constant(field.default) and not told:
            schema["default"] = json_constant(field.default)
        return schema

    def _conditioned(self, type_: t.Type, where: n.Condition | None) -> Schema:
        if where is None:
            return self.of(type_)
        inner = t.present(type_)
        keywords, whole = constrained(where.test, self._plain(inner))
        schema = _joined(self.of(inner), keywords)
        schema = schema if whole else described(schema, _sentence(where))
        return nullable(schema) if isinstance(type_, t.OptionalType) else schema

    # ------------------------------------------------------------ types

    def of(self, type_: t.Type) -> Schema:
        """Give the schema of a type."""
        match type_:
            case t.Scalar(name=name):
                schema = _SCALARS[name]
                return dict(schema) if name in _EXACT else {**schema, "x-pipesmith-type": name}
            case t.DecimalType():
                return {**_SCALARS["decimal"], "x-pipesmith-type": str(type_)}
            case t.LiteralType(value=value):
                return {"const": value}
            case t.UnionType(members=members):
                texts = [m.value for m in members if isinstance(m, t.LiteralType)]
                return {"enum": texts} if texts else {"oneOf": [self.of(each) for each in members]}
            case t.OptionalType(item=item):
                return nullable(self.of(item))
            case t.NominalType(module=module, name=name):
                return self.reference(module, name)
            case _:
                return self._made_of(type_)

    def _made_of(self, type_: t.Type) -> Schema:
        match type_:
            case t.ListType(item=item):
                return {"type": "array", "items": self.of(item)}
            case t.SetType(item=item):
                return {"type": "array", "items": self.of(item), "x-pipesmith-type": "set"}
            case t.MapType(value=value):
                return {"type": "object", "additionalProperties": self.of(value)}
            case t.TupleType(items=items):
                return _tuple([self.of(item) for item in items])
            case t.OutcomeType(value=value):
                return self._members(t.outcome_members(value))
            case t.AnonymousType(fields=fields):
                return self._members(tuple((each.name, each.type) for each in fields))
            case _:
                raise TypeError(f"no schema: {type_}")

    def _members(self, members: t.Members) -> Schema:
        properties = {name: self.of(type_) for name, type_ in members}
        return {"type": "object", "properties": properties, "required": [*properties]}


def described(schema: Schema, *texts: str | None) -> Schema:
    """Add sentences to a schema's description."""
    given = [text for text in (schema.get("description"), *texts) if text]
    return {**schema, "description": "\n".join(given)} if given else dict(schema)


def nullable(schema: Schema) -> Schema:
    """Accept null besides."""
    if isinstance(schema.get("type"), str) and not schema.keys() & {"enum", "const", "allOf"}:
        return {**schema, "type": [schema["type"], "null"]}
    description = schema.pop("description", None)
    return described({"anyOf": [schema, {"type": "null"}]}, description)


def _joined(schema: Schema, keywords: list[Schema]) -> Schema:
    """Add keywords; those that say more of what is said already stand in `allOf`."""
    joined, others = dict(schema), []
    for each in keywords:
        if each.keys() & joined.keys():
            others.append(each)
        else:
            joined |= each
    return {**joined, "allOf": others} if others else joined


def _sentence(condition: n.Condition) -> str:
    message = f" ({condition.message})" if condition.message else ""
    return f"Must hold: `{condition.text}`{message}."


def _enum(enum: n.Enum) -> Schema:
    if not any(value.doc for value in enum.values):
        return {"type": "string", "enum": [value.name for value in enum.values]}
    values = [described({"const": value.name}, value.doc) for value in enum.values]
    return {"type": "string", "oneOf": values}


def _tuple(items: list[Schema]) -> Schema:
    count = len(items)
    return {"type": "array", "prefixItems": items, "minItems": count, "items": False}
