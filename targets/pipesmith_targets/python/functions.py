"""How Python writes each standard function: as an expression, or as a call of the runtime.

Reads     a call of the IR: its function, the types of its arguments, its constants.
Gives     `Inline` (a template to fill) or `RuntimeFunction` (to import and call).
Reports   nothing; a function that has no form is a fault of the table.
Promises  an inline form means what the runtime's function means, for all values of the types.
Leaves    imports, parentheses and the names of lambda parameters to the builder.

In a template `{0}` is an argument; `{0:postfix}` must bind at least that tightly (`Level`), or
stands in parentheses. Of a lambda, `{1.each}` is what a `for` binds (`x`, or `a, b` where it takes
a pair apart), `{1.item}` the same as a value (`x`, `(a, b)`), `{1.body}` its body, and `{1}` the
function itself: `lambda x: ...`, or `apart(lambda a, b: ...)` with `pipesmith_runtime.lists.apart`
where it takes a pair apart. `{ints}` is a function of the runtime, by the name it is imported as.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pipesmith import types as t
from pipesmith.ir import nodes as ir
from pipesmith.ir.subtypes import Aliases
from pipesmith_targets.python.function_forms import (
    HASHABLE,
    TEXTS,
    Case,
    Form,
    Given,
    Hole,
    Inline,
    Level,
    RuntimeFunction,
    always,
    arity,
    cannot_fail,
    comparable,
    constant_text,
    count_between,
    every,
    is_a,
    items_are,
    kind,
    simple,
)

__all__ = ["PYTHON", "Form", "Hole", "Inline", "Level", "RuntimeFunction", "write"]


def write(call: ir.Call, aliases: Aliases = MappingProxyType({})) -> Form:
    """Give the form of a call: the first of its function that applies."""
    arguments = tuple(argument for argument in call.arguments if argument is not None)
    given = Given(arguments, tuple(_plain(each.type, aliases) for each in arguments))
    for case in PYTHON[call.function]:
        if case.when(given):
            return case.form(given) if callable(case.form) else case.form
    raise LookupError(call.function)


def _plain(type_: t.Type, aliases: Aliases) -> t.Type:
    """Give what a type is in Python: no alias, no null, and items of lists alike."""
    match type_:
        case t.NominalType(of="alias", module=module, name=name):
            return _plain(aliases[module, name], aliases)
        case t.OptionalType(item=item):
            return _plain(item, aliases)
        case t.ListType(item=t.OptionalType()):
            return type_
        case t.ListType(item=item):
            return t.ListType(_plain(item, aliases))
        case _:
            return type_


# ---------------------------------------------------------------- the table


def _runtime(module: str, name: str) -> tuple[Case, ...]:
    return (Case(RuntimeFunction(module, name), always),)


def _inline(template: str, binds: Level = Level.postfix) -> tuple[Case, ...]:
    return (Case(Inline(template, binds), always),)


def _case(
    form: Form | str, *conditions: Callable[[Given], bool], binds: Level = Level.postfix
) -> Case:
    return Case(Inline(form, binds) if isinstance(form, str) else form, every(*conditions))


def _joined(given: Given) -> Form:
    """Write `concat` as a sum of lists."""
    count = len(given.arguments)
    holes = [f"{{{at}:{'sum' if at == 0 else 'product'}}}" for at in range(count)]
    return Inline(" + ".join(holes), Level.sum)


def _among(name: str) -> Callable[[Given], Form]:
    """Write `min` and `max` of several values."""
    return lambda given: Inline(
        f"{name}({', '.join(f'{{{at}}}' for at in range(len(given.arguments)))})"
    )


def _type_name(given: Given) -> Form:
    """Write `type_of`: Python cannot tell some types by their values."""
    name = _TOLD_BY_TYPE.get(kind(given.types[0]))
    return Inline(f'{{type_of}}({{0}}, "{name}")') if name else RuntimeFunction("data", "type_of")


_TOLD_BY_TYPE = {"set": "set", "email": "email", "url": "url", "anonymous": "record"}

_TEXT: Mapping[str, tuple[Case, ...]] = {
    "upper": _inline("{0:postfix}.upper()"),
    "lower": _inline("{0:postfix}.lower()"),
    "trim": _runtime("text", "trim"),
    "title": _runtime("text", "title"),
    "capitalize": _runtime("text", "capitalize"),
    "length": _inline("len({0})"),
    "contains": (
        _case("{1:union} in {0:union}", is_a(*TEXTS, "map"), binds=Level.comparison),
        _case("{1:union} in {0:union}", comparable, binds=Level.comparison),
        *_runtime("lists", "contains"),
    ),
    "starts_with": _inline("{0:postfix}.startswith({1})"),
    "ends_with": _inline("{0:postfix}.endswith({1})"),
    "replace": (
        _case("{0:postfix}.replace({1}, {2})", constant_text(1)),
        *_runtime("text", "replace"),
    ),
    "split": (_case("{0:postfix}.split({1})", constant_text(1)), *_runtime("text", "split")),
    "join": (
        _case("{1:postfix}.join({0})", items_are(*TEXTS), arity(2)),
        _case('"".join({0})', items_are(*TEXTS), arity(1)),
        *_runtime("lists", "join"),
    ),
    "lines": _runtime("text", "lines"),
    "slice": (
        _case("{0:postfix}[{1}:]", arity(2)),
        _case("{0:postfix}[{1}:{2}]", arity(3)),
    ),
    "pad_left": _runtime("text", "pad_left"),
    "pad_right": _runtime("text", "pad_right"),
    "repeat": _runtime("text", "repeat"),
    "matches": _runtime("text", "matches"),
    "extract": _runtime("text", "extract"),
    "slugify": _runtime("text", "slugify"),
    "truncate": _runtime("text", "truncate"),
    "to_string": (
        _case("{0}", is_a("string"), binds=Level.test),
        _case("str({0})", is_a("int")),
        *_runtime("text", "show"),
    ),
    "to_int": (_case("{0}", is_a("int"), binds=Level.test), *_runtime("text", "to_int")),
    "to_float": (_case("{0}", is_a("float"), binds=Level.test), *_runtime("text", "to_float")),
    "to_decimal": (
        _case("{0}", is_a("decimal"), binds=Level.test),
        *_runtime("text", "to_decimal"),
    ),
    "base64_encode": _runtime("text", "base64_encode"),
    "base64_decode": _runtime("text", "base64_decode"),
    "url_encode": _runtime("text", "url_encode"),
    "sha256": _runtime("text", "sha256"),
}

_LISTS: Mapping[str, tuple[Case, ...]] = {
    "map": _inline("[{1.body} for {1.each} in {0:either}]"),
    "filter": _inline("[{1.item} for {1.each} in {0:either} if {1.body:either}]"),
    "reduce": _runtime("lists", "reduce"),
    "flat_map": _runtime("lists", "flat_map"),
    "sort_by": _inline("sorted({0}, key={1})"),
    "sort": _inline("sorted({0})"),
    "reverse": _inline("{0:postfix}[::-1]"),
    "unique": (
        _case("list(dict.fromkeys({0}))", items_are(*HASHABLE)),
        *_runtime("lists", "unique"),
    ),
    "unique_by": _runtime("lists", "unique_by"),
    "group_by": _runtime("lists", "group_by"),
    "partition": _runtime("lists", "partition"),
    "chunk": _runtime("lists", "chunk"),
    "zip": _inline("list(zip({0}, {1}))"),
    "flatten": _inline("[item for items in {0:either} for item in items]"),
    "pluck": _runtime("lists", "pluck"),
    "compact": _inline("[item for item in {0:either} if item is not None]"),
    "first": (
        _case("{0:postfix}[0] if {0:either} else None", simple(0), binds=Level.test),
        *_runtime("lists", "first"),
    ),
    "last": (
        _case("{0:postfix}[-1] if {0:either} else None", simple(0), binds=Level.test),
        *_runtime("lists", "last"),
    ),
    "take": (_case("{0:postfix}[:{1}]", count_between(1, 0, 2**31)), *_runtime("lists", "take")),
    "drop": (_case("{0:postfix}[{1}:]", count_between(1, 0, 2**31)), *_runtime("lists", "drop")),
    "any": (
        _case("any({0})", arity(1)),
        _case("any({1.body} for {1.each} in {0:either})", arity(2)),
    ),
    "all": (
        _case("all({0})", arity(1)),
        _case("all({1.body} for {1.each} in {0:either})", arity(2)),
    ),
    "none": (
        _case("not any({0})", arity(1), binds=Level.negation),
        _case("not any({1.body} for {1.each} in {0:either})", arity(2), binds=Level.negation),
    ),
    "count": (
        _case("len({0})", arity(1)),
        _case("sum(1 for {1.each} in {0:either} if {1.body:either})", arity(2)),
    ),
    "find": _inline("next(({1.item} for {1.each} in {0:either} if {1.body:either}), None)"),
    "index_of": (
        _case("{0:postfix}.find({1})", is_a(*TEXTS)),
        *_runtime("lists", "index_of"),
    ),
    "sum": (
        _case(RuntimeFunction("lists", "sum_ints"), items_are("int")),
        _case(RuntimeFunction("lists", "sum_floats"), items_are("float")),
        _case(RuntimeFunction("lists", "sum_durations"), items_are("duration")),
        *_runtime("lists", "sum_decimals"),
    ),
    "min": (_case(RuntimeFunction("lists", "least"), arity(1)), Case(_among("min"), always)),
    "max": (_case(RuntimeFunction("lists", "greatest"), arity(1)), Case(_among("max"), always)),
    "avg": (
        _case(RuntimeFunction("lists", "avg_ints"), items_are("int")),
        _case(RuntimeFunction("lists", "avg_floats"), items_are("float")),
        *_runtime("lists", "avg_decimals"),
    ),
    "range": (
        _case("list(range({0}))", arity(1), count_between(0, 0, 2**24)),
        _case("{ints}(0, {0})", arity(1)),
        *_runtime("lists", "ints"),
    ),
    "enumerate": _inline("list(enumerate({0}))"),
    "concat": (Case(_joined, always),),
}

_MAPS: Mapping[str, tuple[Case, ...]] = {
    "keys": _inline("list({0})"),
    "values": (_case("list({0:postfix}.values())", is_a("map")), *_inline("list({0})")),
    "entries": _inline("list({0:postfix}.items())"),
    "get": (
        _case("{0:postfix}.get({1})", is_a("map")),
        _case(RuntimeFunction("lists", "get"), is_a("list")),
        *_runtime("data", "get"),
    ),
    "merge": (
        _case("{0:union} | {1:sum}", is_a("map"), binds=Level.union),
        *_runtime("maps", "merge_fields"),
    ),
    "pick": (_case(RuntimeFunction("maps", "pick"), is_a("map")), *_runtime("maps", "pick_fields")),
    "omit": (_case(RuntimeFunction("maps", "omit"), is_a("map")), *_runtime("maps", "omit_fields")),
    "map_values": _runtime("maps", "map_values"),
    "with": _runtime("maps", "with_fields"),
}

_OTHERS: Mapping[str, tuple[Case, ...]] = {
    "now_plus": _inline("run.now + {0:product}", Level.sum),
    "date_add": _runtime("times", "date_add"),
    "date_diff": _runtime("times", "date_diff"),
    "format_date": _runtime("times", "format_date"),
    "parse_date": _runtime("times", "parse_date"),
    "start_of": _runtime("times", "start_of"),
    "to_timezone": _runtime("times", "to_timezone"),
    "abs": (
        _case(RuntimeFunction("numbers", "absolute"), is_a("int")),
        *_inline("abs({0})"),
    ),
    "round": (
        _case(RuntimeFunction("numbers", "rounded"), arity(1)),
        *_runtime("numbers", "round_to"),
    ),
    "floor": _runtime("numbers", "floor"),
    "ceil": _runtime("numbers", "ceil"),
    "clamp": _runtime("numbers", "clamp"),
    "pow": (
        _case(RuntimeFunction("numbers", "power_int"), is_a("int")),
        _case(RuntimeFunction("numbers", "power_float"), is_a("float")),
        *_runtime("numbers", "power_decimal"),
    ),
    "sqrt": (
        _case(RuntimeFunction("numbers", "root"), is_a("float")),
        *_runtime("numbers", "root_decimal"),
    ),
    "to_json": _runtime("data", "to_json"),
    "from_json": _runtime("data", "from_json"),
    "jmespath": _runtime("selecting", "jmespath"),
    "default": (
        _case(
            "{0:either} if {0:union} is not None else {1}",
            simple(0),
            cannot_fail(1),
            binds=Level.test,
        ),
        *_runtime("data", "default"),
    ),
    "coalesce": _runtime("data", "coalesce"),
    "type_of": (Case(_type_name, always),),
    "uuid5": _runtime("data", "uuid5"),
}

PYTHON: Mapping[str, tuple[Case, ...]] = MappingProxyType({**_TEXT, **_LISTS, **_MAPS, **_OTHERS})
"""The forms of every standard function, the first that applies first."""
