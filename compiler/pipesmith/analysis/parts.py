"""The expressions directly inside an expression, for walks that treat most kinds alike."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith.syntax import nodes as s


def parts(node: s.Expression) -> tuple[s.Expression, ...]:
    """Give what an expression is made of, in the order written."""
    match node:
        case s.Text(parts=pieces):
            return tuple(piece for piece in pieces if not isinstance(piece, str))
        case s.ListLiteral(items=items) | s.Comparison(operands=items):
            return items
        case s.MapLiteral(entries=entries):
            return tuple(entry.value for entry in entries)
        case s.Call(arguments=arguments):
            return tuple(argument.value for argument in arguments)
        case s.Filter(subject=subject, arguments=arguments):
            return (subject, *(argument.value for argument in arguments))
        case s.Member(subject=inner) | s.Pluck(subject=inner) | s.Convert(subject=inner):
            return (inner,)
        case s.Unary(operand=inner) | s.Parenthesised(inner=inner) | s.Lambda(body=inner):
            return (inner,)
        case s.Index(subject=subject, index=index):
            return (subject, index)
        case s.Slice(subject=subject, start=start, stop=stop):
            return (subject, *(bound for bound in (start, stop) if bound is not None))
        case s.Binary(left=left, right=right):
            return (left, right)
        case s.Conditional(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case _:
            return _leaf(node)


def _leaf(
    node: s.IntLiteral
    | s.FloatLiteral
    | s.DecimalLiteral
    | s.DurationLiteral
    | s.BoolLiteral
    | s.NullLiteral
    | s.Reference
    | s.BrokenExpression,
) -> tuple[s.Expression, ...]:
    match node:
        case s.IntLiteral() | s.FloatLiteral() | s.DecimalLiteral() | s.DurationLiteral():
            return ()
        case s.BoolLiteral() | s.NullLiteral() | s.Reference() | s.BrokenExpression():
            return ()
        case _:
            assert_never(node)


def inside(node: s.Expression) -> Iterator[s.Expression]:
    """Give an expression and everything in it."""
    pending = [node]
    while pending:
        current = pending.pop()
        yield current
        pending.extend(parts(current))


def bare(node: s.Expression) -> s.Expression:
    """Give an expression without the parentheses around it."""
    while isinstance(node, s.Parenthesised):
        node = node.inner
    return node
