"""How Apex writes each standard function that takes no function.

Reads     a call of the IR, its arguments as expressions of Apex.
Gives     an expression: a method of the platform where that means the same, else of the runtime.
Reports   nothing.
Promises  each argument is written once, in its order.
Leaves    functions with lambdas to loops, and the types of Apex to the writer.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from pipesmith import types as t
from pipesmith.ir import nodes as ir
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.function_forms import (
    TEXTS,
    Case,
    Form,
    Given,
    Writer,
    always,
    arity,
    cast,
    every,
    filling,
    is_a,
    items_are,
    kind,
    listed,
    method,
    of_json,
    same,
    select,
    static,
    text_constant,
)
from pipesmith_targets.apex.patterns import java_pattern

__all__ = ["APEX", "IN_LINE", "Writer", "write"]


def write(call: ir.Call, values: Sequence[ax.Expression], to: Writer) -> ax.Expression:
    """Write a call with the first form of its function that applies."""
    nodes = (each for each in call.arguments if each is not None)
    types = tuple(to.plain(each.type) for each in nodes)
    return select(APEX[call.function], Given(call, tuple(values), types, to))


IN_LINE = frozenset(
    {"map", "filter", "reduce", "flat_map", "sort_by", "unique_by", "group_by", "partition"}
    | {"find", "map_values", "pluck", "with"}
)
"""Functions that are always written in line: those with lambdas, and those that name fields."""


REFUSED: Mapping[str, str] = MappingProxyType({})
"""Functions that Apex programs cannot call, and why; none at present."""


# ---------------------------------------------------------------- forms of one function


def _only(form: Form) -> tuple[Case, ...]:
    return (Case(form, always),)


def _case(form: Form, *conditions: Callable[[Given], bool]) -> Case:
    return Case(form, every(*conditions))


def _by_kind(owners: Mapping[str, Form]) -> tuple[Case, ...]:
    """Choose by the first argument's type."""
    return tuple(Case(form, is_a(*name.split())) for name, form in owners.items())


def _rounding(name: str) -> tuple[Case, ...]:
    """Round to an int, which an int is already."""
    return (_case(same(), is_a("int")), *_only(static(f"PipelineRounding.{name}")))


def _matching(name: str) -> Form:
    """Write the pattern as Java reads it; it is a constant."""

    def form(given: Given) -> ax.Expression:
        pattern = given.nodes[1]
        assert isinstance(pattern, ir.TextValue), "a pattern is known"
        return ax.call(name, given.values[0], ax.Text(java_pattern(pattern.value)))

    return form


def _joined(given: Given) -> ax.Expression:
    """Write `concat`: the lists joined one after another."""
    whole = given.values[0]
    for each in given.values[1:]:
        whole = ax.Cast(given.result, ax.call("PipelineLists.concat", whole, each))
    return whole


def _first_present(given: Given) -> ax.Expression:
    """Write the first value that is not null."""
    *others, last = given.values
    whole = last
    for each in reversed(others):
        whole = ax.Coalesce(each, whole)
    return whole


def _type_name(given: Given) -> ax.Expression:
    """Write `type_of`: the name is known but for JSON, and for what may be null."""
    type_ = given.types[0]
    if type_ == t.JSON:
        return ax.call("PipelineTypeNames.of", given.values[0])
    name = type_.name if isinstance(type_, t.NominalType) else _KINDS.get(kind(type_), kind(type_))
    return ax.call("PipelineTypeNames.of", given.values[0], ax.Text(name))


_KINDS = {"anonymous": "record"}


def _ordered(name: str) -> tuple[Case, ...]:
    return (
        _case(cast(f"PipelineComparison.{name}"), arity(1)),
        Case(listed(f"PipelineComparison.{name}"), always),
    )


def _set_size(given: Given) -> ax.Expression:
    return ax.call("PipelineInts.of", ax.send(given.values[0], "size"))


def _held_by_set(given: Given) -> ax.Expression:
    """Look into a set by the equality of the language."""
    items = ax.New(f"List<{_item(given)}>", (given.values[0],))
    return ax.call("PipelineLists.contains", items, given.values[1])


def _item(given: Given) -> str:
    type_ = given.types[0]
    assert isinstance(type_, t.ListType | t.SetType)
    return given.to.written(type_.item)


def _asked(answer: str, negated: bool) -> Form:
    """Look for an answer in a list of answers."""

    def form(given: Given) -> ax.Expression:
        found = ax.call("PipelineLists.contains", given.values[0], ax.Name(answer))
        return ax.negation(found) if negated else found

    return form


