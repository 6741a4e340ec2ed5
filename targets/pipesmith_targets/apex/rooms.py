"""What the stages of a job need of their transactions, where that is more than is left free.

Reads     stages that call something, each of which is a stage of its job.
Gives     how often they call out at worst, and for how long, as the job tells it.
Reports   nothing.
Promises  that a stage which begins has room, unless it alone is too much for a transaction.
Leaves    what is always left free: a job asks for that before each stage.
"""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.limits import (
    CALLOUT_TIME,
    CALLOUTS,
    SHARE,
    SHARE_OF_TIME,
    Cost,
    Costs,
)
from pipesmith_targets.apex.literals import long
from pipesmith_targets.apex.transactions import Key, is_delayed

NEED = "PipelineBudget.Need"


def at_once(stage: n.Stage, costs: Costs) -> Cost:
    """Give what a call needs in one transaction, further attempts at once included."""
    if is_delayed(stage.policies.retry):
        return costs.of_attempt(stage)
    return costs.of_stage(stage)


def need_of(stage: n.Stage, costs: Costs) -> ax.Expression | None:
    """Write what a call needs, None where that is always left free.

    One whose callouts nothing bounds needs all that a transaction has.
    """
    cost = at_once(stage, costs)
    if cost.open:
        cost = Cost(CALLOUTS, CALLOUT_TIME)
    if cost.callouts <= CALLOUTS - SHARE and cost.milliseconds <= CALLOUT_TIME - SHARE_OF_TIME:
        return None
    return ax.New(NEED, (ax.Name(str(cost.callouts)), long(cost.milliseconds)))


def needs_room(job: Key, jobs: frozenset[Key], costs: Costs) -> bool:
    """Tell whether a job, or one that it calls, has stages that need more."""
    parts = inside(costs.declared.pipelines[job])
    return any(_needs_room(each, jobs, costs) for each in parts if isinstance(each, n.Stage))


def _needs_room(stage: n.Stage, jobs: frozenset[Key], costs: Costs) -> bool:
    match stage.body:
        case n.PipelineCall(module=module, pipeline=name) if (module, name) in jobs:
            return needs_room((module, name), jobs, costs)
        case n.PipelineCall() | n.ComponentCall():
            return need_of(stage, costs) is not None
        case _:
            return False
