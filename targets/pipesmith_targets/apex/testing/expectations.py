"""Expectations of tests as assertions, each with the line of the source that it stands on."""

import posixpath
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_writing import generic
from pipesmith_targets.apex.scope import Place

_TRACE = "mocks.trace"
_EXACT = {"Long", "Double", "Boolean", "String", "Date", "Datetime"}
"""Types whose values `Assert.areEqual` compares as the language does."""
_SIZED = t.ListType | t.SetType | t.MapType


def place_of(place: n.Place) -> str:
    """Give the file and line of a part of the source."""
    return f"{posixpath.basename(place.path)}:{place.line}"


def write_expectation(node: n.Expectation, place: Place) -> None:
    """Write what is asserted; that a run fails is asserted where it is run."""
    at = place_of(node.place)
    match node:
        case n.ExpectCondition(condition=condition):
            _condition(condition, at, place)
        case n.ExpectFails():
            return
        case n.ExpectCalled(subject=subject, times=times):
            _counted(_calls(node, place), times, f"{at}: calls of {subject.name}", place)
        case n.ExpectRetried(address=address, times=times):
            found = ax.call(f"{_TRACE}.retries", ax.Text(address))
            _counted(found, times, f"{at}: retries of {address}", place)
        case n.ExpectSkipped(address=address):
            found = ax.call(f"{_TRACE}.wasReached", ax.Text(address))
            place.add(_asserted("isFalse", found, message=f"{at}: {address} was at work"))
        case n.ExpectOrder(first=first, second=second):
            found = ax.call(f"{_TRACE}.inOrder", ax.Text(first), ax.Text(second))
            place.add(_asserted("isTrue", found, message=f"{at}: {first} before {second}"))
        case _:
            assert_never(node)


def _asserted(method: str, *values: ax.Expression, message: str) -> ax.Statement:
    return ax.Evaluate(ax.call(f"Assert.{method}", *values, ax.Text(message)))


# ---------------------------------------------------------------- conditions


def _condition(node: n.Expression, at: str, place: Place) -> None:
    """Assert a condition: where it is an equality, so that both values are told."""
    match node:
        case n.Logic(operator="and", left=left, right=right):
            _condition(left, at, place)
            _condition(right, at, place)
        case n.Comparison(operators=("==",), operands=(left, right)):
            _equal(node, left, right, at, place)
        case n.Unary(operator="not", operand=operand):
            place.add(_asserted("isFalse", write(operand, place), message=at))
        case _:
            place.add(_asserted("isTrue", write(node, place), message=at))


def _equal(
    node: n.Comparison, left: n.Expression, right: n.Expression, at: str, place: Place
) -> None:
    sized = _size(left, place)
    if isinstance(right, n.NullValue):
        place.add(_asserted("isNull", write(left, place), message=at))
    elif sized is not None and isinstance(right, n.IntValue):
        place.add(_asserted("areEqual", ax.Name(str(right.value)), sized, message=at))
    elif _is_exact(left.type, place) and _is_exact(right.type, place):
        found = write(left, place)
        place.add(_asserted("areEqual", write(right, place), found, message=at))
    else:
        place.add(_asserted("isTrue", write(node, place), message=at))


def _size(node: n.Expression, place: Place) -> ax.Expression | None:
    """Write the size of a collection whose length is asked."""
    if not isinstance(node, n.Call) or node.function != "length":
        return None
    (whole, *_) = node.arguments
    if whole is None or not isinstance(place.home.types.plain(whole.type), _SIZED):
        return None
    return ax.send(write(whole, place), "size")


def _is_exact(type_: t.Type, place: Place) -> bool:
    """Tell whether `Assert.areEqual` compares values of a type as the language does."""
    match place.home.types.plain(type_):
        case t.ListType(item=item):
            return _is_exact(item, place)
        case t.NominalType():
            return True
        case plain:
            return place.home.written(plain) in _EXACT


# ---------------------------------------------------------------- calls


def _calls(node: n.ExpectCalled, place: Place) -> ax.Expression:
    """Write the number of calls."""
    name, address = ax.Text(node.subject.name), node.subject.address
    if address is None and not node.arguments:
        return ax.call(f"{_TRACE}.count", name)
    pairs = tuple(
        (ax.Text(each.name), generic(write(each.value, place), each.value.type, place.home))
        for each in node.arguments
    )
    written = "Map<String, Object>"
    given = ax.NewMap(written, pairs) if pairs else ax.New(written)
    at = ax.NULL if address is None else ax.Text(address)
    return ax.call(f"{_TRACE}.count", name, at, given)


def _counted(count: ax.Expression, times: n.Expression | None, message: str, place: Place) -> None:
    """Assert a count; without a number it is to be at least one."""
    match times:
        case None:
            some = ax.Binary(">", count, ax.Name("0"))
            place.add(_asserted("isTrue", some, message=message))
        case n.IntValue(value=value):
            place.add(_asserted("areEqual", ax.Name(str(value)), count, message=message))
        case _:
            wanted = ax.Call(write(times, place), "intValue")
            place.add(_asserted("areEqual", wanted, count, message=message))
