"""What Apex does otherwise than a source says: it is built, and told.

Reads     a program of the IR.
Gives     nothing.
Reports   short-wait, in-turn, progress.
Promises  that a program in which nothing is told takes as long in Apex as elsewhere, but for work
          that is done beside other work without calling out.
Leaves    what cannot be built at all to `checking`.
"""

from collections.abc import Iterable, Iterator
from math import ceil

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import codes
from pipesmith_targets.apex.hops import delays
from pipesmith_targets.apex.limits import SHARE, Costs, bound_of, seconds
from pipesmith_targets.apex.refusal import Refusal
from pipesmith_targets.apex.transactions import MINUTE, jobs_of, works

EVENTS = 150
"""The events that one transaction may publish at once."""


def cautions(program: n.Program) -> Iterator[Refusal]:
    """Find what takes longer in Apex, or tells less; what a clause of a component says, once."""
    told: set[tuple[str, n.Place]] = set()
    for each in _every(program):
        key = (str(each.slug), each.place)
        if key not in told:
            told.add(key)
            yield each


def _every(program: n.Program) -> Iterator[Refusal]:
    declared = Declared.of(program)
    costs, jobs = Costs(declared), jobs_of(declared)
    for module in program.modules:
        for pipeline in module.pipelines:
            stages = [each for each in inside(pipeline) if isinstance(each, n.Stage)]
            for stage in stages:
                yield from _in_turn(stage, costs)
                if (module.name, pipeline.name) in jobs:
                    yield from _short_wait(stage)
                    yield from _progress(stage, costs)


# ---------------------------------------------------------------- time


def _short_wait(stage: n.Stage) -> Iterator[Refusal]:
    """Tell which waits are no whole minutes."""
    wait, retry = stage.body, stage.policies.retry
    if isinstance(wait, n.Wait) and not wait.until and isinstance(wait.value, n.DurationValue):
        yield from _rounded(stage, [wait.value.milliseconds], wait, "wait {}m")
    if retry is not None and retry.backoff is not None:
        yield from _rounded(stage, delays(retry), retry.backoff, "backoff fixed({}m)")


def _rounded(
    stage: n.Stage, waits: Iterable[int], clause: n.Wait | n.Backoff, written: str
) -> Iterator[Refusal]:
    """Tell of the first of some waits that is no whole minutes."""
    for wait in waits:
        minutes = ceil(wait / MINUTE)
        if minutes * MINUTE != wait:
            yield Refusal(
                codes.SHORT_WAIT,
                f"`{stage.segment}` waits {seconds(wait)}; Apex waits {minutes} min",
                f"{seconds(wait)} become {minutes} min",
                clause.place,
                notes=("Salesforce delays a job by whole minutes",),
                help=f"write `{written.format(minutes)}`, which is the same everywhere",
            )
            return


def _in_turn(stage: n.Stage, costs: Costs) -> Iterator[Refusal]:
    """Tell which iterations wait for each other's callouts."""
    body = stage.body
    if not isinstance(body, n.Foreach) or body.parallel is None:
        return
    cost = costs.of_block(body.body)
    if cost.callouts:
        each = f"{cost.callouts} callout{'' if cost.callouts == 1 else 's'}"
        yield Refusal(
            codes.IN_TURN,
            f"the iterations of `{stage.segment}` run one after the other in Apex",
            "one transaction does one thing at a time",
            body.parallel.place,
            notes=(f"each makes {each}, of {seconds(cost.milliseconds)} at worst",),
        )


# ---------------------------------------------------------------- progress


def _progress(stage: n.Stage, costs: Costs) -> Iterator[Refusal]:
    """Tell in which loops a transaction may begin more stages than it can publish events."""
    body = stage.body
    if not isinstance(body, n.Foreach | n.While | n.Repeat) or not works(body.body):
        return
    callouts = costs.of_block(body.body).callouts
    turns = [each for each in (bound_of(body), SHARE // callouts if callouts else None) if each]
    stages = 1 + sum(isinstance(each, n.Stage) and works(each) for each in inside(body.body))
    if turns and min(turns) * stages > EVENTS:
        yield Refusal(
            codes.PROGRESS,
            f"`{stage.segment}` may begin {min(turns) * stages} stages in one transaction; "
            f"{EVENTS} of them can be told",
            f"{min(turns)} turns of {stages} stages each",
            stage.place,
            notes=(f"a transaction publishes at most {EVENTS} events at once", "the run goes on"),
        )
