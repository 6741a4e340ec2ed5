"""The types that an imported program declares, read from their declarations."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of a record: how the program calls it, and its type."""

    name: str
    type: t.Type


@dataclass(slots=True)
class Declared:
    """Records by name with their fields by the names that the data has, and enums with values."""

    records: dict[str, Mapping[str, RecordField]] = field(default_factory=dict)
    enums: dict[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: dict[str, t.Type] = field(default_factory=dict)

    def read(self, declarations: tuple[n.TopLevel, ...]) -> None:
        """Take in the types of a module."""
        for each in declarations:
            if isinstance(each, n.Enum):
                self.enums[each.name.text] = tuple(value.name.text for value in each.values)
        kinds = {each.name.text: each for each in declarations if isinstance(each, n.Record)}
        self.records.update({name: {} for name in kinds})
        for each in declarations:
            if isinstance(each, n.TypeAlias):
                self.aliases[each.name.text] = self.type_of(each.type)
        for name, record in kinds.items():
            self.records[name] = {original_name(one): self._field(one) for one in record.fields}

    def _field(self, node: n.Field) -> RecordField:
        return RecordField(node.name.text, self.type_of(node.type))

    def type_of(self, node: n.TypeSyntax) -> t.Type:
        """Give the type that syntax means."""
        match node:
            case n.GenericType(name=n.Name(text="list"), arguments=(item,)):
                return t.ListType(self.type_of(item))
            case n.GenericType(name=n.Name(text="map"), arguments=(_, value)):
                return t.MapType(self.type_of(value))
            case n.OptionalType():
                return t.optional(self.type_of(node.item))
            case n.UnionType():
                return t.UnionType(tuple(self.type_of(each) for each in node.members))
            case n.LiteralType():
                return t.LiteralType(node.value)
            case n.NamedType():
                return self._named(node.name.text)
            case n.GenericType() | n.DecimalType():
                return t.JSON

    def _named(self, name: str) -> t.Type:
        if name in t.SCALARS:
            return t.SCALARS[name]
        if name in self.enums:
            return t.NominalType("enum", name, "main")
        return self.aliases.get(name) or t.NominalType("record", name, "main")


_ORIGINAL = "In JSON: `"


def original_name(node: n.Field) -> str:
    """Give the name that a field has in JSON, which its documentation tells where it differs."""
    for line in (node.doc or "").splitlines():
        if line.startswith(_ORIGINAL) and line.endswith("`."):
            return line[len(_ORIGINAL) : -2]
    return node.name.text
