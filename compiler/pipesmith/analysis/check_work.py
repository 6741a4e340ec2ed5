"""Types of stages: the body's value, and what `when` and `fallback` add to it."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis.check_bodies import value_of_body
from pipesmith.analysis.check_clauses import check_cache, check_clauses
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand_choice
from pipesmith.analysis.dependencies import opening
from pipesmith.analysis.endings import ending
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
    meant = _meant_yield(statement, c)
    with c.assuming(shown):
        body = value_of_body(statement, c, frame, declared)
        if isinstance(statement, s.Stage) and _lacks_value(statement, c):
            body = replace(body, type=_refuse_nothing(statement, meant, c))
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
        c.tables.values[c.names.bindings[statement]] = c.tables.stages[statement]


# ---------------------------------------------------------------- loops without a value


def _lacks_value(statement: s.Stage, c: Checking) -> bool:
    """Tell that a loop is read and yields nothing: its list would hold only nulls (rule 12)."""
    body = statement.body
    if isinstance(body, s.Foreach) and body.collect_errors:
        return False
    gives = not isinstance(body, s.Foreach | s.While | s.Repeat) or body.body.result is not None
    return not gives and c.names.bindings[statement] in c.names.valued


def _meant_yield(statement: Work, c: Checking) -> s.Return | None:
    """Find the `return` that ends each iteration of a loop whose list is read."""
    if not isinstance(statement, s.Stage) or not _lacks_value(statement, c):
        return None
    assert isinstance(statement.body, s.Foreach | s.While | s.Repeat)
    last = statement.body.body.statements[-1:]
    if not last or not isinstance(last[0], s.Return) or last[0].value is None:
        return None
    c.tables.misplaced[last[0]] = True
    return last[0]


def _refuse_nothing(statement: s.Stage, meant: s.Return | None, c: Checking) -> t.Type:
    name, body = statement.name, statement.body
    if meant is not None:
        return c.report(say.return_for_yield(opening(meant), name))
    assert isinstance(body, s.Foreach | s.While | s.Repeat)
    return c.report(say.no_value(name.span, name.text, ending("yield", body.body, None, c)))


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
