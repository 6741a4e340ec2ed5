"""Schemas of arrays: lists and tuples."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pipesmith.schema.kinds import Condition, Kind
from pipesmith.schema.places import Path
from pipesmith.schema.scalars import Schema, Wanted, lengths

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

_HANDLED = {"type", "items", "minItems", "maxItems"}


def list_kind(schema: Schema, path: Path, c: "Converting", wanted: Wanted) -> Kind:
    """Give the type of an array."""
    items = schema.get("items", True)
    first = schema.get("prefixItems") or (items if isinstance(items, list) else [])
    if first:
        return _tuple(schema, path, c, wanted, first)
    place = (*path, "items") if "items" in schema else path
    item = c.item(items, place, (f"{wanted[0]} item",))
    conditions = (*lengths(schema, "minItems", "maxItems"), *distinct(schema))
    word = "set" if schema.get("x-pipesmith-type") == "set" else "list"
    kind = Kind(f"{word}[{item.written()}]", notes=item.notes).where(*conditions)
    return c.leaving_out(kind, schema, path, {*_HANDLED, "uniqueItems", "additionalItems"})


def distinct(schema: Schema) -> Iterator[Condition]:
    """Give the condition that no item repeats another."""
    if schema.get("uniqueItems") is True:
        yield Condition("length(unique(it)) == length(it)", _no_repeats)


def _no_repeats(items: list[Any]) -> bool:
    return all(item not in items[:at] for at, item in enumerate(items))


def _tuple(schema: Schema, path: Path, c: "Converting", wanted: Wanted, first: list[Any]) -> Kind:
    """Give a tuple, where an array has just the items that the schema tells one by one."""
    word = "prefixItems" if "prefixItems" in schema else "items"
    others = schema.get("items" if word == "prefixItems" else "additionalItems", True)
    count = len(first)
    closed = others is False or schema.get("maxItems") == count
    if schema.get("minItems") != count or not closed:
        return c.json(path, "an array whose first items have schemas of their own")
    items = [
        c.item(each, (*path, word, at), (f"{wanted[0]} {at + 1}",)) for at, each in enumerate(first)
    ]
    notes = tuple(note for item in items for note in item.notes)
    kind = Kind(f"tuple[{', '.join(item.written() for item in items)}]", notes=notes)
    return c.leaving_out(kind, schema, path, {*_HANDLED, "prefixItems", "additionalItems"})
