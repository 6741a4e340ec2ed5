"""Schemas of objects: records where members are named, else maps."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.schema.import_findings import renamed
from pipesmith.schema.kinds import Kind
from pipesmith.schema.literals import literal
from pipesmith.schema.naming import field_name
from pipesmith.schema.places import MISSING, Path
from pipesmith.schema.scalars import Schema, Wanted, lengths

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting


def object_kind(schema: Schema, path: Path, c: "Converting", wanted: Wanted) -> Kind:
    """Give the type of an object."""
    values = _others(schema)
    if schema.get("properties") or schema.get("required"):
        return _record(schema, path, c, wanted)
    if values is False and "patternProperties" not in schema:
        return _record(schema, path, c, wanted)
    return _map(schema, values, path, c, wanted)


def _others(schema: Schema) -> Any:
    """Give the schema of members that are not named; `false` forbids them."""
    closed = schema.get("unevaluatedProperties") is False
    return schema.get("additionalProperties", not closed)


def _map(schema: Schema, values: Any, path: Path, c: "Converting", wanted: Wanted) -> Kind:
    if "patternProperties" in schema:
        item = Kind("json")
    else:
        place = (*path, "additionalProperties") if "additionalProperties" in schema else path
        item = c.item(values, place, (f"{wanted[0]} value",))
    sizes = lengths(schema, "minProperties", "maxProperties")
    kind = Kind(f"map[string, {item.written()}]", notes=item.notes).where(*sizes)
    handled = {"type", "properties", "required", "minProperties", "maxProperties"}
    loose = "patternProperties" in schema
    return c.leaving_out(
        kind, schema, path, handled if loose else {*handled, "additionalProperties"}
    )


def _record(schema: Schema, path: Path, c: "Converting", wanted: Wanted) -> Kind:
    handled = {"type", "properties", "required"}
    others = _others(schema)
    if isinstance(others, bool):
        handled.add("additionalProperties")
    if schema.get("unevaluatedProperties") is False:
        handled.add("unevaluatedProperties")
    if others is not False:
        c.open_objects.append(path)
    kind = c.leaving_out(Kind(""), schema, path, handled)
    return c.declare_record(schema, path, wanted, kind.notes)


def record_lines(schema: Schema, path: Path, c: "Converting", name: str) -> Iterator[str]:
    """Write the fields of a record, one after another."""
    properties: Mapping[str, Any] = schema.get("properties") or {}
    required = [str(each) for each in schema.get("required") or ()]
    taken: set[str] = set()
    pairs: list[tuple[str, str]] = []
    for key in dict.fromkeys((*properties, *required)):
        field = field_name(key, taken)
        pairs += [(key, field)] if field != key else []
        value = properties.get(key, True)
        yield from _field(key, field, value, (*path, "properties", key), c, name, key in required)
    if pairs:
        c.findings.append(renamed(c.document, path, pairs))


def _field(
    key: str, field: str, value: Any, path: Path, c: "Converting", owner: str, required: bool
) -> Iterator[str]:
    kind = c.kind(value, path, (key, f"{owner} {key}"))
    default, lost = _default(value, kind, path, c)
    optional = not required and default is None
    yield from c.documentation(
        value, f"In JSON: `{key}`." if field != key else "", *kind.notes, lost
    )
    given = f" = {default}" if default is not None else ""
    yield f"{field}: {kind.written(optional)}{given}{kind.clause}"


def _default(value: Any, kind: Kind, path: Path, c: "Converting") -> tuple[str | None, str]:
    """Write the default of a field; one that its type cannot have is left out, and said."""
    given = value.get("default", MISSING) if isinstance(value, Mapping) else MISSING
    if given is None and (kind.nullable or kind.holds_null):
        return "null", ""
    if given is MISSING or (given is None and kind.type != "json"):
        return None, ""
    written = literal(given, kind)
    if written is not None:
        return written, ""
    c.leave_out((*path, "default"), "a default that is not written as its type is")
    return None, "Left out of the JSON Schema: the default."
