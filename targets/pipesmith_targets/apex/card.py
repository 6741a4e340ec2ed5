"""What one run needs of what the platform limits, as a card for people.

What host classes query, write and hold comes on top.

A pipeline that runs at once has all its callouts in one transaction. A job begins another one when
three quarters of the callouts are made, or half of their time is over; so the last stage of a
transaction may come on top of that.
"""

from collections.abc import Sequence

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import inside
from pipesmith.target import Need
from pipesmith_targets.apex.heap import HEAP, HEAP_OF_JOBS, Heaps, size
from pipesmith_targets.apex.hops import hops_of
from pipesmith_targets.apex.limits import (
    CALLOUT_TIME,
    CALLOUTS,
    QUERIES,
    QUERIES_OF_JOBS,
    SHARE,
    SHARE_OF_TIME,
    WRITES,
    Cost,
    Costs,
    seconds,
    worst,
)
from pipesmith_targets.apex.queries import queries_of
from pipesmith_targets.apex.rooms import at_once
from pipesmith_targets.apex.transactions import jobs_of

TRANSACTIONS = "transactions"


def needs_of(declared: Declared, module: str, pipeline: n.Pipeline) -> tuple[Need, ...]:
    """Tell what a run of a pipeline needs, one thing after another."""
    costs = Costs(declared)
    whole = costs.of_pipeline(module, pipeline.name)
    memory = Heaps(declared).of_pipeline(module, pipeline.name)
    if (module, pipeline.name) not in jobs_of(declared):
        return (
            Need(TRANSACTIONS, "1"),
            *_limited(whole, " per turn" if whole.open else ""),
            *_of_books(0, QUERIES, 0),
            *_at_hand(memory, HEAP),
        )
    held = _in_one(whole, _largest(pipeline, costs))
    return (
        Need(TRANSACTIONS, _transactions(pipeline, whole, declared)),
        *_limited(held, ""),
        *_of_books(queries_of(pipeline, declared), QUERIES_OF_JOBS, 1),
        *_at_hand(memory, HEAP_OF_JOBS),
    )


def _limited(cost: Cost, each: str) -> tuple[Need, ...]:
    callouts, time = f"{cost.callouts}{each}", f"{seconds(cost.milliseconds)}{each}"
    return (
        Need("callouts", callouts, str(CALLOUTS), "transaction"),
        Need("callout time", time, seconds(CALLOUT_TIME), "transaction"),
    )


def _at_hand(memory: int, most: int) -> tuple[Need, ...]:
    return (Need("heap, estimated", size(memory), size(most), "transaction"),)


def _of_books(queries: int, most: int, writes: int) -> tuple[Need, ...]:
    return (
        Need("SOQL queries", str(queries), str(most), "transaction"),
        Need("DML statements", str(writes), str(WRITES), "transaction"),
    )


def _largest(pipeline: n.Pipeline, costs: Costs) -> Cost:
    """Give the cost of the stages that cost most, further attempts at once included."""
    calls = (n.ComponentCall, n.PipelineCall)
    stages = [each for each in inside(pipeline) if isinstance(each, n.Stage)]
    return worst([at_once(each, costs) for each in stages if isinstance(each.body, calls)])


def _in_one(whole: Cost, largest: Cost) -> Cost:
    """Give what one transaction of a job may come to."""
    callouts = SHARE - 1 + largest.callouts if largest.callouts else 0
    time = SHARE_OF_TIME + largest.milliseconds if largest.milliseconds else 0
    if whole.open:
        return Cost(min(callouts, CALLOUTS), min(time, CALLOUT_TIME))
    return Cost(
        min(callouts, whole.callouts, CALLOUTS), min(time, whole.milliseconds, CALLOUT_TIME)
    )


def _transactions(pipeline: n.Pipeline, whole: Cost, declared: Declared) -> str:
    hops = hops_of(pipeline, declared)
    least = 1 + hops.least
    if hops.most is None or whole.open:
        return f"{least} or more"
    full = max(whole.callouts // SHARE, whole.milliseconds // SHARE_OF_TIME)
    most = 1 + hops.most + full
    return str(least) if least == most else f"{least} to {most}"


# ---------------------------------------------------------------- as text


def card(needs: Sequence[Need], loops: Sequence[str]) -> tuple[str, ...]:
    """Write what is needed as a table for the comment of a class."""
    limited = [(each.name, each.worst, each.limit) for each in needs if each.limit is not None]
    rows = [("one transaction", "at worst", "limit"), *limited]
    widths = [max(len(row[at]) for row in rows) for at in range(3)]
    lines = [
        "| " + " | ".join(t.ljust(w) for t, w in zip(r, widths, strict=True)) + " |" for r in rows
    ]
    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    whole = [each.worst for each in needs if each.name == TRANSACTIONS and each.worst != "1"]
    told = [f"A run takes {each} transactions." for each in whole]
    told += [f"No bound is known for {', '.join(loops)}."] if loops else []
    return ("", lines[0], rule, *lines[1:], *(("", *told) if told else ()))
