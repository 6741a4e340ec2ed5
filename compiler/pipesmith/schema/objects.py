"""Schemas of objects and lists: records, maps, lists and tuples."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.schema.import_findings import renamed
from pipesmith.schema.kinds import Condition, Kind
from pipesmith.schema.literals import literal
from pipesmith.schema.naming import field_name
from pipesmith.schema.places import MISSING, Path
from pipesmith.schema.scalars import lengths

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

Schema = Mapping[str, Any]


# ---------------------------------------------------------------- objects


def object_kind(schema: Schema, path: Path, c: "Converting", name: str, own: bool) -> Kind:
    """Give the type of an object: a record where members are named, else a map."""
    if schema.get("properties") or schema.get("required"):
        return c.declare_record(schema, path, name, own)
    values = schema.get("additionalProperties", True)
    if values is False and "patternProperties" not in schema:
        return c.declare_record(schema, path, name, own)
    if "patternProperties" in schema:
        item = Kind("json")
    else:
        place = (*path, "additionalProperties") if "additionalProperties" in schema else path
        item = c.item(values, place, f"{name}Value")
    sizes = lengths(schema, "minProperties", "maxProperties")
    kind = Kind(f"map[string, {item.written()}]").where(*sizes)
    return c.leaving_out(kind, schema, path, {"patternProperties", *_NEVER})


_NEVER = frozenset(
    {
        "dependencies",
        "dependentRequired",
        "dependentSchemas",
        "propertyNames",
        "unevaluatedProperties",
    }
)


def record_lines(schema: Schema, path: Path, c: "Converting", name: str) -> Iterator[str]:
    """Write the fields of a record, one after another."""
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required: list[str] = [str(each) for each in schema.get("required") or ()]
    taken: set[str] = set()
    pairs: list[tuple[str, str]] = []
    for key in dict.fromkeys((*properties, *required)):
        field = field_name(key, taken)
        pairs += [(key, field)] if field != key else []
        place = (*path, "properties", key) if key in properties else (*path, "required")
        value = properties.get(key, True)
        yield from _field_lines(key, field, value, place, c, name, key in required)
    if pairs:
        c.findings.append(renamed(c.document, path, pairs))


def _field_lines(
    key: str, field: str, value: Any, path: Path, c: "Converting", owner: str, required: bool
) -> Iterator[str]:
    kind = c.kind(value, path, (key, f"{owner} {key}"))
    default, lost = _default(value, kind, path, c)
    optional = not required and default is None
    yield from c.documentation(value, f"In JSON: `{key}`." if field != key else "", *kind.notes)
    if lost:
        yield f"/// {lost}"
    given = f" = {default}" if default is not None else ""
    yield f"{field}: {kind.written(optional)}{given}{kind.clause}"


def _default(value: Any, kind: Kind, path: Path, c: "Converting") -> tuple[str | None, str]:
    """Write the default of a field; one that its type cannot have is left out, and said."""
    given = value.get("default", MISSING) if isinstance(value, Mapping) else MISSING
    if given is MISSING or (given is None and (kind.nullable or kind.type == "json")):
        return None, ""
    written = literal(given, kind)
    if written is None:
        c.leave_out((*path, "default"), "a default that the type does not have")
        return None, "Left out of the JSON Schema: the default."
    return written, ""


# ---------------------------------------------------------------- lists


def list_kind(schema: Schema, path: Path, c: "Converting", name: str) -> Kind:
    """Give the type of a list."""
    items = schema.get("items", True)
    first = schema.get("prefixItems") or (items if isinstance(items, list) else [])
    if first:
        return _tuple_kind(schema, path, c, name, first)
    place = (*path, "items") if "items" in schema else path
    item = c.item(items, place, f"{name} item")
    conditions = [*lengths(schema, "minItems", "maxItems"), *_distinct(schema)]
    kind = Kind(f"list[{item.written()}]").where(*conditions)
    return c.leaving_out(kind, schema, path, {"contains", "unevaluatedItems"})


def _distinct(schema: Schema) -> Iterator[Condition]:
    if schema.get("uniqueItems") is True:
        yield Condition("length(unique(it)) == length(it)", _no_repeats)


def _no_repeats(items: list[Any]) -> bool:
    return all(item not in items[:at] for at, item in enumerate(items))


def _tuple_kind(schema: Schema, path: Path, c: "Converting", name: str, first: list[Any]) -> Kind:
    word = "prefixItems" if "prefixItems" in schema else "items"
    rest = schema.get("items" if word == "prefixItems" else "additionalItems", True)
    count, most = len(first), schema.get("maxItems")
    if schema.get("minItems") != count or (rest is not False and most != count):
        return c.json(path, "a list whose first items have types of their own")
    places = [(*path, word, at) for at in range(count)]
    items = [
        c.item(each, place, f"{name} {at + 1}")
        for at, (each, place) in enumerate(zip(first, places, strict=True))
    ]
    kind = Kind(f"tuple[{', '.join(item.written() for item in items)}]")
    return c.leaving_out(kind, schema, path, {"contains", "unevaluatedItems", "uniqueItems"})