def _of_fields(name: str) -> tuple[Case, ...]:
    """Work on a map, or on the fields of a record as JSON."""

    def of_record(given: Given) -> ax.Expression:
        record = ax.Cast(_MEMBERS, given.as_json(0))
        by_name = kind(given.types[1]) == "map"
        other = ax.Cast(_MEMBERS, given.as_json(1)) if by_name else given.values[1]
        return ax.call(f"PipelineMaps.{name}", record, other)

    return (_case(cast(f"PipelineMaps.{name}"), is_a("map")), Case(of_record, always))


_MEMBERS = "Map<String, Object>"
_ZERO, _ONE, _LAST = ax.Name("0L"), ax.Name("1L"), ax.Prefix("-", ax.Name("1L"))

_TEXT: Mapping[str, tuple[Case, ...]] = {
    "upper": _only(method("toUpperCase")),
    "lower": _only(method("toLowerCase")),
    "trim": _only(static("PipelineWords.trim")),
    "title": _only(static("PipelineLetters.title")),
    "capitalize": _only(static("PipelineLetters.capitalize")),
    "length": (
        _case(static("PipelineText.length"), is_a(*TEXTS)),
        _case(static("PipelineMaps.length"), is_a("map")),
        _case(_set_size, is_a("set")),
        *_only(static("PipelineLists.length")),
    ),
    "contains": (
        _case(method("contains"), is_a(*TEXTS)),
        _case(method("containsKey"), is_a("map")),
        _case(_held_by_set, is_a("set")),
        *_only(static("PipelineLists.contains")),
    ),
    "starts_with": _only(method("startsWith")),
    "ends_with": _only(method("endsWith")),
    "replace": (
        _case(method("replace"), text_constant(1)),
        *_only(static("PipelineWords.replace")),
    ),
    "split": _only(static("PipelineWords.split")),
    "join": (
        _case(static("String.join", ax.Text("")), items_are(*TEXTS), arity(1)),
        _case(static("String.join"), items_are(*TEXTS)),
        _case(of_json("PipelineWords.join", ax.Text("")), arity(1)),
        *_only(of_json("PipelineWords.join")),
    ),
    "lines": _only(static("PipelineWords.lines")),
    "slice": (
        _case(static("PipelineText.slice", ax.NULL), is_a(*TEXTS), arity(2)),
        _case(static("PipelineText.slice"), is_a(*TEXTS)),
        _case(cast("PipelineLists.slice", ax.NULL), arity(2)),
        *_only(cast("PipelineLists.slice")),
    ),
    "pad_left": (
        _case(static("PipelineWidths.padLeft", ax.Text(" ")), arity(2)),
        *_only(static("PipelineWidths.padLeft")),
    ),
    "pad_right": (
        _case(static("PipelineWidths.padRight", ax.Text(" ")), arity(2)),
        *_only(static("PipelineWidths.padRight")),
    ),
    "repeat": _only(static("PipelineWidths.repeat")),
    "matches": _only(_matching("PipelineEncodings.matches")),
    "extract": _only(_matching("PipelineEncodings.extract")),
    "slugify": _only(static("PipelineSlug.of")),
    "truncate": (
        _case(static("PipelineWidths.truncate", ax.Text("\u2026")), arity(2)),
        *_only(static("PipelineWidths.truncate")),
    ),
    "to_string": (
        _case(same(), is_a(*TEXTS)),
        _case(static("String.valueOf"), is_a("int", "bool")),
        *_only(of_json("PipelineItems.show")),
    ),
    "to_int": _by_kind(
        {
            "string": static("PipelineInts.parse"),
            "int": same(),
            "float": static("PipelineRounding.truncated"),
            "decimal": static("PipelineRounding.truncated"),
        }
    ),
    "to_float": _by_kind(
        {
            "string": static("PipelineFloats.parse"),
            "int": static("PipelineFloats.of"),
            "float": same(),
            "decimal": static("PipelineFloats.toFloat"),
        }
    ),
    "to_decimal": _by_kind(
        {
            "string": static("PipelineDecimals.parse"),
            "int": static("Decimal.valueOf"),
            "float": static("PipelineDecimals.fromFloat"),
            "decimal": same(),
        }
    ),
    "base64_encode": _only(static("PipelineEncodings.toBase64")),
    "base64_decode": _only(static("PipelineEncodings.fromBase64")),
    "url_encode": _only(static("PipelineEncodings.toUrl")),
    "sha256": _only(static("PipelineEncodings.sha256")),
}

