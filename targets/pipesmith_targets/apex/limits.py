"""What one transaction of Salesforce allows, and what a pipeline needs of it at worst.

Reads     the IR.
Gives     the callouts of each pipeline and the time they may take.
Reports   nothing; what cannot fit is refused by the check.
Promises  a bounded cost is not exceeded; a loop without a bound is told apart.
Leaves    the runtime's own books and memory to the card; records and queries of a program's own
          are those of its host classes.

The numbers are those of the Apex Developer Guide, "Execution Governors and Limits" and "Callout
Limits and Limitations", of the releases 66 to 68.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.bindings import callouts_of

CALLOUTS = 100
"""The callouts of one transaction."""
CALLOUT_TIME = 120_000
"""The milliseconds that all callouts of a transaction may take together, and each alone."""
QUERIES, QUERIES_OF_JOBS = 100, 200
"""The SOQL queries of a transaction: of one that somebody waits for, and of a job's."""
WRITES = 150
"""The DML statements of a transaction."""

SHARE = CALLOUTS * 3 // 4
"""The callouts after which a job begins another transaction."""
SHARE_OF_TIME = CALLOUT_TIME // 2
"""The milliseconds after which it does."""
LOOPS = n.Foreach | n.While | n.Repeat


@dataclass(frozen=True, slots=True)
class Cost:
    """Callouts and their time at worst; `open` names loops without a bound that call out."""

    callouts: int = 0
    milliseconds: int = 0
    open: tuple[str, ...] = ()

    def plus(self, other: "Cost") -> "Cost":
        """Give the cost of one after the other."""
        loops = tuple(dict.fromkeys((*self.open, *other.open)))
        return Cost(self.callouts + other.callouts, self.milliseconds + other.milliseconds, loops)

    def times(self, count: int) -> "Cost":
        """Give the cost of doing something several times."""
        return Cost(self.callouts * count, self.milliseconds * count, self.open)

    def within(self, limit: n.Expression | None) -> "Cost":
        """Give the cost where a limit of time, if it is known, ends what takes longer."""
        if not isinstance(limit, n.DurationValue):
            return self
        return replace(self, milliseconds=min(self.milliseconds, limit.milliseconds))

    def repeated(self, bound: int | None, loop: str) -> "Cost":
        """Give the cost of a loop; without a bound it is that of one iteration."""
        if bound is not None:
            return self.times(bound)
        return Cost(self.callouts, self.milliseconds, (*self.open, loop) if self.callouts else ())


def worst(costs: Sequence[Cost]) -> Cost:
    """Give the most of each that several ways need."""
    loops = tuple(dict.fromkeys(loop for each in costs for loop in each.open))
    return Cost(
        max((each.callouts for each in costs), default=0),
        max((each.milliseconds for each in costs), default=0),
        loops,
    )


@dataclass(slots=True)
class Costs:
    """Works out what pipelines cost; each is worked out once."""

    declared: Declared
    known: dict[tuple[str, str], Cost] = field(default_factory=dict)

    def of_pipeline(self, module: str, name: str) -> Cost:
        """Give the cost of a pipeline, what it does on an error included."""
        key = (module, name)
        if key not in self.known:
            pipeline = self.declared.pipelines[key]
            cost = self.of_block(pipeline.body).within(pipeline.timeout)
            if pipeline.on_error is not None:
                cost = cost.plus(self.of_block(pipeline.on_error.body))
            self.known[key] = cost
        return self.known[key]

    def of_block(self, block: n.Block | None) -> Cost:
        """Give the cost of a block."""
        cost = Cost()
        for each in block.statements if block is not None else ():
            if isinstance(each, n.Stage):
                cost = cost.plus(self.of_stage(each))
        return cost

    def of_stage(self, stage: n.Stage) -> Cost:
        """Give the cost of a stage with all its attempts."""
        cost = self.of_attempt(stage)
        retry = stage.policies.retry
        if retry is not None:
            count = retry.count.value if isinstance(retry.count, n.IntValue) else None
            cost = cost.repeated(None if count is None else count + 1, stage.segment)
        return cost.within(stage.policies.deadline)

    def of_attempt(self, stage: n.Stage) -> Cost:
        """Give the cost of one attempt of a stage."""
        return self._of_body(stage).within(stage.policies.timeout)

    def _of_body(self, stage: n.Stage) -> Cost:
        match stage.body:
            case n.ComponentCall() as call:
                return self._call(call, stage.policies.timeout)
            case n.PipelineCall(module=module, pipeline=name):
                return self.of_pipeline(module, name)
            case n.If(arms=arms, otherwise=otherwise):
                blocks = (*(each.body for each in arms), otherwise)
                return worst([self.of_block(each) for each in blocks])
            case n.Switch(cases=cases, otherwise=otherwise):
                return worst(
                    [self.of_block(each) for each in (*(c.body for c in cases), otherwise)]
                )
            case n.Foreach() | n.While() | n.Repeat() as loop:
                return self.of_block(loop.body).repeated(bound_of(loop), stage.segment)
            case n.Try(body=body, catches=catches, final=final):
                handled = worst([self.of_block(each.body) for each in catches])
                return self.of_block(body).plus(handled).plus(self.of_block(final))
            case n.Parallel(branches=branches):
                cost = Cost()
                for branch in branches:
                    cost = cost.plus(self.of_block(branch.body))
                return cost
            case _:
                return Cost()

    def _call(self, call: n.ComponentCall, timeout: n.Expression | None) -> Cost:
        found = callouts_of(call, self.declared)
        if found is None:
            return Cost()
        count, default = found
        questions = Cost(1).repeated(count, call.component)
        return replace(questions, milliseconds=_milliseconds(timeout, default))


def bound_of(loop: LOOPS) -> int | None:
    """Give the most iterations of a loop, None where only a run knows."""
    match loop:
        case n.Foreach(items=n.Collection(items=items)):
            return len(items)
        case n.While(limit=n.IntValue(value=count)) | n.Repeat(count=n.IntValue(value=count)):
            return max(count, 0)
        case _:
            return None


def _milliseconds(timeout: n.Expression | None, default: int) -> int:
    return timeout.milliseconds if isinstance(timeout, n.DurationValue) else default


def seconds(milliseconds: int) -> str:
    """Show a length of time."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole} s" if not rest else f"{milliseconds} ms"
