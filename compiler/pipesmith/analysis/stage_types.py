"""The one type of a stage: what its body gives, what `fallback` and `else` give instead (rules 17,
35 and 53).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import coerce
from pipesmith.analysis.yields import BodyValue
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Work = s.Stage | s.Do | s.Control


@dataclass(frozen=True, slots=True)
class Other:
    """What a stage may give in place of its body's value; `what` names both in a message."""

    node: s.Expression
    type: t.Type
    what: str


def settle(
    statement: Work,
    body: BodyValue,
    others: Sequence[Other],
    declared: t.Type | None,
    c: Checking,
) -> t.Type:
    """Give the type of a stage, and convert all that it may give to it; report what does not fit.

    It is the declared one, or what the values have in common.
    """
    wanted = _common(statement, body.type, others, c) if declared is None else declared
    for other in others:
        coerce(other.node, other.type, wanted, c)
    steps = c.relations.steps(body.type, wanted)
    if steps is None:
        assert isinstance(statement, s.Stage)
        assert statement.type is not None
        _refuse(statement, statement.type, body.type, wanted, c)
    elif steps:
        _convert(statement, body, wanted, c)
    return wanted


def _convert(statement: Work, body: BodyValue, wanted: t.Type, c: Checking) -> None:
    """Convert what the blocks of a body give, or the one value that it gives whole."""
    if body.yields.widen(wanted):
        c.tables.results[statement.body] = wanted
    elif isinstance(statement, s.Stage):
        c.tables.converted[statement] = c.relations.steps(body.type, wanted) or ()


def _common(statement: Work, given: t.Type, others: Sequence[Other], c: Checking) -> t.Type:
    """Give the type of the body's value where the others fit it, or what all have in common."""
    common = given
    for other in others:
        if common == t.ANY or c.relations.assignable(other.type, common):
            continue
        joint = c.relations.join(common, other.type)
        if joint is None or not c.relations.assignable(given, joint):
            spans = (_body_span(statement), other.node.span)
            pair = (common, other.type)
            return c.report(say.no_common_type(other.node.span, pair, spans, other.what))
        common = joint
    return common


def _refuse(
    stage: s.Stage, written: s.TypeSyntax, given: t.Type, declared: t.Type, c: Checking
) -> None:
    """Report that what a body gives is not what its stage is declared as."""
    span = _body_span(stage)
    if isinstance(given, t.OptionalType) and c.relations.assignable(given.item, declared):
        way = "declare it with `?`, and give a value for null where it is read"
        c.report(say.unsafe_null(span, given, f"the value of `{stage.name.text}`", way))
        return
    have, want = c.relations.fields(given), c.relations.fields(declared)
    known = have is not None and want is not None
    notes = (say.differences(given, declared, have or {}, want or {}),) if known else ()
    because = (written.span, f"declared as {say.a(declared)} here")
    what = f"the stage `{stage.name.text}`"
    c.report(say.mismatch(span, given, declared, what, because, notes))


def _body_span(statement: Work) -> Span:
    body = statement.body
    return body.call.function.span if isinstance(body, s.Invoke) else _first_word(body)


def _first_word(body: s.Body) -> Span:
    word = type(body).__name__
    return Span(body.span.path, body.span.start, body.span.start + len(word))