_LISTS: Mapping[str, tuple[Case, ...]] = {
    "sort": _only(cast("PipelineOrder.sorted")),
    "reverse": _only(cast("PipelineLists.reversed")),
    "unique": _only(cast("PipelineLists.unique")),
    "chunk": _only(filling("PipelineLists.chunk")),
    "zip": _only(static("PipelineLists.zip")),
    "flatten": _only(filling("PipelineLists.flatten")),
    "compact": _only(cast("PipelineLists.compact")),
    "first": _only(cast("PipelineLists.get", _ZERO)),
    "last": _only(cast("PipelineLists.get", _LAST)),
    "take": _only(cast("PipelineLists.take")),
    "drop": _only(cast("PipelineLists.drop")),
    "any": _only(_asked("true", negated=False)),
    "all": _only(_asked("false", negated=True)),
    "none": _only(_asked("true", negated=True)),
    "count": _only(static("PipelineLists.length")),
    "index_of": (
        _case(static("PipelineText.indexOf"), is_a(*TEXTS)),
        *_only(static("PipelineLists.indexOf")),
    ),
    "sum": (
        _case(static("PipelineSums.ofInts"), items_are("int")),
        _case(static("PipelineDurations.sum"), items_are("duration")),
        _case(static("PipelineSums.ofFloats"), items_are("float")),
        *_only(static("PipelineSums.ofDecimals")),
    ),
    "min": _ordered("least"),
    "max": _ordered("greatest"),
    "avg": (
        _case(static("PipelineSums.meanOfInts"), items_are("int")),
        _case(static("PipelineSums.meanOfFloats"), items_are("float")),
        *_only(static("PipelineSums.meanOfDecimals")),
    ),
    "range": (
        _case(lambda given: ax.call("PipelineRange.of", _ZERO, *given.values, _ONE), arity(1)),
        _case(static("PipelineRange.of", _ONE), arity(2)),
        *_only(static("PipelineRange.of")),
    ),
    "enumerate": _only(static("PipelineLists.enumerate")),
    "concat": _only(_joined),
}

_MAPS: Mapping[str, tuple[Case, ...]] = {
    "keys": _only(lambda given: ax.New("List<String>", (ax.send(given.values[0], "keySet"),))),
    "values": (
        _case(method("values"), is_a("map")),
        *_only(lambda given: ax.New(given.result, given.values)),
    ),
    "entries": _only(static("PipelineMaps.entries")),
    "get": (
        _case(method("get"), is_a("map")),
        _case(cast("PipelineLists.get"), is_a("list")),
        *_only(static("PipelineMaps.find")),
    ),
    "merge": _of_fields("joined"),
    "pick": _of_fields("pick"),
    "omit": _of_fields("omit"),
}

_OTHERS: Mapping[str, tuple[Case, ...]] = {
    "now_plus": _only(lambda given: ax.call("PipelineTimes.add", given.to.now(), *given.values)),
    "date_add": _only(static("PipelineUnits.add")),
    "date_diff": (
        _case(static("PipelineUnits.difference", ax.Text("day")), arity(2)),
        *_only(static("PipelineUnits.difference")),
    ),
    "format_date": (
        _case(static("PipelineDateFormat.format", ax.Text("UTC")), is_a("datetime"), arity(2)),
        *_only(static("PipelineDateFormat.format")),
    ),
    "parse_date": (
        _case(static("PipelineDatePattern.parse", ax.Text("yyyy-MM-dd")), arity(1)),
        *_only(static("PipelineDatePattern.parse")),
    ),
    "start_of": (
        _case(static("PipelineUnits.startOf", ax.Text("UTC")), is_a("datetime"), arity(2)),
        *_only(static("PipelineUnits.startOf")),
    ),
    "to_timezone": _only(static("PipelineTimes.textIn")),
    "abs": (
        _case(static("PipelineInts.absolute"), is_a("int")),
        _case(static("PipelineDurations.absolute"), is_a("duration")),
        *_only(static("Math.abs")),
    ),
    "round": (
        _case(static("PipelineRounding.roundTo"), arity(2)),
        *_rounding("rounded"),
    ),
    "floor": _rounding("floor"),
    "ceil": _rounding("ceil"),
    "clamp": _only(cast("PipelineComparison.clamp")),
    "pow": _only(static("PipelinePowers.power")),
    "sqrt": _only(static("PipelinePowers.root")),
    "to_json": _only(of_json("PipelineJson.write")),
    "from_json": _only(static("PipelineJson.read")),
    "jmespath": _only(static("PipelineJmesPath.search")),
    "default": _only(_first_present),
    "coalesce": _only(_first_present),
    "type_of": _only(_type_name),
    "uuid5": _only(static("PipelineEncodings.uuid5")),
}

APEX: Mapping[str, tuple[Case, ...]] = MappingProxyType({**_TEXT, **_LISTS, **_MAPS, **_OTHERS})
"""The forms of every standard function that is not always written in line; the first applies."""
