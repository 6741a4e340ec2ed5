"""A JSON Schema that is known while compiling: what keeps it from being used.

The library that knows draft 2020-12 is imported when the first schema comes. Nothing is fetched: a
reference leads into the schema itself, or to the specification's own schemas.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import SchemaError
    from referencing import Resource
    from referencing._core import Resolver

DRAFT = "https://json-schema.org/draft/2020-12/schema"
INSTALL = 'pip install "pipesmith[schema]"'

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """What is wrong, at a path into the schema; `way` is a way out."""

    message: str
    path: Path = ()
    way: str | None = None


def schema_problems(schema: Any) -> Iterator[SchemaProblem]:
    """Find what keeps a schema from being used: its draft, its form, its patterns, references."""
    try:
        from jsonschema import Draft202012Validator
        from jsonschema.exceptions import SchemaError
    except ImportError:
        message = "JSON Schemas cannot be checked without `jsonschema`"
        yield SchemaProblem(message, way=f"run `{INSTALL}`")
        return
    named = schema.get("$schema", DRAFT) if isinstance(schema, Mapping) else DRAFT
    if not isinstance(named, str) or named.removesuffix("#") != DRAFT:
        message = f"`{named}` is not supported, only draft 2020-12"
        yield SchemaProblem(message, ("$schema",), f"write `{DRAFT}`, or leave `$schema` out")
        return
    try:
        Draft202012Validator.check_schema(schema)
        yield from _lost_references(schema)
    except SchemaError as failure:
        yield _malformed(failure)
    except RecursionError:
        yield SchemaProblem("this JSON Schema is nested too deeply")


def _malformed(failure: "SchemaError") -> SchemaProblem:
    path = tuple(failure.absolute_path)
    if failure.validator == "format" and failure.validator_value == "regex":
        return SchemaProblem(f"the pattern `{failure.instance}` is not supported", path)
    if not path:
        return SchemaProblem("a JSON Schema is an object, `true` or `false`")
    return SchemaProblem(f"`{path[-1]}` of JSON Schema does not take this value", path)


# ---------------------------------------------------------------- references


def _lost_references(schema: Any) -> Iterator[SchemaProblem]:
    from jsonschema_specifications import REGISTRY
    from referencing.jsonschema import DRAFT202012

    resource = DRAFT202012.create_resource(schema)
    resolver = REGISTRY.with_resource("", resource).resolver_with_root(resource)
    for reference in dict.fromkeys(_unresolved(resource, resolver)):
        path = _path_to(schema, reference)
        yield SchemaProblem(_lost(reference), path)


def _lost(reference: str) -> str:
    if reference.startswith("#"):
        return f"`{reference}` leads nowhere in this schema"
    return f"`{reference}` leads out of this schema, and nothing is fetched"


def _unresolved(resource: "Resource[Any]", resolver: "Resolver[Any]") -> Iterator[str]:
    """Find the references that lead nowhere, in a schema and in all that are part of it."""
    from referencing.exceptions import Unresolvable

    content = resource.contents if isinstance(resource.contents, Mapping) else {}
    for reference in (content.get("$ref"), content.get("$dynamicRef")):
        if isinstance(reference, str):
            try:
                resolver.lookup(reference)
            except Unresolvable:
                yield reference
    for part in resource.subresources():
        yield from _unresolved(part, resolver.in_subresource(part))


def _path_to(value: Any, reference: str, path: Path = ()) -> Path:
    """Give the path of the first place where a reference is written."""
    pairs = value.items() if isinstance(value, Mapping) else enumerate(value)
    for key, each in pairs:
        if key in ("$ref", "$dynamicRef") and each == reference:
            return (*path, key)
        if isinstance(each, Mapping | list) and (found := _path_to(each, reference, (*path, key))):
            return found
    return ()
