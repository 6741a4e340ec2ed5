"""JSON Schemas inside of a document as declarations of the program."""

from dataclasses import dataclass
from typing import Any

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.declared import Declared
from pipesmith.importing.ledger import Part
from pipesmith.schema.converting import Converting
from pipesmith.schema.kinds import Kind
from pipesmith.schema.naming import Names
from pipesmith.schema.places import Document
from pipesmith.schema.well_formed import malformed
from pipesmith.source import Source
from pipesmith.syntax import nodes as n
from pipesmith.syntax import parse


@dataclass(slots=True)
class Schemas:
    """The schemas of one file, whose declarations share their names."""

    declared: Declared
    names: Names
    declarations: list[n.TopLevel]

    @classmethod
    def empty(cls) -> "Schemas":
        """Begin a file."""
        return cls(Declared(), Names(), [])

    def fields(self, part: Part, name: str) -> tuple[n.Field, ...] | None:
        """Give the fields that the schema of an object describes; None where it has none."""
        record = self.record(part, name)
        if record is None:
            return None
        self.declarations.remove(record)
        return record.fields

    def record(self, part: Part, name: str) -> n.Record | None:
        """Declare a record for the schema of an object; None for any other schema."""
        converting = self._converting(part)
        if converting is None:
            return None
        kind = converting.declare((), (name,))
        self._take(part, converting)
        found = (each for each in self.declarations if isinstance(each, n.Record))
        return next((each for each in found if each.name.text == kind.type), None)

    def type_of(self, part: Part, name: str) -> t.Type:
        """Give the type that a schema describes, and declare what it needs."""
        converting = self._converting(part)
        if converting is None:
            return t.JSON
        kind = converting.item(part.value, (), (name,))
        self._take(part, converting)
        return self.declared.type_of(_syntax(kind))

    def _converting(self, part: Part) -> Converting | None:
        document = _within(part)
        wrong = [*malformed(document)]
        for finding in wrong:
            part.ledger.add(finding)
        if wrong or not isinstance(part.value, dict):
            part.tell(codes.BAD_FIELD, "this is no JSON Schema", "a schema is expected")
            return None
        return Converting(document, _names=self.names)

    def _take(self, part: Part, converting: Converting) -> None:
        """Keep what was declared, and what was said of the rest."""
        part.take()
        for finding in converting.findings:
            part.ledger.add(finding)
        text = "\n\n".join(converting.declarations.values())
        found = parse(Source("schema.pipe", text)).module.declarations
        self.declarations += found
        self.declared.read((*self.declarations,))


def _syntax(kind: Kind) -> n.TypeSyntax:
    alias = parse(Source("type.pipe", f"type It = {kind.written()}")).module.declarations[0]
    return alias.type if isinstance(alias, n.TypeAlias) else n.NamedType(n.Name("json"))


def _within(part: Part) -> Document:
    """Give a schema as a document of its own, with its places in the file."""
    document, depth = part.ledger.document, len(part.path)
    places = {
        path[depth:]: span for path, span in document.places.items() if path[:depth] == part.path
    }
    return Document(document.source, _texts_typed(part.value), places)


_OF_SCHEMAS = ("properties", "patternProperties", "$defs", "definitions")
_OF_VALUES = ("default", "const", "enum", "example", "examples")


def _texts_typed(schema: Any) -> Any:
    """Say of constant texts that they are texts, which other systems leave out: so they are the
    values of an enum.
    """
    if isinstance(schema, list):
        return [_texts_typed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        word: given
        if word in _OF_VALUES
        else {name: _texts_typed(each) for name, each in given.items()}
        if word in _OF_SCHEMAS and isinstance(given, dict)
        else _texts_typed(given)
        for word, given in schema.items()
    }
    values = found.get("enum")
    if "type" in found or not isinstance(values, list) or not values:
        return found
    texts = all(isinstance(each, str) for each in values)
    return {**found, "type": "string"} if texts else found
