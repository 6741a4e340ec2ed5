"""How a problem that a JSON Schema finds is told: where it is, what was expected and found."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.data import to_json
from pipesmith_runtime.reading import found

if TYPE_CHECKING:
    from jsonschema import ValidationError

Told = tuple[str, str]
"""A path and a message."""


def problems(error: "ValidationError") -> Iterator[Told]:
    """Tell one failure of a keyword; of an object, each member that it is about."""
    path = _path(error.absolute_path)
    instance: Any = error.instance
    wanted: Any = error.validator_value
    match error.validator:
        case "required":
            for name in wanted:
                if name not in instance:
                    yield f"{path}.{name}", "missing"
        case "additionalProperties":
            schema: Any = error.schema
            for name in _extra(instance, schema):
                yield f"{path}.{name}", "unknown field"
        case keyword:
            yield path, _message(str(keyword), wanted, instance)


def _path(steps: Iterable[str | int]) -> str:
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def _extra(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    patterns = schema.get("patternProperties", {})
    for name in instance:
        if name not in schema.get("properties", {}) and not any(
            re.search(pattern, name) for pattern in patterns
        ):
            yield name


def _message(keyword: str, wanted: Any, instance: Any) -> str:
    if keyword in _EXPECTED:
        return f"expected {_EXPECTED[keyword](wanted)}, found {found(instance)}"
    return _OTHERWISE.get(keyword, f"`{keyword}` does not hold")


def _types(value: Any) -> str:
    return " or ".join([value] if isinstance(value, str) else value)


def _choices(values: list[Any]) -> str:
    shown = ", ".join(to_json(value) for value in values[:8])
    return f"one of {shown}{', ...' if len(values) > 8 else ''}"


_EXPECTED: Mapping[str, Callable[[Any], str]] = {
    "type": _types,
    "enum": _choices,
    "const": to_json,
    "minimum": lambda value: f"at least {value}",
    "maximum": lambda value: f"at most {value}",
    "exclusiveMinimum": lambda value: f"more than {value}",
    "exclusiveMaximum": lambda value: f"less than {value}",
    "multipleOf": lambda value: f"a multiple of {value}",
    "minLength": lambda value: f"at least {value} characters",
    "maxLength": lambda value: f"at most {value} characters",
    "pattern": lambda value: f"text that matches `{value}`",
    "minItems": lambda value: f"at least {value} items",
    "maxItems": lambda value: f"at most {value} items",
    "minProperties": lambda value: f"at least {value} fields",
    "maxProperties": lambda value: f"at most {value} fields",
}

_OTHERWISE = {
    "None": "nothing is accepted here",
    "uniqueItems": "expected no repeats",
    "anyOf": "fits none of `anyOf`",
    "oneOf": "does not fit exactly one of `oneOf`",
    "not": "fits the schema of `not`",
}
