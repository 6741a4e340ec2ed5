"""Clauses around statements that become several stages of a job, or that wait.

Reads     a stage of a pipeline that needs several transactions.
Gives     what is said of the clauses that would have to span transactions.
Reports   `apex/clause`.
Promises  that no clause of such a statement is left out in silence.
Leaves    clauses of one call to the stage that makes it, delayed retries to the check of retries.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.refusal import Refusal
from pipesmith_targets.apex.transactions import is_delayed, works

_CALLS = n.ComponentCall | n.PipelineCall


def spanning_clauses(stage: n.Stage) -> Iterator[Refusal]:
    """Refuse the clauses of a statement that are not written around several stages."""
    if isinstance(stage.body, _CALLS) or not works(stage):
        return
    for word, clause in _clauses(stage):
        place = clause.place if isinstance(clause, n.Located) else stage.body.place
        yield Refusal(
            codes.CLAUSE,
            f"`{word}` of `{stage.segment}` cannot be built for Apex in a pipeline that waits",
            f"`{stage.segment}` is in several transactions",
            place,
        )


def _clauses(stage: n.Stage) -> Iterator[tuple[str, object]]:
    """Give the clauses that a statement of several transactions does not have."""
    policies = stage.policies
    yield from _given("cache", policies.cache)
    yield from _given("idempotent", policies.idempotent)
    yield from _given("deadline", policies.deadline)
    yield from _given("timeout", policies.timeout)
    if not is_delayed(policies.retry):
        yield from _given("retry", policies.retry)
    if isinstance(stage.body, n.Wait):
        yield from _given("fallback", policies.fallback)
        if is_delayed(policies.retry):
            yield from _given("retry", policies.retry)


def _given(word: str, clause: object | None) -> Iterator[tuple[str, object]]:
    if clause is not None:
        yield word, clause
