"""A type for every expression; each kind of expression by its own rule."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.arguments import type_of_call
from pipesmith.analysis.chains import type_of_chain
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand_choice
from pipesmith.analysis.joins import joined
from pipesmith.analysis.literals import type_of_list, type_of_map, type_of_text
from pipesmith.analysis.narrowing import narrowing
from pipesmith.analysis.operators import type_of_binary, type_of_comparison, type_of_unary
from pipesmith.syntax import nodes as s


def type_of(node: s.Expression, c: Checking, hint: t.Type | None) -> t.Type:
    """Give an expression its type; a hint is what its place would like."""
    match node:
        case s.IntLiteral():
            return _int(node, c)
        case s.FloatLiteral():
            return t.FLOAT
        case s.DecimalLiteral():
            return t.DECIMAL
        case s.DurationLiteral():
            return t.DURATION
        case s.BoolLiteral():
            return t.BOOL
        case s.NullLiteral():
            return t.NULL
        case s.Text():
            return type_of_text(node, c, hint)
        case s.ListLiteral():
            return type_of_list(node, c, hint)
        case s.MapLiteral():
            return type_of_map(node, c, hint)
        case s.Reference():
            return _reference(node, c)
        case s.Call() | s.Filter():
            return type_of_call(node, c)
        case s.Member() | s.Index() | s.Slice() | s.Pluck():
            return type_of_chain(node, c)
        case s.Unary():
            return type_of_unary(node, c, hint)
        case s.Binary():
            return type_of_binary(node, c, hint)
        case s.Comparison():
            return type_of_comparison(node, c)
        case s.Conditional():
            return _conditional(node, c, hint)
        case s.Convert():
            return _convert(node, c)
        case s.Lambda():
            return c.report(say.misplaced_lambda(node.span))
        case s.Parenthesised(inner=inner):
            return c.infer(inner, hint)
        case s.BrokenExpression():
            return t.ANY
        case _:
            assert_never(node)


def _int(node: s.IntLiteral, c: Checking) -> t.Type:
    """Refuse a whole number that 64 bits do not hold; the one that only its minus makes fit is
    `operators`' matter.
    """
    if node.value > 2**63 - 1:
        return c.report(say.too_large(node.span))
    return t.INT


def _reference(node: s.Reference, c: Checking) -> t.Type:
    binding = c.names.references.get(node)
    if binding is not None:
        narrowed = c.facts.get(binding, ())
        return narrowed if narrowed is not None else c.value_of(binding)
    if node.name in ("context", "env", "secret"):
        return c.report(say.not_a_value(node.span, node.name))
    if c.names.find(c.module, node.name) is not None:
        return c.report(say.type_as_value(node.span, node.name))
    return t.ANY  # reported by `resolve`


def _conditional(node: s.Conditional, c: Checking, hint: t.Type | None) -> t.Type:
    demand_choice(node.condition, c, "the condition")
    holds, fails = narrowing(node.condition, c)
    with c.assuming(holds):
        then = c.infer(node.then, hint)
    with c.assuming(fails):
        otherwise = c.infer(node.otherwise, hint)
    values = [(node.then, then), (node.otherwise, otherwise)]
    return joined(values, c, hint, "the values of `? :`")


def _convert(node: s.Convert, c: Checking) -> t.Type:
    given = c.infer(node.subject)
    wanted = c.read_type(node.type)
    c.tables.types[node.type] = wanted
    if any(isinstance(part, t.SecretType) for part in t.inside(given)):
        return c.report(say.secret_leak(node.subject.span, "a conversion"))
    return wanted
