"""Arithmetic: checked where Apex would wrap round, floored where it would cut off."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import Place

Write = Callable[[n.Expression, Place], ax.Expression]

_INTS = {"+": "add", "-": "subtract", "*": "multiply", "div": "div", "%": "mod"}
_CALLED = {"/": "divide", "div": "div", "%": "mod"}
_CHECKED = {"Double": "PipelineFloats.finite", "Decimal": "PipelineDecimals.rounded28"}


def arithmetic(node: n.Binary, place: Place, write: Write) -> ax.Expression:
    """Write an operation on numbers, texts, lists or times."""
    left, right = write(node.left, place), write(node.right, place)
    given = place.home.types.plain(node.left.type)
    match place.home.written(node.type):
        case "Long":
            return ax.call(f"PipelineInts.{_INTS[node.operator]}", left, right)
        case "Double" | "Decimal" as kind:
            return _of_numbers(node.operator, kind, left, right)
        case "String":
            return ax.Binary("+", left, right)
        case "PipelineDuration":
            return _duration(node, left, right, given)
        case "Date" | "Datetime":
            moved = right if node.operator == "+" else ax.send(right, "negated")
            return ax.call("PipelineTimes.plus", left, moved)
        case written:
            return ax.Cast(written, ax.call("PipelineLists.concat", left, right))


def _of_numbers(
    operator: str, kind: str, left: ax.Expression, right: ax.Expression
) -> ax.Expression:
    if operator in _CALLED:
        return ax.call(f"Pipeline{_OWNERS[kind]}.{_CALLED[operator]}", left, right)
    return ax.call(_CHECKED[kind], ax.Binary(operator, left, right))


_OWNERS = {"Double": "Floats", "Decimal": "Decimals"}


def _duration(
    node: n.Binary, left: ax.Expression, right: ax.Expression, given: t.Type
) -> ax.Expression:
    """Write a sum of durations, a multiple of one, or what lies between two times."""
    if node.operator == "*":
        first = given == t.DURATION
        return ax.send(left if first else right, "multipliedBy", right if first else left)
    if given == t.DURATION:
        return ax.send(left, "plus" if node.operator == "+" else "minus", right)
    return ax.call("PipelineTimes.between", right, left)


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
    match place.home.written(node.type):
        case "Long":
            return ax.call("PipelineInts.negate", operand)
        case "PipelineDuration":
            return ax.send(operand, "negated")
        case _:
            return ax.Prefix("-", operand)
