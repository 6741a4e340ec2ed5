"""Values of imported programs: code, its type, and what more is known of the data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pipesmith import types as t
from pipesmith.importing.rewriting import inside
from pipesmith.syntax import nodes as n

BARE_KEY = re.compile(r"[a-z_][a-z0-9_]*")
AS_JSON = "as_json"
"""The function of a program that makes JSON of a literal of different things."""

LEAST, GREATEST = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of data beyond the type of its code: of `json`, above all.

    `members` are all that an object has, None where that is not known.
    """

    type: t.Type = t.JSON
    members: "Mapping[str, Shape] | None" = None
    item: "Shape | None" = None


UNKNOWN = Shape()


@dataclass(frozen=True, slots=True)
class Value:
    """An expression of the program.

    `views` are members that the other system gives a value and the language does not: the `result`
    of a stage that is the result. Other members are those of `main`, where there is one.
    `doubt` is to be told of where the value is read.
    """

    code: n.Expression
    type: t.Type
    shape: Shape = UNKNOWN
    views: "Mapping[str, Value]" = field(default_factory=dict)
    main: "Value | None" = None
    doubt: str | None = None

    @property
    def known(self) -> t.Type:
        """Give the type that the data has, as far as that is known."""
        return self.shape.type if self.type == t.JSON else self.type


TRUTH = Value(n.BoolLiteral(True), t.BOOL)


class MayMiss(Mapping[str, Value]):
    """Views that learn which of their members may be missing."""

    def may_miss(self, name: str) -> None:
        """Note that a member is read where it may be missing."""


# ---------------------------------------------------------------- literals


def text(value: str) -> n.Text:
    """Give a constant text; one of several lines is a block."""
    return n.Text((value,) if value else (), block="\n" in value.strip("\n") and _blocks(value))


def _blocks(value: str) -> bool:
    """Tell whether a text keeps its meaning as a block."""
    lines = value.split("\n")
    return value.isprintable() or all(line.isprintable() and line == line.strip() for line in lines)


def entry(key: str, value: n.Expression) -> n.MapEntry:
    """Give a member of a map; a key that is no name stands in quotes."""
    return n.MapEntry(key, value, quoted=BARE_KEY.fullmatch(key) is None)


def written(value: Any) -> n.Expression:
    """Write JSON data as a literal."""
    match value:
        case None:
            return n.NullLiteral()
        case bool():
            return n.BoolLiteral(value)
        case int() if LEAST <= value <= GREATEST:
            return number(value)
        case int():
            return number(float(value))
        case float():
            return number(value)
        case str():
            return text(value)
        case list():
            return n.ListLiteral(tuple(written(each) for each in value))
        case dict():
            return n.MapLiteral(tuple(entry(key, written(each)) for key, each in value.items()))
        case _:
            raise TypeError(f"this is not JSON: {value!r}")


def number(value: int | float) -> n.Expression:
    """Write a number, behind a minus if it is negative."""
    size = abs(value)
    literal = n.FloatLiteral(size) if type(size) is float else n.IntLiteral(int(size))
    return n.Unary("-", literal) if value < 0 else literal


def shape_of(value: Any) -> Shape:
    """Give the shape of JSON data."""
    match value:
        case dict():
            return Shape(t.JSON, {key: shape_of(each) for key, each in value.items()})
        case list():
            item = shape_of(value[0]) if value else UNKNOWN
            return Shape(t.ListType(t.JSON), item=item if all_alike(value) else None)
        case bool():
            return Shape(t.BOOL)
        case int():
            return Shape(t.INT)
        case float():
            return Shape(t.FLOAT)
        case str():
            return Shape(t.STRING)
        case _:
            return UNKNOWN


def all_alike(values: list[Any]) -> bool:
    """Tell whether all items of a list have one shape."""
    return all(shape_of(each) == shape_of(values[0]) for each in values)


def constant(value: Any) -> Value:
    """Give JSON data as a value."""
    match value:
        case list():
            return listed([constant(each) for each in value])
        case dict():
            return mapped({key: constant(each) for key, each in value.items()})
        case None:
            return Value(n.NullLiteral(), t.JSON)
        case _:
            shape = shape_of(value)
            return Value(written(value), shape.type, shape)


def listed(items: list[Value]) -> Value:
    """Give a list of values: of one type, or of JSON."""
    kinds = {each.type for each in items}
    one = kinds.pop() if len(kinds) == 1 else t.JSON
    alike = all(each.shape == items[0].shape for each in items)
    shape = items[0].shape if items and alike else None
    code = n.ListLiteral(tuple(each.code for each in items))
    kind = t.ListType(one) if isinstance(one, t.Scalar) and one != t.JSON else t.JSON
    return Value(code, kind, Shape(t.ListType(t.JSON), item=shape))


def mapped(members: Mapping[str, Value]) -> Value:
    """Give an object, of which all members are known."""
    code = n.MapLiteral(tuple(entry(key, each.code) for key, each in members.items()))
    shape = Shape(t.JSON, {key: _known(each) for key, each in members.items()})
    return Value(code, t.JSON, shape, views=dict(members))


def loose(value: Value) -> Value:
    """Give an operand: a literal of different things is JSON only where JSON is wanted."""
    if value.type != t.JSON or not isinstance(value.code, n.MapLiteral | n.ListLiteral):
        return value
    code = n.Call(n.Name(AS_JSON), (n.Argument(None, value.code),))
    return Value(code, t.JSON, value.shape, value.views, value.main)


def needs_as_json(declarations: Iterable[n.Node]) -> bool:
    """Tell whether a program has such literals."""
    calls = (node for each in declarations for node in inside(each) if isinstance(node, n.Call))
    return any(call.function.text == AS_JSON for call in calls)


def as_json_function() -> n.Function:
    """Declare the function that gives its argument as JSON."""
    field = n.Field(n.Name("value"), type_syntax(t.JSON))
    body = n.Reference("value")
    return n.Function(
        n.Name(AS_JSON), (field,), type_syntax(t.JSON), body, doc="Give different things as JSON."
    )


def _known(value: Value) -> Shape:
    return value.shape if value.type == t.JSON else Shape(value.type, item=value.shape.item)


# ---------------------------------------------------------------- types as syntax


def type_syntax(type_: t.Type) -> n.TypeSyntax:
    """Write a type as a node."""
    match type_:
        case t.ListType(item=item):
            return n.GenericType(n.Name("list"), (type_syntax(item),))
        case t.MapType(value=value):
            return n.GenericType(n.Name("map"), (type_syntax(t.STRING), type_syntax(value)))
        case t.OptionalType(item=item):
            return n.OptionalType(type_syntax(item))
        case t.UnionType(members=members):
            return n.UnionType(tuple(type_syntax(each) for each in members))
        case t.LiteralType(value=value):
            return n.LiteralType(value)
        case _:
            return n.NamedType(n.Name(str(type_)))
