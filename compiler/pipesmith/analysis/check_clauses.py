"""Clauses of stages, components and pipelines."""

from collections.abc import Iterable
from typing import Literal, assert_never

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis import name_findings
from pipesmith.analysis.arguments import bind_arguments
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.limits import demand_count, demand_duration, demand_share
from pipesmith.analysis.schemas import Schema, Slot
from pipesmith.analysis.type_findings import secret_leak
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Owner = Literal["stage", "component", "pipeline"]

BACKOFFS = {
    "fixed": Schema("fixed", "", (Slot("delay", t.DURATION, False),), t.NULL),
    "linear": Schema(
        "linear",
        "",
        (
            Slot("from", t.DURATION, False),
            Slot("step", t.DURATION, False),
            Slot("max", t.DURATION, True),
        ),
        t.NULL,
    ),
    "exponential": Schema(
        "exponential",
        "",
        (
            Slot("from", t.DURATION, False),
            Slot("factor", t.FLOAT, True),
            Slot("max", t.DURATION, True),
        ),
        t.NULL,
    ),
}
"""The shapes of delays between attempts (rule 33)."""

_WHERE = {"stage": "a stage", "component": "a component", "pipeline": "a pipeline"}


def check_clauses(clauses: Iterable[s.Clause], c: Checking, owner: Owner) -> None:
    """Check clauses, save what takes part in a stage's type: `fallback` and `when`."""
    for clause in clauses:
        word = word_of(clause)
        if _belongs(word, owner):
            _check(clause, c)
        else:
            c.report(say.misplaced_clause(_word_span(clause, word), word, _WHERE[owner]))


def check_cache(statement: s.Stage | s.Do | s.Control, c: Checking) -> None:
    """Demand a key for the cache of a block: it has no arguments that could be one (rule 72)."""
    for clause in statement.clauses:
        keyless = isinstance(clause, s.Cache) and clause.key is None
        if keyless and not isinstance(statement.body, s.Invoke):
            c.report(say.missing_key(_word_span(clause, "cache")))


def word_of(clause: s.Clause) -> str:
    """Give the word that a clause begins with."""
    return clause.keyword if isinstance(clause, s.ValueClause) else type(clause).__name__.lower()


def _word_span(clause: s.Clause, word: str) -> Span:
    return Span(clause.span.path, clause.span.start, clause.span.start + len(word))


def _belongs(word: str, owner: Owner) -> bool:
    match owner:
        case "stage":
            return True
        case "component":
            return word not in ("when", "after")
        case "pipeline":
            return word in ("timeout", "concurrency")


def _check(clause: s.Clause, c: Checking) -> None:
    match clause:
        case s.ValueClause():
            _check_value(clause, c)
        case s.Retry():
            _check_retry(clause, c)
        case s.Cache():
            demand_duration(clause.age, c, "the age of `cache`")
            if clause.key is not None:
                _check_key(clause.key, c, "the key of `cache`")
        case s.When() | s.After():
            pass
        case _:
            assert_never(clause)


def _check_value(clause: s.ValueClause, c: Checking) -> None:
    what = f"`{clause.keyword}`"
    match clause.keyword:
        case "timeout" | "deadline":
            demand_duration(clause.value, c, what)
        case "concurrency":
            demand_count(clause.value, c, what)
        case "priority":
            demand(clause.value, t.INT, c, what)
        case "idempotent":
            _check_key(clause.value, c, "the key of `idempotent`")
        case "fallback":
            pass
        case _:
            assert_never(clause.keyword)


def _check_key(node: s.Expression, c: Checking, what: str) -> None:
    if holds_secret(c.infer(node)):
        c.report(secret_leak(node.span, what))


def _check_retry(clause: s.Retry, c: Checking) -> None:
    demand_count(clause.count, c, "`retry`", least=0)
    if clause.jitter is not None:
        demand_share(clause.jitter, c, "`jitter`")
    backoff = clause.backoff
    if backoff is None:
        return
    schema = BACKOFFS.get(backoff.function.text)
    if schema is not None:
        bind_arguments(backoff, schema, backoff.arguments, c, positional=True)
        return
    name = backoff.function
    c.report(
        name_findings.unknown(
            codes.UNKNOWN_FUNCTION,
            "backoff",
            name,
            "not a backoff",
            tuple(BACKOFFS),
            nearest(name.text, BACKOFFS),
        )
    )
