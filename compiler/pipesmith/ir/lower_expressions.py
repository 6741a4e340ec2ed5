"""Checked expressions -> IR, each conversion as a node."""

from collections.abc import Iterable
from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis.parts import bare
from pipesmith.ir import nodes as n
from pipesmith.ir.fold import folded
from pipesmith.ir.lower_calls import lower_call
from pipesmith.ir.lower_chains import lower_chain
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s

_EXACT = 2**53
"""Whole numbers up to this are floats without loss."""


def lower_expression(node: s.Expression, at: Lowering) -> n.Expression:
    """Give an expression, converted to the type that its place wants."""
    return converted(_lower(node, at), at.types.conversions(node))


def converted(value: n.Expression, steps: Iterable[t.Type]) -> n.Expression:
    """Give a value as what conversions make of it."""
    for step in steps:
        value = _converted(value, step)
    return value


def lower_optional(node: s.Expression | None, at: Lowering) -> n.Expression | None:
    """Do the same where there may be no expression."""
    return None if node is None else lower_expression(node, at)


def _converted(value: n.Expression, step: t.Type) -> n.Expression:
    """Convert a value; a whole number literal is written as what it becomes."""
    match value, step:
        case n.IntValue(value=number), t.Scalar(name="float") if abs(number) <= _EXACT:
            return n.FloatValue(float(number), type=t.FLOAT, place=value.place)
        case n.IntValue(value=number), t.Scalar(name="decimal"):
            return n.DecimalValue(str(number), type=t.DECIMAL, place=value.place)
        case _:
            return n.Widen(value, type=step, place=value.place)


def _lower(node: s.Expression, at: Lowering) -> n.Expression:
    place = at.place(node)
    match node:
        case s.IntLiteral(value=whole):
            return n.IntValue(whole, type=t.INT, place=place)
        case s.FloatLiteral(value=number):
            return n.FloatValue(number, type=t.FLOAT, place=place)
        case s.DecimalLiteral(value=exact):
            return n.DecimalValue(format(exact, "f"), type=t.DECIMAL, place=place)
        case s.DurationLiteral():
            return n.DurationValue(node.milliseconds, type=t.DURATION, place=place)
        case s.BoolLiteral(value=truth):
            return n.BoolValue(truth, type=t.BOOL, place=place)
        case s.NullLiteral():
            return n.NullValue(type=t.NULL, place=place)
        case s.Text():
            return _text(node, at)
        case s.ListLiteral(items=items):
            lowered = tuple(lower_expression(item, at) for item in items)
            return n.Collection(lowered, type=at.of(node), place=place)
        case s.MapLiteral(entries=entries):
            pairs = tuple(n.Pair(each.key, lower_expression(each.value, at)) for each in entries)
            return n.MapValue(pairs, type=at.of(node), place=place)
        case s.Reference():
            return _reference(node, at)
        case s.Parenthesised(inner=inner):
            return lower_expression(inner, at)
        case s.Lambda():
            return _lambda(node, at)
        case s.Call() | s.Filter():
            return lower_call(node, at, lower_expression)
        case s.Member() | s.Index() | s.Slice() | s.Pluck():
            return lower_chain(node, at, lower_expression)
        case s.Convert(subject=subject):
            return n.Validate(lower_expression(subject, at), type=at.of(node), place=place)
        case s.BrokenExpression():
            raise AssertionError("a program with findings is not lowered")
        case s.Unary() | s.Binary() | s.Comparison() | s.Conditional():
            return _operation(node, at)
        case _:
            assert_never(node)


def _text(node: s.Text, at: Lowering) -> n.Expression:
    """Lower a text; one that is a single interpolation may have kept that value's type."""
    place, type_ = at.place(node), at.of(node)
    if node.constant is not None:
        return n.TextValue(node.constant, type=type_, place=place)
    (first, *rest) = node.parts
    if not rest and not isinstance(first, str) and at.of(first) == type_:
        return lower_expression(first, at)
    parts = tuple(_piece(part, at) for part in node.parts)
    return n.Interpolation(parts, type=type_, place=place)


def _piece(part: str | s.Expression, at: Lowering) -> n.Expression:
    if isinstance(part, str):
        return n.TextValue(part, type=t.STRING)
    return lower_expression(part, at)


def _reference(node: s.Reference, at: Lowering) -> n.Expression:
    binding = at.names.references[node]
    standing = at.given.get(binding)
    if standing is not None:
        return standing
    return n.Local(node.name, type=at.of(node), place=at.place(node))


def _lambda(node: s.Lambda, at: Lowering) -> n.Expression:
    names = tuple(name.text for name in node.parameters)
    body = lower_expression(node.body, at)
    apart = bool(at.types.tables.taken_apart.get(node))
    return n.Lambda(
        names, body, apart, type=_lambda_type(node, body, apart, at), place=at.place(node)
    )


def _lambda_type(node: s.Lambda, body: n.Expression, apart: bool, at: Lowering) -> t.Type:
    """Give the type that the call settled on; its result is what the body gives once converted."""
    type_ = at.of(node)
    assert isinstance(type_, t.FunctionType)
    if isinstance(type_.result, t.NeverType):
        return t.FunctionType(type_.parameters, body.type)
    return type_


# ---------------------------------------------------------------- operators


def _operation(
    node: s.Unary | s.Binary | s.Comparison | s.Conditional, at: Lowering
) -> n.Expression:
    place, type_ = at.place(node), at.of(node)
    match node:
        case s.Unary():
            return _unary(node, at)
        case s.Binary():
            return _binary(node, at)
        case s.Comparison(operands=operands, operators=operators):
            lowered = tuple(lower_expression(operand, at) for operand in operands)
            return n.Comparison(lowered, operators, type=t.BOOL, place=place)
        case s.Conditional():
            parts = (node.condition, node.then, node.otherwise)
            condition, then, otherwise = (lower_expression(part, at) for part in parts)
            return n.Conditional(condition, then, otherwise, type=type_, place=place)
        case _:
            assert_never(node)


def _binary(node: s.Binary, at: Lowering) -> n.Expression:
    left, right = lower_expression(node.left, at), lower_expression(node.right, at)
    place, type_ = at.place(node), at.of(node)
    match node.operator:
        case "and" | "or" as operator:
            return n.Logic(operator, left, right, type=t.BOOL, place=place)
        case "??":
            return n.Coalesce(left, right, type=type_, place=place)
        case "+" | "-" | "*" | "/" | "div" | "%" as operator:
            return folded(n.Binary(operator, left, right, type=type_, place=place))
        case _:
            assert_never(node.operator)


def _unary(node: s.Unary, at: Lowering) -> n.Expression:
    place = at.place(node)
    operand = bare(node.operand)
    if node.operator == "-" and isinstance(operand, s.IntLiteral):
        return n.IntValue(-operand.value, type=t.INT, place=place)
    if node.operator == "-" and isinstance(operand, s.FloatLiteral):
        return n.FloatValue(-operand.value, type=t.FLOAT, place=place)
    inner = lower_expression(node.operand, at)
    return folded(n.Unary(node.operator, inner, type=at.of(node), place=place))
