"""Stages of jobs that alone are too much for a transaction.

Reads     the stages of a job that call something: each does all of it in one transaction.
Gives     nothing.
Reports   `apex/callout-limit`, `apex/callout-time`, `apex/open-loop` where nothing bounds a stage.
Promises  that what is proposed fits all limits at once.
Leaves    pipelines that are called and are too much themselves, which the check tells once.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.limits import CALLOUT_TIME, CALLOUTS, Cost, Costs, seconds
from pipesmith_targets.apex.refusal import Refusal
from pipesmith_targets.apex.rooms import at_once
from pipesmith_targets.apex.transactions import Key, is_delayed


def unfit(pipeline: n.Pipeline, jobs: frozenset[Key], costs: Costs) -> Iterator[Refusal]:
    """Refuse the stages of a job that no transaction has room for, and warn of unbounded ones."""
    for stage in inside(pipeline):
        if isinstance(stage, n.Stage) and _is_told_here(stage, jobs, costs):
            cost = at_once(stage, costs)
            if cost.callouts > CALLOUTS:
                yield _too_often(stage, cost, costs.of_attempt(stage))
            elif cost.milliseconds > CALLOUT_TIME:
                yield _too_long(stage, cost)
            if cost.open:
                yield _unbounded(stage)


def _is_told_here(stage: n.Stage, jobs: frozenset[Key], costs: Costs) -> bool:
    """Tell whether a stage is a call, and nothing else is refused or warned of for its cost."""
    match stage.body:
        case n.PipelineCall(module=module, pipeline=name):
            called = costs.of_pipeline(module, name)
            is_told = called.callouts > CALLOUTS or bool(called.open)
            return (module, name) not in jobs and not is_told
        case n.ComponentCall():
            limit = stage.policies.timeout
            return not isinstance(limit, n.DurationValue) or limit.milliseconds <= CALLOUT_TIME
        case _:
            return False


def _too_often(stage: n.Stage, cost: Cost, one: Cost) -> Refusal:
    return Refusal(
        codes.CALLOUT_LIMIT,
        f"`{stage.segment}` could make {cost.callouts} callouts; Apex allows {CALLOUTS}",
        f"one transaction could make {cost.callouts} callouts",
        stage.place,
        notes=_counted(cost, one, f"{one.callouts} callout{'s' if one.callouts > 1 else ''}"),
        help=_fewer(cost, one),
    )


def _counted(cost: Cost, one: Cost, each: str) -> tuple[str, ...]:
    """Tell how many attempts a cost is made of."""
    attempts = cost.callouts // max(1, one.callouts)
    return (f"{attempts} attempts follow each other at once, each of {each}",) * (attempts > 1)


def _fewer(cost: Cost, one: Cost) -> str | None:
    """Propose as many attempts as all limits have room for."""
    if one.callouts > CALLOUTS:
        return f"let `repair` be {CALLOUTS - 1} or less"
    attempts = CALLOUTS // one.callouts
    if cost.milliseconds > CALLOUT_TIME:
        attempts = min(attempts, CALLOUT_TIME // max(1, one.milliseconds))
    return f"allow `retry {attempts - 1}` or less" if attempts > 1 else _DELAYED


_DELAYED = "wait between attempts: `backoff fixed(1m)`"


def _too_long(stage: n.Stage, cost: Cost) -> Refusal:
    retry = stage.policies.retry
    word = "timeout" if retry is None or is_delayed(retry) else "deadline"
    return Refusal(
        codes.CALLOUT_TIME,
        f"the callouts of `{stage.segment}` could take {seconds(cost.milliseconds)}; "
        f"Apex allows {seconds(CALLOUT_TIME)}",
        f"one transaction could wait {seconds(cost.milliseconds)} for {cost.callouts} callouts",
        stage.place,
        help=f"end it in time with `{word} {CALLOUT_TIME // 60_000}m`",
    )


def _unbounded(stage: n.Stage) -> Refusal:
    return Refusal(
        codes.OPEN_LOOP,
        f"`{stage.segment}` could call out any number of times",
        "nothing bounds how often it is tried again",
        stage.place,
        notes=(f"{CALLOUTS} callouts fit one transaction",),
    )
