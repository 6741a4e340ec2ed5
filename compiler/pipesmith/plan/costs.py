"""How long statements may take, at worst, by their timeouts and retries.

Reads     the IR.
Gives     a cost for each body under its policies, and the longest way through a block.
Reports   nothing.
Promises  a bounded cost is not exceeded by what has timeouts; what only a run knows is not bounded.
Leaves    expressions, the wait for slots, and what a cancelled stage still does in `finally`.
"""

from collections.abc import Sequence
from dataclasses import replace

from pipesmith.ir import nodes as n
from pipesmith.plan.model import Cost

NOTHING = Cost()
UNKNOWN = Cost(bounded=False)


def in_a_row(*costs: Cost) -> Cost:
    """Give the cost of one after the other."""
    return Cost(
        sum(cost.milliseconds for cost in costs),
        sum(cost.calls for cost in costs),
        all(cost.bounded for cost in costs),
    )


def times(cost: Cost, count: int) -> Cost:
    """Give the cost of doing something several times."""
    return Cost(cost.milliseconds * count, cost.calls * count, cost.bounded)


def longest(costs: Sequence[Cost]) -> Cost:
    """Give the cost of the longest of several ways, which is bounded if all are."""
    if not costs:
        return NOTHING
    return replace(max(costs, key=_rank), bounded=all(cost.bounded for cost in costs))


def _rank(cost: Cost) -> tuple[int, int]:
    return cost.milliseconds, cost.calls


def longest_way(
    costs: Sequence[Cost], before: Sequence[Sequence[int]], order: Sequence[int]
) -> tuple[tuple[int, ...], Cost]:
    """Give the longest way through a graph, and its cost; of equal ways the first."""
    ways: dict[int, tuple[tuple[int, ...], Cost]] = {}
    for at in order:
        options = [ways[other] for other in before[at]]
        way, cost = max(options, key=lambda option: _rank(option[1]), default=((), NOTHING))
        ways[at] = (*way, at), in_a_row(cost, costs[at])
    way, cost = max(ways.values(), key=lambda option: _rank(option[1]), default=((), NOTHING))
    return way, replace(cost, bounded=all(each.bounded for each in costs))


# ---------------------------------------------------------------- under policies


def under_policies(cost: Cost, policies: n.Policies) -> Cost:
    """Give what a body costs with its timeout, its attempts, and its deadline around it."""
    cost = within(cost, policies.timeout)
    if policies.retry is not None:
        cost = _with_retries(cost, policies.retry)
    return within(cost, policies.deadline)


def within(cost: Cost, limit: n.Expression | None) -> Cost:
    """Give a cost that a limit ends."""
    if limit is None:
        return cost
    if not isinstance(limit, n.DurationValue):
        return replace(cost, bounded=False)
    if cost.bounded:
        return replace(cost, milliseconds=min(cost.milliseconds, limit.milliseconds))
    return replace(cost, milliseconds=limit.milliseconds, bounded=True)


def _with_retries(cost: Cost, retry: n.Retry) -> Cost:
    if not isinstance(retry.count, n.IntValue):
        return replace(cost, bounded=False)
    count = retry.count.value
    delays = [_delay(retry.backoff, each) for each in range(1, count + 1)]
    share = _number(retry.jitter, 0.0)
    if share is None or None in delays:
        return replace(times(cost, count + 1), calls=cost.calls, bounded=False)
    waited = sum(round(delay * (1 + share)) for delay in delays if delay is not None)
    whole = in_a_row(times(cost, count + 1), Cost(waited))
    return replace(whole, calls=cost.calls)


def _delay(backoff: n.Backoff | None, attempt: int) -> float | None:
    """Give the delay before a retry in milliseconds, None where only a run knows it (rule 33)."""
    if backoff is None:
        return 0.0
    start, limit = _duration(backoff.start, 0), _duration(backoff.limit, None)
    match backoff.shape:
        case "fixed":
            delay = start
        case "linear":
            step = _duration(backoff.step, 0)
            delay = None if start is None or step is None else start + step * (attempt - 1)
        case "exponential":
            factor = _number(backoff.factor, 2.0)
            delay = None if start is None or factor is None else _grown(start, factor, attempt)
    if delay is None or (limit is None and backoff.limit is not None):
        return None
    return delay if limit is None else min(limit, delay)


def _grown(start: float, factor: float, attempt: int) -> float | None:
    try:
        return float(start * factor ** (attempt - 1))
    except OverflowError:
        return None


def _duration(node: n.Expression | None, missing: float | None) -> float | None:
    if node is None:
        return missing
    return float(node.milliseconds) if isinstance(node, n.DurationValue) else None


def _number(node: n.Expression | None, missing: float) -> float | None:
    match node:
        case None:
            return missing
        case n.FloatValue(value=value) | n.IntValue(value=value):
            return float(value)
        case _:
            return None
