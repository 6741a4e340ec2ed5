"""Which pipelines need more than one transaction.

These are pipelines that wait, if only for another attempt, those that may call out or send messages
more than one transaction allows, and those that call one of these.
"""

from math import ceil

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.emails import Mailings
from pipesmith_targets.apex.limits import CALLOUT_TIME, CALLOUTS, Costs

Key = tuple[str, str]
MINUTE = 60_000
"""The milliseconds of the unit in which Apex waits."""


def jobs_of(declared: Declared) -> frozenset[Key]:
    """Give the pipelines of a program that are jobs, by module and name."""
    costs, mailings, called = Costs(declared), Mailings(declared), called_in(declared)
    found = {
        key
        for key, pipeline in declared.pipelines.items()
        if waits(pipeline) or (key not in called and not _fits(key, costs, mailings))
    }
    while more := {key for key, each in declared.pipelines.items() if _calls(each, found)} - found:
        found |= more
    return frozenset(found)


def _calls(pipeline: n.Pipeline, others: set[Key]) -> bool:
    calls = (part for part in inside(pipeline) if isinstance(part, n.PipelineCall))
    return any((each.module, each.pipeline) in others for each in calls)


def waits(pipeline: n.Pipeline) -> bool:
    """Tell whether a pipeline waits somewhere."""
    return any(_waits(part) for part in inside(pipeline))


def called_in(declared: Declared) -> frozenset[Key]:
    """Give the pipelines that others call."""
    return frozenset(
        (part.module, part.pipeline)
        for pipeline in declared.pipelines.values()
        for part in inside(pipeline)
        if isinstance(part, n.PipelineCall)
    )


def _fits(key: Key, costs: Costs, mailings: Mailings) -> bool:
    cost = costs.of_pipeline(*key)
    at_once = not cost.open and cost.callouts <= CALLOUTS and cost.milliseconds <= CALLOUT_TIME
    return at_once and mailings.of_pipeline(*key).fits


def is_delayed(retry: n.Retry | None) -> bool:
    """Tell whether time passes between attempts."""
    backoff = retry.backoff if retry is not None else None
    if backoff is None:
        return False
    start = backoff.start
    return not (isinstance(start, n.DurationValue) and start.milliseconds == 0)


def shortest_wait(retry: n.Retry) -> int:
    """Give the milliseconds that all delays of a retry take at least, in whole minutes."""
    if not is_delayed(retry):
        return 0
    count = retry.count.value if isinstance(retry.count, n.IntValue) else 0
    assert retry.backoff is not None, "time passes between attempts"
    first = retry.backoff.start
    minutes = ceil(first.milliseconds / MINUTE) if isinstance(first, n.DurationValue) else 1
    return count * minutes * MINUTE


def _waits(part: object) -> bool:
    match part:
        case n.Wait() | n.Signal():
            return True
        case n.Stage(policies=policies):
            return is_delayed(policies.retry)
        case _:
            return False


def works(node: object) -> bool:
    """Tell whether a statement has work done outside of the program, or waits."""
    return any(_works(part) for part in inside(node))


def _works(part: object) -> bool:
    match part:
        case n.ComponentCall(module="", component=name):
            return not name.startswith(("log.", "state."))
        case n.ComponentCall() | n.PipelineCall() | n.Wait() | n.Signal():
            return True
        case _:
            return False
