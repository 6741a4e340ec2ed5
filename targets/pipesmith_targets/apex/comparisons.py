"""Comparisons: equal by value, text by code point and case, each operand once."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place
from pipesmith_targets.apex.sets import holds, same_sets

Write = Callable[[n.Expression, Place], ax.Expression]

_BY_VALUE = {"Long", "Double", "Decimal", "Boolean", "Date", "Datetime"}
"""Types that the operators of Apex compare as the language does."""


def comparison(node: n.Comparison, place: Place, write: Write) -> ax.Expression:
    """Write a chain of comparisons; later operands are evaluated only if needed."""
    sized = _of_size(node, place, write)
    if sized is not None:
        return sized
    first, *rest = node.operands
    left: ax.Expression = write(first, place)
    links: list[ax.Expression] = []
    name = ""
    for position, (sign, operand) in enumerate(zip(node.operators, rest, strict=True)):
        where = place.inner() if links else place
        right = write(operand, where)
        if position < len(rest) - 1:
            right = where.kept(right, operand.type, "operand")
        link = _link(sign, (left, node.operands[position]), (right, operand), place)
        if where.lines and links:
            name = name or place.declare(ax.both(links), t.BOOL, "holds")
            place.add(ax.If(((ax.Name(name), (*where.lines, ax.Assign(ax.Name(name), link))),)))
            links = [ax.Name(name)]
        else:
            links.append(link)
        left = right
    return ax.both(links)


def _of_size(node: n.Comparison, place: Place, write: Write) -> ax.Expression | None:
    """Compare a list as Apex has it: its size with a constant, or with nothing in it."""
    if len(node.operands) != 2:
        return None
    left, right = node.operands
    sign = node.operators[0]
    if isinstance(left, n.Call) and left.function == "length" and isinstance(right, n.IntValue):
        whole = left.arguments[0]
        sized = whole is not None and isinstance(place.home.types.plain(whole.type), _SIZED)
        if whole is None or not sized or not 0 <= right.value < 2**31:
            return None
        size = ax.send(write(whole, place), "size")
        return ax.Binary(sign, size, ax.Name(str(right.value))) if sign in _SIGNS else None
    empty = isinstance(right, n.Collection) and not right.items and sign in ("==", "!=")
    if not empty or not isinstance(left.type, t.ListType):
        return None
    asked = ax.send(write(left, place), "isEmpty")
    return asked if sign == "==" else ax.negation(asked)


_SIZED = t.ListType | t.SetType | t.MapType
_SIGNS = ("==", "!=", "<", "<=", ">", ">=")

Side = tuple[ax.Expression, n.Expression]


def _link(sign: str, left: Side, right: Side, place: Place) -> ax.Expression:
    match sign:
        case "==":
            return equal(left, right, place)
        case "!=":
            return ax.negation(equal(left, right, place))
        case "in" | "not in":
            found = _contained(left, right, place)
            return found if sign == "in" else ax.negation(found)
        case _:
            return _ordered(sign, left, right, place)


def equal(left: Side, right: Side, place: Place) -> ax.Expression:
    """Write whether two values are the same."""
    types = [place.home.written(each[1].type) for each in (left, right)]
    nulls = any(isinstance(each[1], n.NullValue) for each in (left, right))
    enum = any(_is_enum(each[1].type, place) for each in (left, right))
    if nulls or enum or (types[0] == types[1] and types[0] in _BY_VALUE):
        return ax.Binary("==", left[0], right[0])
    if types == ["String", "String"] and isinstance(right[1], n.TextValue):
        if not isinstance(left[1].type, t.OptionalType):
            return ax.send(left[0], "equals", right[0])
        return ax.send(right[0], "equals", left[0])
    if types[0].startswith("Set<"):
        return _same_sets(left, right, place)
    return ax.call("PipelineItems.same", left[0], right[0])


def _same_sets(left: Side, right: Side, place: Place) -> ax.Expression:
    types = [each[1].type for each in (left, right)]
    may_miss = next((each for each in types if isinstance(each, t.OptionalType)), None)
    values = [each[0] for each in (left, right)]
    if may_miss is not None:
        values = [place.kept(each[0], each[1].type, "items") for each in (left, right)]
    return same_sets(values[0], may_miss or types[0], values[1], place.home)


def _contained(item: Side, whole: Side, place: Place) -> ax.Expression:
    """Write whether a list, set, map or text holds something."""
    match place.home.types.plain(whole[1].type):
        case t.MapType():
            return ax.send(whole[0], "containsKey", item[0])
        case t.SetType() as type_:
            return holds(whole[0], type_, item[0], place.home)
        case t.Scalar(name="string"):
            return ax.send(whole[0], "contains", item[0])
        case _:
            return ax.call("PipelineItems.contains", whole[0], item[0])


def _is_enum(type_: t.Type, place: Place) -> bool:
    plain = place.home.types.plain(type_)
    return isinstance(plain, t.NominalType) and plain.of == "enum"


def _ordered(sign: str, left: Side, right: Side, place: Place) -> ax.Expression:
    if place.home.written(left[1].type) == "String":
        order = ax.call("PipelineText.compare", left[0], right[0])
        return ax.Binary(sign, order, ax.Name("0"))
    return ax.Binary(sign, left[0], right[0])
