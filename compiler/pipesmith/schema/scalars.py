"""Schemas of texts, numbers and constants."""

import re
from collections.abc import Callable, Iterator, Mapping
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from pipesmith.analysis.functions.regex import check_pattern
from pipesmith.schema.kinds import JSON, Condition, Kind
from pipesmith.schema.literals import GREATEST, LEAST, literal
from pipesmith.schema.naming import is_plain
from pipesmith.schema.places import Path
from pipesmith.syntax.writing.literals import quoted

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

Schema = Mapping[str, Any]
Wanted = tuple[str, ...]
"""Names that a declaration would like, best first."""

FORMATS = {
    "date-time": "datetime",
    "date": "date",
    "uuid": "uuid",
    "email": "email",
    "uri": "url",
    "duration": "duration",
}
COUNTED = ("email", "url")
"""Forms of texts that are texts here, and have a length."""


# ---------------------------------------------------------------- texts


def text_kind(schema: Schema, path: Path, c: "Converting") -> Kind:
    """Give the type of a text."""
    known = FORMATS.get(str(schema.get("format")))
    if known in COUNTED:
        kind = Kind(known).where(*lengths(schema, "minLength", "maxLength"))
        return c.leaving_out(kind, schema, path, {"type", "format", "minLength", "maxLength"})
    if known is not None:
        return c.leaving_out(Kind(known), schema, path, {"type", "format"})
    pattern = [*_pattern(schema)]
    kind = Kind("string").where(*lengths(schema, "minLength", "maxLength"), *pattern)
    handled = {"type", "minLength", "maxLength", *(["pattern"] if pattern else [])}
    return c.leaving_out(kind, schema, path, handled)


def lengths(schema: Schema, least: str, most: str) -> Iterator[Condition]:
    """Give the conditions on a length."""
    low, high = _count(schema.get(least, 0)), _count(schema.get(most))
    if low and low == high:
        yield Condition(f"length(it) == {low}", lambda value: len(value) == low)
        return
    if low:
        yield Condition(f"length(it) >= {low}", lambda value: len(value) >= low)
    if high is not None:
        yield Condition(f"length(it) <= {high}", lambda value: len(value) <= high)


def _count(value: Any) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _pattern(schema: Schema) -> Iterator[Condition]:
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and check_pattern(pattern) is None:
        reads = re.compile(pattern)
        text = f"matches(it, {quoted(pattern)})"
        yield Condition(text, lambda value: reads.search(value) is not None)


# ---------------------------------------------------------------- numbers

_BOUNDS: Mapping[str, tuple[str, Callable[[float, float], bool]]] = {
    "minimum": (">=", lambda value, bound: value >= bound),
    "exclusiveMinimum": (">", lambda value, bound: value > bound),
    "maximum": ("<=", lambda value, bound: value <= bound),
    "exclusiveMaximum": ("<", lambda value, bound: value < bound),
}


def number_kind(schema: Schema, path: Path, c: "Converting", name: str) -> Kind:
    """Give the type of a number: `int` or `float`."""
    bounds = {word: schema[word] for word in _BOUNDS if _number(schema.get(word)) is not None}
    conditions = [*_range(bounds)]
    handled = {"type", "format", *bounds}
    step = schema.get("multipleOf")
    if name == "int" and type(step) is int and 0 < step <= GREATEST:
        conditions.append(Condition(f"it % {step} == 0", lambda value: value % step == 0))
        handled.add("multipleOf")
    return c.leaving_out(Kind(name).where(*conditions), schema, path, handled)


def _range(bounds: Mapping[str, float]) -> Iterator[Condition]:
    """Give the conditions of bounds; one from below and one from above are one condition."""
    if [word[-7:].lower() for word in bounds] != ["minimum", "maximum"]:
        yield from (_within(word, bound) for word, bound in bounds.items())
        return
    (low, least), (high, most) = bounds.items()
    below, above = _within(low, least), _within(high, most)
    sign = _BOUNDS[low][0].replace(">", "<")
    text = f"{_number(least)} {sign} {above.text}"
    yield Condition(text, lambda value: below.holds(value) and above.holds(value))


def _within(word: str, bound: float) -> Condition:
    sign, holds = _BOUNDS[word]
    return Condition(f"it {sign} {_number(bound)}", lambda value: holds(value, bound))


def _number(value: Any) -> str | None:
    """Write a number, unless the language has none like it."""
    match value:
        case bool():
            return None
        case int() if LEAST <= value <= GREATEST:
            return str(value)
        case float() if isfinite(value):
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case _:
            return None


# ---------------------------------------------------------------- constants


def constant_kind(
    values: list[Any],
    schema: Schema,
    path: Path,
    c: "Converting",
    wanted: Wanted,
    docs: Mapping[str, Schema] = MappingProxyType({}),
) -> Kind:
    """Give the type of some constants: an enum, where `type` says that they are texts, or literal
    texts, or a scalar with a condition.

    `docs` are schemas that describe the values one by one.
    """
    if not values:
        return c.json(path, "an `enum` without values")
    given = [value for value in values if value is not None]
    form = _form(schema, docs)
    kind = _one_of(given, path, c, wanted, docs, form).or_null(len(given) < len(values))
    handled = {"enum", "const", "type", *([] if schema.get("type") == "string" else ["format"])}
    return c.leaving_out(kind, schema, path, handled)


Form = Literal["enum", "literals", "condition"]
"""What constant texts become."""


def _form(schema: Schema, docs: Mapping[str, Schema]) -> Form:
    if schema.get("x-pipesmith-type") == "string":
        return "condition"
    return "enum" if docs or schema.get("type") == "string" else "literals"


def _one_of(
    values: list[Any],
    path: Path,
    c: "Converting",
    wanted: Wanted,
    docs: Mapping[str, Schema],
    form: Form,
) -> Kind:
    if not values:
        return NULL
    texts = all(isinstance(value, str) for value in values)
    if texts and form == "condition":
        return Kind("string").where(_chosen(values, "string"))
    if texts and form == "literals":
        return _literals([*dict.fromkeys(values)])
    if texts:
        return _texts([*dict.fromkeys(values)], path, c, wanted, docs)
    scalar = _scalar_of(values)
    if scalar is None:
        return c.json(path, "constants that are not of one kind")
    return Kind(scalar).where(_chosen(values, scalar))


def _chosen(values: list[Any], scalar: str) -> Condition:
    written = [str(literal(value, Kind(scalar))) for value in values]
    test = f"it == {written[0]}" if len(values) == 1 else f"it in [{', '.join(written)}]"
    return Condition(test, lambda value: value in values)


NULL = JSON.where(Condition("it == null", lambda value: value is None))


def _scalar_of(values: list[Any]) -> str | None:
    if all(isinstance(value, bool) for value in values):
        return "bool"
    if any(_number(value) is None for value in values):
        return None
    return "int" if all(float(value).is_integer() for value in values) else "float"


def _texts(
    values: list[str], path: Path, c: "Converting", wanted: Wanted, docs: Mapping[str, Schema]
) -> Kind:
    if len(values) > 1 and all(map(is_plain, values)):
        return c.declare_enum(values, path, wanted, docs)
    return _literals(values)


def _literals(values: list[str]) -> Kind:
    written = " | ".join(map(quoted, values))
    return Kind(written, texts=tuple(values), union=len(values) > 1)
