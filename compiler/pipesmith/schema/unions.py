"""Schemas of alternatives: `oneOf` and `anyOf`."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.schema.kinds import Kind
from pipesmith.schema.places import Path
from pipesmith.schema.scalars import choice_kind

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

Schema = Mapping[str, Any]
Alternative = tuple[Any, Path]


def union_kind(
    word: str, schema: Schema, path: Path, c: "Converting", names: tuple[str, ...]
) -> Kind:
    """Give the type of alternatives: one that may be null, texts, or records told apart."""
    given = [(each, (*path, word, at)) for at, each in enumerate(schema[word])]
    left = [(each, place) for each, place in given if not _is_null(each)]
    kind = _alternatives(left, path, c, names).or_null(len(left) < len(given))
    return c.leaving_out(kind, schema, path, {*schema} - {word, "discriminator"})


def _alternatives(
    given: list[Alternative], path: Path, c: "Converting", names: tuple[str, ...]
) -> Kind:
    if len(given) == 1:
        return c.kind(*given[0], names)
    texts = [text for each, _ in given for text in _constants(each)]
    if given and all(_constants(each) for each, _ in given) and all(map(_is_text, texts)):
        return choice_kind(texts, {}, path, c, names[0])
    if given and _tag(given, c) is not None:
        return _records(given, c, names)
    return c.json(path, "alternatives that no field with a constant text tells apart")


def _records(given: list[Alternative], c: "Converting", names: tuple[str, ...]) -> Kind:
    tag = str(_tag(given, c))
    found = []
    for each, place in given:
        wanted = str(_tags(each, c)[tag])
        found.append(c.kind(each, place, (wanted, f"{names[0]} {wanted}")).type)
    return Kind(" | ".join(dict.fromkeys(found)), union=len(found) > 1)


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
    required = schema.get("required") or ()
    found = {}
    for name, each in (schema.get("properties") or {}).items():
        constants = _constants(each)
        if name in required and len(constants) == 1 and _is_text(constants[0]):
            found[name] = constants[0]
    return found


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
