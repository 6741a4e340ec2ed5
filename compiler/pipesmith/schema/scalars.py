"""Schemas of texts, numbers and choices."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from pipesmith.analysis.functions.regex import check_pattern
from pipesmith.schema.kinds import JSON, Condition, Kind
from pipesmith.schema.literals import literal
from pipesmith.schema.naming import is_plain
from pipesmith.schema.places import Path
from pipesmith.syntax.writing.literals import quoted

if TYPE_CHECKING:
    from pipesmith.schema.converting import Converting

FORMATS = {
    "date-time": "datetime",
    "date": "date",
    "uuid": "uuid",
    "email": "email",
    "uri": "url",
    "duration": "duration",
}
LEAST, GREATEST = -(2**63), 2**63 - 1

Schema = Mapping[str, Any]


# ---------------------------------------------------------------- texts


def text_kind(schema: Schema, path: Path, c: "Converting") -> Kind:
    """Give the type of a text."""
    known = FORMATS.get(str(schema.get("format")), "string")
    rest = {*(("format",) if known == "string" else ())}
    conditions: list[Condition] = []
    if known == "string":
        conditions = [*lengths(schema, "minLength", "maxLength"), *_pattern(schema)]
        rest |= _unsaid(schema, conditions, "pattern", "matches")
    else:
        rest |= {"minLength", "maxLength", "pattern"}
    return c.leaving_out(Kind(known).where(*conditions), schema, path, rest)


def _unsaid(
    schema: Schema, conditions: list[Condition], keyword: str, function: str
) -> frozenset[str]:
    said = any(condition.text.startswith(function) for condition in conditions)
    return frozenset() if said else frozenset((keyword,))


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
    whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
    return int(value) if whole else None


def _pattern(schema: Schema) -> Iterator[Condition]:
    import re

    pattern = schema.get("pattern")
    if isinstance(pattern, str) and check_pattern(pattern) is None:
        reads = re.compile(pattern)
        yield Condition(
            f"matches(it, {quoted(pattern)})", lambda value: reads.search(value) is not None
        )


# ---------------------------------------------------------------- numbers


def number_kind(schema: Schema, path: Path, c: "Converting", name: str) -> Kind:
    """Give the type of a number: `int` or `float`."""
    conditions = [*_range(schema)]
    rest = {each for each in _BOUNDS if each in schema and _bound(schema[each]) is None}
    step = schema.get("multipleOf")
    if name == "int" and isinstance(step, int) and 0 < step <= GREATEST:
        conditions.append(Condition(f"it % {step} == 0", lambda value: value % step == 0))
    else:
        rest.add("multipleOf")
    return c.leaving_out(Kind(name).where(*conditions), schema, path, rest)


_BOUNDS = {"minimum": ">=", "exclusiveMinimum": ">", "maximum": "<=", "exclusiveMaximum": "<"}


def _range(schema: Schema) -> Iterator[Condition]:
    bounds = {each: _bound(schema.get(each)) for each in _BOUNDS}
    for keyword, bound in bounds.items():
        if bound is not None:
            yield Condition(f"it {_BOUNDS[keyword]} {bound}", _within(keyword, schema[keyword]))


def _within(keyword: str, bound: float) -> Any:
    return {
        "minimum": lambda value: value >= bound,
        "exclusiveMinimum": lambda value: value > bound,
        "maximum": lambda value: value <= bound,
        "exclusiveMaximum": lambda value: value < bound,
    }[keyword]


def _bound(value: Any) -> str | None:
    """Write a bound, unless no number of the language is it."""
    match value:
        case bool():
            return None
        case int() if LEAST <= value <= GREATEST:
            return str(value)
        case float() if isfinite(value):
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case _:
            return None


# ---------------------------------------------------------------- choices


def choice_kind(values: list[Any], schema: Schema, path: Path, c: "Converting", name: str) -> Kind:
    """Give the type of some constants: an enum, literal texts, or a scalar with a condition."""
    given = [value for value in values if value is not None]
    kind = _one_of(given, path, c, name).or_null(len(given) < len(values))
    return c.leaving_out(kind, schema, path, {*schema} - {"enum", "const", "type"})


def _one_of(values: list[Any], path: Path, c: "Converting", name: str) -> Kind:
    if not values:
        return JSON.where(Condition("it == null", lambda value: value is None))
    if all(isinstance(value, str) for value in values):
        return _texts([*dict.fromkeys(values)], c, name)
    scalar = _scalar_of(values)
    if scalar is None:
        return c.json(path, "constants that are not of one kind")
    written = ", ".join(str(literal(value, Kind(scalar))) for value in values)
    test = f"it == {written}" if len(values) == 1 else f"it in [{written}]"
    return Kind(scalar).where(Condition(test, lambda value: value in values))


def _scalar_of(values: list[Any]) -> str | None:
    if all(isinstance(value, bool) for value in values):
        return "bool"
    if any(isinstance(value, bool) or _bound(value) is None for value in values):
        return None
    whole = all(float(value).is_integer() for value in values)
    return "int" if whole else "float"


def _texts(values: list[str], c: "Converting", name: str) -> Kind:
    if len(values) > 1 and all(is_plain(value) for value in values) and not c.inside_union:
        return c.declare_enum(values, name)
    written = " | ".join(map(quoted, values))
    return Kind(written, texts=tuple(values), union=len(values) > 1)
