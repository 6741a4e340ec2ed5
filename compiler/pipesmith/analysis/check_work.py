"""Types of stages: the body's value, and what `when` and `fallback` add to it."""

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis.check_bodies import value_of_body
from pipesmith.analysis.check_clauses import check_cache, check_clauses
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand_choice
from pipesmith.analysis.frames import Frame
from pipesmith.analysis.narrowing import narrowing
from pipesmith.analysis.stage_types import Other, Work, settle
from pipesmith.syntax import nodes as s


def check_work(statement: Work, c: Checking, frame: Frame) -> None:
    """Check a statement that has a body, and type its name."""
    when = next((clause for clause in statement.clauses if isinstance(clause, s.When)), None)
    shown = []
    if when is not None:
        demand_choice(when.condition, c, "the condition of `when`")
        shown = narrowing(when.condition, c)[0]
    declared = _declared(statement, c)
    with c.assuming(shown):
        body = value_of_body(statement, c, frame, declared)
        check_clauses(statement.clauses, c, "stage")
        check_cache(statement, c)
        others = _fallback(statement, declared or body.type, c)
    if when is not None and when.otherwise is not None:
        others.append(_other(when.otherwise, "its `else`", declared or body.type, c))
    settled = settle(statement, body, others, declared, c)
    if when is not None and when.otherwise is None:
        settled = _skippable(statement, when, settled, declared, c)
    c.tables.stages[statement] = settled if declared is None else declared
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


def _fallback(statement: Work, hint: t.Type, c: Checking) -> list[Other]:
    return [
        _other(clause.value, "its fallback", hint, c)
        for clause in statement.clauses
        if isinstance(clause, s.ValueClause) and clause.keyword == "fallback"
    ]


def _other(node: s.Expression, what: str, hint: t.Type, c: Checking) -> Other:
    return Other(node, c.infer(node, hint), f"a stage and {what}")


def _skippable(
    statement: Work, when: s.When, settled: t.Type, declared: t.Type | None, c: Checking
) -> t.Type:
    """Give the type of a stage that is null where its `when` is false."""
    if declared is not None and not c.relations.fits(t.NULL, declared):
        place = statement.type.span if isinstance(statement, s.Stage) and statement.type else None
        c.report(say.skipped_gives_null(when.condition.span, declared, place or when.span))
    return t.optional(settled)
