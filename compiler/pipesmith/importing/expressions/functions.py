"""The functions of other systems: what each is in the language."""

from collections.abc import Callable, Mapping

from pipesmith import types as t
from pipesmith.importing.expressions.coercing import (
    a_list,
    call,
    converted,
    number,
    shown,
    truth,
)
from pipesmith.importing.values import Shape, Value, text
from pipesmith.syntax import nodes as n

Values = list[Value]
Say = Callable[[Values], Value]


def untranslatable(what: str) -> Exception:
    """Say what the language has no way to say."""
    from pipesmith.importing.expressions.translating import Untranslatable

    return Untranslatable(what)


def may_miss(value: Value) -> bool:
    """Tell whether a value may be null."""
    return value.type == t.JSON or isinstance(value.type, t.OptionalType)


def _of_text(name: str, result: t.Type = t.STRING) -> Say:
    """Give a function whose arguments are all texts."""
    return lambda given: Value(call(name, *(converted(each, t.STRING) for each in given)), result)


SORTED = tuple(t.ListType(each) for each in (t.STRING, t.INT, t.FLOAT))


def _of_list(name: str, of_item: bool = False) -> Say:
    """Give a function of a list, which gives a list of its kind, or an item."""

    def say(given: Values) -> Value:
        items = a_list(given[0])
        if name == "sort" and items.type == t.ListType(t.JSON):
            return Value(call("jmespath", items.code, text("sort(@)")), t.JSON)
        if name == "sort" and items.type not in SORTED:
            raise untranslatable("an order of such values")
        item = items.type.item if isinstance(items.type, t.ListType) else t.JSON
        result = t.optional(item) if of_item else items.type
        shape = (items.shape.item or Shape(item)) if of_item else items.shape
        return Value(call(name, items.code), result, shape)

    return say


def _length(given: Values) -> Value:
    subject = given[0]
    known = t.present(subject.known)
    if known == t.STRING:
        return Value(call("length", converted(subject, t.STRING)), t.INT)
    if isinstance(known, t.MapType) or subject.shape.members is not None:
        return Value(call("length", converted(subject, t.MapType(t.JSON))), t.INT)
    return Value(call("length", a_list(subject).code), t.INT)


def _to_int(given: Values) -> Value:
    known = t.present(given[0].known)
    if known == t.INT:
        return Value(converted(given[0], t.INT), t.INT)
    of = t.STRING if known == t.STRING else t.FLOAT
    return Value(call("to_int", converted(given[0], of)), t.INT)


def _to_float(given: Values) -> Value:
    known = t.present(given[0].known)
    of = t.STRING if known == t.STRING else t.FLOAT
    code = converted(given[0], of)
    return Value(code if of == t.FLOAT and known != t.INT else call("to_float", code), t.FLOAT)


def _round(given: Values) -> Value:
    found = number(given[0])
    digits = [converted(each, t.INT) for each in given[1:2]]
    return Value(call("round", found.code, *digits), found.type if digits else t.INT)


def _least(name: str) -> Say:
    """Give `min` or `max`, of a list or of its arguments."""

    def say(given: Values) -> Value:
        if len(given) > 1:
            numbers = [number(each) for each in given]
            one = t.FLOAT if any(each.type == t.FLOAT for each in numbers) else t.INT
            return Value(call(name, *(each.code for each in numbers)), one)
        return Value(*_called(name, given[0]))

    return say


def _numbers(value: Value) -> tuple[n.Expression, t.Type]:
    items = a_list(value)
    own = items.type.item if isinstance(items.type, t.ListType) else t.JSON
    if own in (t.INT, t.FLOAT):
        return items.code, own
    return converted(Value(value.code, t.JSON), t.ListType(t.FLOAT)), t.FLOAT


def _called(name: str, value: Value) -> tuple[n.Expression, t.Type]:
    items, kind = _numbers(value)
    return call(name, items), kind


def _sum(given: Values) -> Value:
    return Value(*_called("sum", given[0]))


def _some(name: str) -> Say:
    """Give `any` or `all` of conditions."""
    return lambda given: Value(
        call(name, converted(Value(given[0].code, given[0].type), t.ListType(t.BOOL))), t.BOOL
    )


def _replace(given: Values) -> Value:
    parts = [converted(each, t.STRING) for each in (given[0], given[1], given[2])]
    return Value(call("replace", *parts), t.STRING)


