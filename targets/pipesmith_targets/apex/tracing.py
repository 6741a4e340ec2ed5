"""Which control statements tell that they are at work, and for which a stage in them does.

A test sees a statement at its address, or at one below it. One without a name is in no test, and
one in which nothing is called leaves no trace in any.
"""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.ordering import in_order

_CALLS = n.ComponentCall | n.PipelineCall


def tells_itself(stage: n.Stage) -> bool:
    """Tell whether a statement may begin, and no stage in it tells so."""
    calls = any(isinstance(part, _CALLS) for part in inside(stage.body))
    return stage.name is not None and calls and not _is_told(stage)


def _is_told(stage: n.Stage) -> bool:
    """Tell whether a stage with a call is the first thing that happens in a statement."""
    policies = stage.policies
    if any((policies.when, policies.cache, policies.idempotent)):
        return False
    match stage.body:
        case n.ComponentCall() | n.PipelineCall():
            return True
        case n.If(arms=arms, otherwise=otherwise):
            return all(_begins_told(each) for each in (*(a.body for a in arms), otherwise))
        case n.Switch(cases=cases, otherwise=otherwise):
            return all(_begins_told(each) for each in (*(c.body for c in cases), otherwise))
        case n.Try(body=body):
            return _begins_told(body)
        case n.Parallel(branches=(first, *_)):
            return _begins_told(first.body)
        case _:
            return False


def _begins_told(block: n.Block | None) -> bool:
    first = next(in_order(block), None) if block is not None else None
    return isinstance(first, n.Stage) and _is_told(first)
