"""How long bodies take, at worst, before their own policies."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith.plan.costs import NOTHING, UNKNOWN, in_a_row, longest, times, within
from pipesmith.plan.model import Cost, Section

CALL = Cost(0, 1, bounded=False)
"""A call takes as long as its timeout lets it."""


@dataclass(slots=True)
class Durations:
    """Knows the costs of pipelines that are called, each worked out once."""

    section_of: Callable[[n.PipelineCall], tuple[n.Pipeline, Section]]
    _known: dict[tuple[str, str], Cost] = field(default_factory=dict)

    def of(self, body: n.Body, sections: Sequence[Section]) -> Cost:
        """Give the cost of a body whose blocks have these plans."""
        inner = [section.cost for section in sections]
        match body:
            case n.ComponentCall():
                return CALL
            case n.PipelineCall():
                return self._called(body)
            case n.If() | n.Switch() | n.Parallel():
                return longest(inner)
            case n.Foreach():
                return replace(inner[0], bounded=False)
            case n.While(limit=limit):
                return _repeated(inner[0], limit)
            case n.Repeat(count=count):
                return _repeated(inner[0], count)
            case n.Try(final=final):
                last = NOTHING if final is None else inner.pop()
                return in_a_row(inner[0], longest(inner[1:]), last)
            case n.Wait(until=False, value=n.DurationValue(milliseconds=waited)):
                return Cost(max(waited, 0))
            case n.Wait() | n.Signal():
                return UNKNOWN
            case _:
                assert_never(body)

    def _called(self, call: n.PipelineCall) -> Cost:
        key = call.module, call.pipeline
        if key not in self._known:
            pipeline, section = self.section_of(call)
            self._known[key] = within(section.cost, pipeline.timeout)
        return self._known[key]


def _repeated(cost: Cost, count: n.Expression) -> Cost:
    """Give the cost of a loop; one whose number of turns is not known counts as one turn."""
    if isinstance(count, n.IntValue):
        return times(cost, max(count.value, 0))
    return replace(cost, bounded=False)
