"""An example of each type as JSON: what a value looks like, whatever conditions say of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
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


MOST = 100
"""An example holds no more values than these, as far as its types let it."""

_Key = tuple[str, str]


class NoExample(Exception):
    """A type has no values in JSON, or none that ends soon."""


def record_example(module: str, record: n.Record, declared: Declared) -> dict[str, Any]:
    """Give an example of a record."""
    return _Making(declared).record((module, record.name), ())


def sound_example(type_: t.Type, declared: Declared, limited: Collection[_Key]) -> Any:
    """Give an example of a type for whose values nothing holds conditions, at any depth."""
    for part in _within(type_, declared, set()):
        if isinstance(part, t.NominalType) and (part.module, part.name) in limited:
            raise NoExample
    return _Making(declared).value(type_, ())


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


@dataclass(slots=True)
class _Making:
    """Makes one example; `around` are the records that a value stands in."""

    declared: Declared
    left: int = MOST

    def record(self, key: _Key, around: tuple[_Key, ...]) -> dict[str, Any]:
        """Give an example of a record."""
        if key in around or key not in self.declared.records or not key[0]:
            raise NoExample
        fields = self.declared.records[key]
        return {name: self.value(each.type, (*around, key)) for name, each in fields.items()}

    def value(self, type_: t.Type, around: tuple[_Key, ...]) -> Any:
        """Give an example of a type."""
        self.left -= 1
        if self.left < 0:
            raise NoExample
        match type_:
            case t.Scalar(name=name):
                return _SCALARS[name]
            case t.DecimalType(precision=precision, scale=scale):
                whole = "1" if precision > scale else "0"
                return f"{whole}.{'5' * scale}" if scale else whole
            case t.OptionalType(item=item):
                return next(self._values(item, around), None)
            case t.ListType(item=item) | t.SetType(item=item):
                return [*self._values(item, around)]
            case t.MapType(value=value):
                return dict(zip(["key"], self._values(value, around), strict=False))
            case t.TupleType(items=items):
                return [self.value(each, around) for each in items]
            case t.LiteralType(value=text):
                return text
            case t.UnionType(members=(first, *_)):
                return self.value(first, around)
            case t.NominalType():
                return self._nominal(type_, around)
            case _:
                raise NoExample

    def _values(self, item: t.Type, around: tuple[_Key, ...]) -> Iterator[Any]:
        """Give one example, or none where it would hold itself."""
        try:
            yield self.value(item, around)
        except NoExample:
            return

    def _nominal(self, type_: t.NominalType, around: tuple[_Key, ...]) -> Any:
        key = (type_.module, type_.name)
        match type_.of:
            case "record":
                return self.record(key, around)
            case "enum":
                return min(self.declared.enums[key])
            case _:
                return self.value(self.declared.unaliased(type_), around)


def misfit(field: n.Field, declared: Declared) -> Any:
    """Give a value that a field cannot hold, None where it can hold any."""
    plain = declared.unaliased(t.present(field.type))
    if plain in (t.JSON, t.NULL):
        return None
    return "text" if plain == t.BOOL else True
