"""How many transactions a run takes: one, one more for each time that it waits, and one after each
e-mail, as no callout may follow that.

Reads     a pipeline of the IR.
Gives     the least and the most; where only a run knows, the most is None.
Reports   nothing.
Promises  that what waits longer than one delay of the queue counts as often as it is delayed.
Leaves    transactions that other work in the org makes necessary.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith_targets.apex.limits import bound_of
from pipesmith_targets.apex.transactions import MINUTE, is_delayed

DELAY = 10 * MINUTE
"""The longest delay of the queue, in milliseconds."""
BETWEEN_LOOKS = 5 * MINUTE
"""How long a job waits before it looks for a signal again."""
_GROWTH = {"fixed": 1.0, "linear": 1.0, "exponential": 2.0}


@dataclass(frozen=True, slots=True)
class Hops:
    """The transactions after the first: the fewest, and the most, None without a bound."""

    least: int = 0
    most: int | None = 0

    def plus(self, other: "Hops") -> "Hops":
        """Give those of one after the other."""
        most = None if self.most is None or other.most is None else self.most + other.most
        return Hops(self.least + other.least, most)

    def times(self, least: int, most: int | None) -> "Hops":
        """Give those of turns of a loop."""
        bounded = self.most is not None and most is not None
        worst = (self.most or 0) * (most or 0) if bounded or self.most == 0 else None
        return Hops(self.least * least, worst)


def hops_of(pipeline: n.Pipeline, declared: Declared) -> Hops:
    """Count the transactions of a pipeline after its first."""
    handled = _block(pipeline.on_error.body, declared) if pipeline.on_error is not None else Hops()
    return _block(pipeline.body, declared).plus(Hops(0, handled.most))


def _block(block: n.Block | None, declared: Declared) -> Hops:
    stages = block.statements if block is not None else ()
    return _sum(_stage(each, declared) for each in stages if isinstance(each, n.Stage))


def _sum(parts: Iterable[Hops]) -> Hops:
    total = Hops()
    for each in parts:
        total = total.plus(each)
    return total


def _stage(stage: n.Stage, declared: Declared) -> Hops:
    whole, retry = _body(stage.body, declared), stage.policies.retry
    if retry is not None:
        count = retry.count.value if isinstance(retry.count, n.IntValue) else None
        again = whole.times(0, count)
        whole = whole.plus(Hops(0, again.most))
    if retry is not None and is_delayed(retry):
        whole = whole.plus(Hops(0, _delays(retry)))
    return Hops(0, whole.most) if stage.policies.when is not None else whole


def _looks(timeout: n.Expression | None) -> int | None:
    """Count how often a signal is looked for again, None where it may be missing for ever."""
    if not isinstance(timeout, n.DurationValue):
        return None
    return ceil(timeout.milliseconds / BETWEEN_LOOKS)


def _delays(retry: n.Retry) -> int | None:
    """Count the delays before further attempts, None where they are computed."""
    known = isinstance(retry.count, n.IntValue) and retry.backoff is not None
    if not known or not isinstance(retry.backoff.start, n.DurationValue):  # type: ignore[union-attr]
        return None
    return sum(_delayed(each) for each in delays(retry))


def _delayed(milliseconds: int) -> int:
    return ceil(max(milliseconds, 0) / DELAY)


def _body(body: n.Body, declared: Declared) -> Hops:
    match body:
        case n.Wait(value=n.DurationValue(milliseconds=time), until=False):
            return Hops(_delayed(time), _delayed(time))
        case n.Wait():
            return Hops(0, None)
        case n.Signal(timeout=timeout):
            return Hops(0, _looks(timeout))
        case n.ComponentCall(module="", component="email.send"):
            return Hops(0, 1)
        case n.PipelineCall(module=module, pipeline=name):
            return hops_of(declared.pipelines[module, name], declared)
        case n.If(arms=arms, otherwise=otherwise):
            return _either([*(each.body for each in arms), otherwise], declared)
        case n.Switch(cases=cases, otherwise=otherwise):
            return _either([*(each.body for each in cases), otherwise], declared)
        case n.Foreach() | n.Repeat() as loop:
            bound = bound_of(loop)
            return _block(loop.body, declared).times(bound or 0, bound)
        case n.While():
            return _block(body.body, declared).times(0, bound_of(body))
        case n.Try(body=tried, catches=catches, final=final):
            handled = _either([*(each.body for each in catches), None], declared)
            return _block(tried, declared).plus(Hops(0, handled.most)).plus(_block(final, declared))
        case n.Parallel(branches=branches):
            return _sum(_block(each.body, declared) for each in branches)
        case _:
            return Hops()


def _either(blocks: Iterable[n.Block | None], declared: Declared) -> Hops:
    ways = [_block(each, declared) for each in blocks]
    most = [each.most for each in ways]
    worst = None if None in most else max(each or 0 for each in most)
    return Hops(min(each.least for each in ways), worst)


def delays(retry: n.Retry) -> Iterator[int]:
    """Give the milliseconds before each further attempt, as far as the source tells them."""
    backoff = retry.backoff
    if backoff is None or not isinstance(backoff.start, n.DurationValue):
        return
    start, factor = backoff.start.milliseconds, backoff.factor
    step, most = backoff.step, backoff.limit
    growth = factor.value if isinstance(factor, n.FloatValue) else _GROWTH[backoff.shape]
    count = retry.count.value if isinstance(retry.count, n.IntValue) else 1
    for attempt in range(min(count, _ATTEMPTS)):
        grown = start + attempt * (step.milliseconds if isinstance(step, n.DurationValue) else 0)
        grown = round(grown * growth**attempt)
        yield min(grown, most.milliseconds) if isinstance(most, n.DurationValue) else grown


_ATTEMPTS = 100
"""The attempts whose delays are looked at."""
