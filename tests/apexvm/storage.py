"""The records of an org, and what is known of their types."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.apexvm.coercion import coerce
from tests.apexvm.types import Type
from tests.apexvm.values import Id, SObject, Value


@dataclass(frozen=True, slots=True)
class FieldShape:
    """What is known of a field of a record type."""

    name: str
    type: Type
    unique: bool = False
    required: bool = False
    external_id: bool = False
    length: int | None = None
    default: Value = None


@dataclass(slots=True)
class Shape:
    """What is known of a record type."""

    name: str
    fields: dict[str, FieldShape] = field(default_factory=dict)
    publishes_immediately: bool = False


Table = dict[str, SObject]


@dataclass(slots=True)
class Storage:
    """Tables of records by type, each by the identifiers of its records."""

    shapes: dict[str, Shape] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    made: int = 0

    def table(self, type_: Type) -> Table:
        """Give the table of a record type."""
        return self.tables.setdefault(type_.key, {})

    def new_id(self, type_: Type) -> Id:
        """Give an identifier that no record has."""
        self.made += 1
        number = len(self.prefixes)
        prefix = self.prefixes.setdefault(type_.key, f"a{number // 36:X}{_digit(number % 36)}")
        return Id(f"{prefix}{self.made:012d}AAA")

    def shape_of(self, type_: Type, name: str) -> FieldShape | None:
        """Tell what is known of a field."""
        shape = self.shapes.get(type_.key)
        return shape.fields.get(name.lower()) if shape else None

    def publishes_immediately(self, type_: Type) -> bool:
        """Say whether events of a type are published at once, even if the transaction fails."""
        shape = self.shapes.get(type_.key)
        return shape is None or shape.publishes_immediately

    def put_field(self, record: SObject, name: str, value: Value) -> Value:
        """Set a field by the type that it has."""
        shape = self.shape_of(record.type, name)
        given = coerce(value, shape.type) if shape else value
        record.put(shape.name if shape else name, given)
        return given

    def snapshot(self) -> dict[str, Table]:
        """Copy all records, for a savepoint."""
        return {
            name: {one: record.copy() for one, record in table.items()}
            for name, table in self.tables.items()
        }


def _digit(number: int) -> str:
    return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number]
