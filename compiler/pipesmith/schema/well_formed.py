"""What must be so for JSON to be a schema at all: the kind of each keyword's value.

Reads     a document.
Gives     nothing.
Reports   schema/not-a-schema, at each value of another kind.
Promises  in what is without findings, the keywords that become types have values of their kind.
Leaves    keywords that no type says.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pipesmith.diagnostics import Finding
from pipesmith.schema.import_findings import not_a_schema
from pipesmith.schema.places import Document, Path

TYPES = ("array", "boolean", "integer", "null", "number", "object", "string")


def malformed(document: Document) -> Iterator[Finding]:
    """Find what keeps a document from being a schema."""
    for path, wanted in _schema(document.root, ()):
        yield not_a_schema(document, path, wanted)


Problem = tuple[Path, str]


def _schema(value: Any, path: Path) -> Iterator[Problem]:
    if isinstance(value, bool):
        return
    if not isinstance(value, Mapping):
        yield path, "a schema"
        return
    for word, each in value.items():
        place = (*path, word)
        if word in _PLAIN:
            wanted, fits = _PLAIN[word]
            yield from () if fits(each) else ((place, wanted),)
        elif word in _SCHEMAS:
            yield from _schema(each, place)
        elif word in _LISTS or (word == "items" and isinstance(each, list)):
            yield from _list(each, place)
        elif word == "items":
            yield from _schema(each, place)
        elif word in _TABLES:
            yield from _table(each, place)


def _list(value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list) or not value:
        yield path, "an array of schemas"
        return
    for at, each in enumerate(value):
        yield from _schema(each, (*path, at))


def _table(value: Any, path: Path) -> Iterator[Problem]:
    if not isinstance(value, Mapping):
        yield path, "an object of schemas"
        return
    for name, each in value.items():
        yield from _schema(each, (*path, name))


_SCHEMAS = ("additionalProperties", "not", "contains", "propertyNames", "if", "then", "else")
_LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
_TABLES = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _are_types(value: Any) -> bool:
    given = value if isinstance(value, list) and value else [value]
    return all(each in TYPES for each in given if _is_text(each)) and all(map(_is_text, given))


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


_PLAIN: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    **dict.fromkeys(
        ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"),
        ("a count", _is_count),
    ),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        ("a number", _is_number),
    ),
    **dict.fromkeys(("$ref", "$id", "$anchor", "pattern", "format"), ("a text", _is_text)),
    "required": ("an array of texts", _are_texts),
    "type": ("the name of a type", _are_types),
    "enum": ("an array", _is_list),
    "uniqueItems": ("true or false", _is_bool),
}