def _split(given: Values) -> Value:
    parts = [converted(each, t.STRING) for each in given[:2]]
    given_separator = parts if len(parts) > 1 else [*parts, text(" ")]
    return Value(call("split", *given_separator), t.ListType(t.STRING))


def _join(given: Values) -> Value:
    separator = [converted(each, t.STRING) for each in given[1:2]]
    return Value(call("join", a_list(given[0]).code, *separator), t.STRING)


def _range(given: Values) -> Value:
    ends = [converted(each, t.INT) for each in given]
    return Value(call("range", *ends), t.ListType(t.INT))


def _default(given: Values) -> Value:
    value, other = given[0], given[1]
    if isinstance(value.code, n.NullLiteral):
        return other
    if not may_miss(value):
        return value
    kind = other.type if other.type == t.present(value.type) else t.JSON
    return Value(n.Binary("??", value.code, other.code), kind)


def _contains(given: Values) -> Value:
    if t.present(given[0].known) == t.STRING:
        return _of_text("contains", t.BOOL)(given[:2])
    return Value(call("contains", a_list(given[0]).code, given[1].code), t.BOOL)


def _index(given: Values) -> Value:
    if t.present(given[0].known) == t.STRING:
        return _of_text("index_of", t.INT)(given[:2])
    return Value(call("index_of", a_list(given[0]).code, given[1].code), t.INT)


def _slice(given: Values) -> Value:
    ends = [converted(each, t.INT) for each in given[1:3]]
    known = t.present(given[0].known)
    subject = a_list(given[0]) if isinstance(known, t.ListType) else None
    if subject is not None:
        return Value(call("slice", subject.code, *ends), subject.type, subject.shape)
    return Value(call("slice", converted(given[0], t.STRING), *ends), t.STRING)


def _of_map(name: str, result: t.Type) -> Say:
    """Give a function of a map."""
    return lambda given: Value(call(name, converted(given[0], t.MapType(t.JSON))), result)


def _truncate(given: Values) -> Value:
    return Value(
        call("truncate", converted(given[0], t.STRING), converted(given[1], t.INT)), t.STRING
    )


FUNCTIONS: Mapping[str, Say] = {
    **{name: _of_text(name) for name in (
        "upper", "lower", "trim", "title", "capitalize", "slugify", "url_encode", "sha256",
        "base64_encode", "base64_decode",
    )},
    **{name: _of_text(name, t.BOOL) for name in ("starts_with", "ends_with")},
    "lines": _of_text("lines", t.ListType(t.STRING)),
    "len": _length, "length": _length, "contains": _contains, "index": _index, "find": _index,
    "str": lambda given: Value(shown(given[0]), t.STRING, Shape(t.STRING)),
    "String": lambda given: Value(shown(given[0]), t.STRING, Shape(t.STRING)),
    "int": _to_int, "parseInt": _to_int, "float": _to_float, "parseFloat": _to_float,
    "Number": _to_float,
    "bool": lambda given: Value(truth(given[0]), t.BOOL),
    "Boolean": lambda given: Value(truth(given[0]), t.BOOL),
    "abs": lambda given: Value(call("abs", number(given[0]).code), number(given[0]).type),
    "round": _round,
    "floor": lambda given: Value(call("floor", number(given[0]).code), t.INT),
    "ceil": lambda given: Value(call("ceil", number(given[0]).code), t.INT),
    "min": _least("min"), "max": _least("max"), "sum": _sum,
    "any": _some("any"), "all": _some("all"),
    "sorted": _of_list("sort"), "sort": _of_list("sort"), "reversed": _of_list("reverse"),
    "reverse": _of_list("reverse"), "unique": _of_list("unique"), "set": _of_list("unique"),
    "first": _of_list("first", of_item=True), "last": _of_list("last", of_item=True),
    "list": lambda given: a_list(given[0]),
    "replace": _replace, "split": _split, "join": _join, "slice": _slice, "range": _range,
    "default": _default, "coalesce": _default, "truncate": _truncate,
    "keys": _of_map("keys", t.ListType(t.STRING)), "values": _of_map("values", t.ListType(t.JSON)),
    "to_json": lambda given: Value(call("to_json", given[0].code), t.STRING),
    "from_json": lambda given: Value(call("from_json", converted(given[0], t.STRING)), t.JSON),
}  # fmt: skip
"""What each function of theirs is in the language."""
