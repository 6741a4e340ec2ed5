"""Which pipelines of a program are jobs, and why, in words for people who build it.

Reads     a program that passed the target's check.
Gives     a sentence for each pipeline that needs more than one transaction.
Reports   nothing.
Promises  the reason by which `transactions` decided.
Leaves    what a run needs of each limit to the card.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.card import needs_of
from pipesmith_targets.apex.limits import CALLOUT_TIME, CALLOUTS, Costs, seconds
from pipesmith_targets.apex.transactions import Key, is_delayed, jobs_of


def told_of_jobs(program: n.Program) -> Iterator[str]:
    """Say of each pipeline that is a job how many transactions it takes, and why."""
    declared = Declared.of(program)
    jobs = jobs_of(declared)
    for (module, name), pipeline in declared.pipelines.items():
        if (module, name) in jobs:
            count = needs_of(declared, module, pipeline)[0].worst
            transactions = f"{count} transaction" if count == "1" else f"{count} transactions"
            why = _reason((module, name), declared, jobs)
            yield f"`{name}` runs in the background, in {transactions}: {why}"


def _reason(key: Key, declared: Declared, jobs: frozenset[Key]) -> str:
    pipeline = declared.pipelines[key]
    waits = next(_waits(pipeline), None)
    if waits is not None:
        return waits
    for part in inside(pipeline):
        if isinstance(part, n.PipelineCall) and (part.module, part.pipeline) in jobs:
            return f"`{part.pipeline}` does"
    return _too_much(key, Costs(declared))


def _waits(pipeline: n.Pipeline) -> Iterator[str]:
    """Say what each stage waits for that waits."""
    for stage in inside(pipeline):
        match stage:
            case n.Stage(body=n.Wait()):
                yield f"`{stage.segment}` waits"
            case n.Stage(body=n.Signal(name=name)):
                yield f"`{stage.segment}` waits for the signal `{name}`"
            case n.Stage(policies=policies) if is_delayed(policies.retry):
                yield f"`{stage.segment}` waits between its attempts"


def _too_much(key: Key, costs: Costs) -> str:
    cost = costs.of_pipeline(*key)
    if cost.open:
        return f"nobody knows how often `{cost.open[0]}` calls out"
    if cost.callouts > CALLOUTS:
        return f"it may make {cost.callouts} callouts, and one transaction {CALLOUTS}"
    if cost.milliseconds > CALLOUT_TIME:
        took, most = seconds(cost.milliseconds), seconds(CALLOUT_TIME)
        return f"its callouts may take {took}, and those of one transaction {most}"
    return "its e-mails are more than one transaction may send, or come before callouts"
