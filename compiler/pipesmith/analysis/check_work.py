"""Types of stages: the body's value, and what `when` and `fallback` add to it."""

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis import type_findings
from pipesmith.analysis.check_bodies import type_of_body
from pipesmith.analysis.check_clauses import check_cache, check_clauses
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import coerce, demand_choice
from pipesmith.analysis.frames import Frame
from pipesmith.analysis.narrowing import narrowing
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Work = s.Stage | s.Do | s.Control


def check_work(statement: Work, c: Checking, frame: Frame) -> None:
    """Check a statement that has a body, and type its name."""
    when = next((clause for clause in statement.clauses if isinstance(clause, s.When)), None)
    shown = []
    if when is not None:
        demand_choice(when.condition, c, "the condition of `when`")
        shown = narrowing(when.condition, c)[0]
    declared = _declared(statement, c)
    with c.assuming(shown):
        given = type_of_body(statement, c, frame, declared)
        check_clauses(statement.clauses, c, "stage")
        check_cache(statement, c)
        given = _with_fallback(statement, given, declared, c)
    given = _with_when(statement, when, given, declared, c)
    c.tables.stages[statement] = given if declared is None else declared
    if isinstance(statement, s.Stage):
        binding = c.names.bindings[statement]
        nothing = _gives_nothing(statement) and binding in c.names.valued
        c.tables.values[binding] = t.ANY if nothing else c.tables.stages[statement]
        if nothing:
            c.report(say.no_value(statement.name.span, statement.name.text))


def _gives_nothing(statement: s.Stage) -> bool:
    """Tell that a loop yields nothing, so that its list would hold only nulls (rule 12)."""
    body = statement.body
    if isinstance(body, s.Foreach) and body.collect_errors:
        return False
    return isinstance(body, s.Foreach | s.While | s.Repeat) and body.body.result is None


def _declared(statement: Work, c: Checking) -> t.Type | None:
    if isinstance(statement, s.Stage) and statement.type is not None:
        return c.read_type(statement.type)
    return None


# ---------------------------------------------------------------- fallback and when


def _with_fallback(statement: Work, given: t.Type, declared: t.Type | None, c: Checking) -> t.Type:
    given = _checked(statement, given, declared, c)
    for clause in statement.clauses:
        if isinstance(clause, s.ValueClause) and clause.keyword == "fallback":
            what = "a stage and its fallback"
            return _joined(statement, clause.value, given, declared, c, what)
    return given


def _with_when(
    statement: Work,
    when: s.When | None,
    given: t.Type,
    declared: t.Type | None,
    c: Checking,
) -> t.Type:
    if when is None:
        return given
    if when.otherwise is not None:
        what = "a stage and its `else`"
        return _joined(statement, when.otherwise, given, declared, c, what)
    if declared is not None and not c.relations.fits(t.NULL, declared):
        place = statement.type.span if isinstance(statement, s.Stage) and statement.type else None
        c.report(say.skipped_gives_null(when.condition.span, declared, place or when.span))
    return t.optional(given)


def _checked(statement: Work, given: t.Type, declared: t.Type | None, c: Checking) -> t.Type:
    """Hold the body's type against the declared one; a whole result is not converted."""
    if declared is None or c.relations.fits(given, declared):
        return given if declared is None else declared
    span = _body_span(statement)
    assert isinstance(statement, s.Stage)
    assert statement.type is not None
    because = (statement.type.span, f"declared as {type_findings.a(declared)} here")
    if isinstance(given, t.OptionalType) and c.relations.fits(given.item, declared):
        way = "declare it with `?`, and give a value for null where it is read"
        subject = f"the value of `{statement.name.text}`"
        c.report(type_findings.unsafe_null(span, given, subject, way))
        return declared
    have, want = c.relations.fields(given), c.relations.fields(declared)
    notes = (
        ()
        if have is None or want is None
        else (type_findings.differences(given, declared, have, want),)
    )
    what = f"the stage `{statement.name.text}`"
    c.report(type_findings.mismatch(span, given, declared, what, because, notes))
    return declared


def _joined(
    statement: Work,
    node: s.Expression,
    given: t.Type,
    declared: t.Type | None,
    c: Checking,
    what: str,
) -> t.Type:
    """Give the type of a stage that may take another value; its body's value is not converted."""
    other = c.infer(node, declared if declared is not None else given)
    if declared is not None:
        coerce(node, other, declared, c)
        return declared
    if given == t.ANY or c.relations.assignable(other, given):
        coerce(node, other, given, c)
        return given
    common = c.relations.join(given, other)
    if common is None or not c.relations.fits(given, common):
        spans = (_body_span(statement), node.span)
        return c.report(type_findings.no_common_type(node.span, (given, other), spans, what))
    coerce(node, other, common, c)
    return common


def _body_span(statement: Work) -> Span:
    body = statement.body
    return body.call.function.span if isinstance(body, s.Invoke) else _first_word(body)


def _first_word(body: s.Body) -> Span:
    word = type(body).__name__
    return Span(body.span.path, body.span.start, body.span.start + len(word))
