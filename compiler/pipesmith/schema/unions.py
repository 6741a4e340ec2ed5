"""Schemas of alternatives: `oneOf` and `anyOf`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.schema.kinds import Kind
from pipesmith.schema.places import Path
from pipesmith.schema.scalars import Schema, Wanted, constant_kind

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

Alternative = tuple[Any, Path]

_COMBINING = {"allOf", "anyOf", "oneOf", "const", "enum"}


def union_kind(word: str, schema: Schema, path: Path, c: "Converting", wanted: Wanted) -> Kind:
    """Give the type of alternatives: one that may be null, texts, or records told apart."""
    given = [(each, (*path, word, at)) for at, each in enumerate(schema[word])]
    left = [(each, place) for each, place in given if not _is_null(each)]
    kind = _alternatives(left, path, c, wanted).or_null(len(left) < len(given))
    return c.leaving_out(kind, schema, path, {word, "type", "discriminator"})


def _alternatives(given: list[Alternative], path: Path, c: "Converting", wanted: Wanted) -> Kind:
    if len(given) == 1:
        return c.kind(*given[0], wanted)
    texts = [text for each, _ in given for text in _constants(each)]
    if given and all(_constants(each) for each, _ in given) and all(map(_is_text, texts)):
        docs = {text: each for each, _ in given for text in _constants(each)}
        return constant_kind(texts, {}, path, c, wanted, docs)
    tag = _tag(given, c) if given else None
    if tag is not None:
        return _records(tag, given, c, wanted)
    return c.json(path, "alternatives that no field with a text of its own tells apart")


def _records(tag: str, given: list[Alternative], c: "Converting", wanted: Wanted) -> Kind:
    kinds = []
    for each, place in given:
        text = _tags(each, c)[tag]
        kinds.append(c.kind(each, place, (text, f"{wanted[0]} {text}")))
    notes = tuple(note for kind in kinds for note in kind.notes)
    return Kind(" | ".join(kind.type for kind in kinds), union=True, notes=notes)


def _tag(given: list[Alternative], c: "Converting") -> str | None:
    """Give the field that all have, each with a text of its own."""
    tables = [_tags(each, c) for each, _ in given]
    for name in tables[0]:
        values = [table.get(name) for table in tables]
        if None not in values and len(set(values)) == len(values):
            return name
    return None


def _tags(value: Any, c: "Converting") -> dict[str, str]:
    """Give the fields of an object that must have one constant text."""
    schema = c.followed(value)
    if not isinstance(schema, Mapping) or schema.get("type") != "object":
        return {}
    if schema.keys() & _COMBINING:
        return {}
    properties, required = schema.get("properties") or {}, schema.get("required") or ()
    constants = {name: _constants(properties[name]) for name in properties if name in required}
    single = {name: values[0] for name, values in constants.items() if len(values) == 1}
    return {name: value for name, value in single.items() if _is_text(value)}


def _constants(schema: Any) -> list[Any]:
    if not isinstance(schema, Mapping):
        return []
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return values if isinstance(values, list) else []


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_null(schema: Any) -> bool:
    if not isinstance(schema, Mapping):
        return False
    return schema.get("type") == "null" or _constants(schema) == [None]
