"""Arithmetic: checked where Apex would wrap round, floored where it would cut off."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place

Write = Callable[[n.Expression, Place], ax.Expression]

_METHODS = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "div": "div",
    "%": "mod",
}
_CLASSES = {"Long": "PipelineInts", "Double": "PipelineFloats", "Decimal": "PipelineDecimals"}
_DURATIONS = "PipelineDurations"
_TIMES = (t.DATE, t.DATETIME)


def arithmetic(node: n.Binary, place: Place, write: Write) -> ax.Expression:
    """Write an operation on numbers, texts, lists or times."""
    left, right = write(node.left, place), write(node.right, place)
    given = [place.home.types.plain(each.type) for each in (node.left, node.right)]
    written = place.home.written(node.type)
    if given[0] in _TIMES:
        return _of_times(node, left, right, moved=given[1] == t.DURATION)
    if written == "String":
        return ax.Binary("+", left, right)
    if place.home.types.plain(node.type) == t.DURATION:
        return ax.call(f"{_DURATIONS}.{_METHODS[node.operator]}", left, right)
    if written in _CLASSES:
        return ax.call(f"{_CLASSES[written]}.{_METHODS[node.operator]}", left, right)
    return ax.Cast(written, ax.call("PipelineLists.concat", left, right))


def _of_times(
    node: n.Binary, left: ax.Expression, right: ax.Expression, moved: bool
) -> ax.Expression:
    """Write a time moved by a duration, or the duration between two times."""
    if not moved:
        return ax.call("PipelineTimes.between", right, left)
    span = right if node.operator == "+" else ax.call(f"{_DURATIONS}.negate", right)
    return ax.call("PipelineTimes.add", left, span)


def negative(node: n.Unary, place: Place, write: Write) -> ax.Expression:
    """Write `-x`."""
    match node.operand:
        case n.IntValue(value=value) if value:
            return literals.long(-value)
        case n.FloatValue(value=value):
            return literals.double(-value)
        case _:
            pass
    operand = write(node.operand, place)
    if place.home.written(node.type) == "Long":
        of_time = place.home.types.plain(node.type) == t.DURATION
        return ax.call(f"{_DURATIONS if of_time else 'PipelineInts'}.negate", operand)
    if isinstance(operand, ax.Prefix):
        return operand.operand  # two signs together would count down
    return ax.Prefix("-", operand)
