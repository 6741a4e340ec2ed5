"""How many callouts the run of a test makes at least.

In an org a test is one transaction with the limits of one, however many a job has.
"""

from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.limits import bound_of
from pipesmith_targets.apex.testing.replies import is_sent

_LEAVES = n.Return | n.Raise | n.Jump


def callouts_at_least(test: n.Test, declared: Declared) -> int:
    """Count the callouts of a test that nobody can doubt; none where something is to fail."""
    outcomes = [part for mock in test.mocks for part in inside(mock) if isinstance(part, n.Outcome)]
    fails = any(isinstance(each, n.ExpectFails) for each in test.expectations)
    if fails or any(each.does == "fails" or each.takes is not None for each in outcomes):
        return 0
    mocked = {(each.subject.module, each.subject.name) for each in test.mocks}
    replaced = [each.subject for each in test.mocks if not is_sent(each, declared)]
    sent = frozenset(mocked - {(each.module, each.name) for each in replaced})
    counting = _Counting(declared, sent)
    return counting.of_block(declared.pipelines[test.module, test.pipeline].body)


@dataclass(frozen=True, slots=True)
class _Counting:
    """Counts the calls of components that are `sent`, leaving out what may not be reached."""

    declared: Declared
    sent: frozenset[tuple[str, str]]

    def of_block(self, block: n.Block | None) -> int:
        """Count the callouts of a block, as far as it is surely run."""
        found = 0
        for each in block.statements if block is not None else ():
            if isinstance(each, n.Stage):
                found += self.of_stage(each)
            if _leaves(each):
                break
        return found

    def of_stage(self, stage: n.Stage) -> int:
        """Count the callouts of the first attempt of a stage, which is always made."""
        policies = stage.policies
        if policies.when is not None or policies.cache or policies.idempotent is not None:
            return 0
        match stage.body:
            case n.ComponentCall(module=module, component=name):
                return int((module, name) in self.sent)
            case n.PipelineCall(module=module, pipeline=name):
                return self.of_block(self.declared.pipelines[module, name].body)
            case n.If(arms=arms, otherwise=otherwise):
                blocks = (*(each.body for each in arms), otherwise)
                return min(self.of_block(each) for each in blocks)
            case n.Foreach(body=body) | n.Repeat(body=body) as loop:
                turns = bound_of(loop) or 0
                return self.of_block(body) * (min(turns, 1) if _leaves(body) else turns)
            case n.Parallel(mode="all", branches=branches):
                return sum(self.of_block(each.body) for each in branches)
            case _:
                return 0


def _leaves(node: object) -> bool:
    """Tell whether something may end what is around it."""
    return any(isinstance(part, _LEAVES) for part in inside(node))
