"""What a schema says beside its `$ref`: conditions on values of the type that it refers to."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pipesmith.schema.kinds import Kind
from pipesmith.schema.lists import distinct
from pipesmith.schema.places import Path
from pipesmith.schema.scalars import Schema, constant_kind, lengths, number_kind, text_kind

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

_NUMBERS = {"integer": "int", "number": "float"}


def kind_beside(schema: Schema, target: Any, path: Path, c: "Converting") -> Kind:
    """Give a type of which the conditions and the notes are what the other keywords say."""
    word = _word(target)
    beside = {key: value for key, value in schema.items() if key != "$ref"}
    given = {"type": word, **({"x-pipesmith-type": "string"} if word == "string" else {}), **beside}
    values = [given["const"]] if "const" in given else given.get("enum")
    if isinstance(values, list):
        return constant_kind(values, given, path, c, ())
    match word:
        case "string":
            return text_kind(given, path, c)
        case "integer" | "number":
            return number_kind(given, path, c, _NUMBERS[word])
        case "array":
            counts = (*lengths(schema, "minItems", "maxItems"), *distinct(schema))
            handled = {"type", "minItems", "maxItems", "uniqueItems"}
            return c.leaving_out(Kind("").where(*counts), given, path, handled)
        case "object":
            counts = (*lengths(schema, "minProperties", "maxProperties"),)
            handled = {"type", "minProperties", "maxProperties"}
            return c.leaving_out(Kind("").where(*counts), given, path, handled)
        case _:
            return c.leaving_out(Kind(""), given, path, {"type"})


def _word(target: Any) -> str:
    """Give the one type that a schema names besides null, or nothing."""
    types = target.get("type") if isinstance(target, Mapping) else None
    named = [types] if isinstance(types, str) else [each for each in types or () if each != "null"]
    return str(named[0]) if len(named) == 1 else ""
