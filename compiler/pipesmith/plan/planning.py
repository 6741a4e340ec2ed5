"""The concurrency of a block: its dependency graph taken apart in series and in parallel.

Reads     for each statement of a block what it waits for, and which statements take time.
Gives     steps in series, forks of branches, and weaves where the graph is neither.
Reports   nothing.
Promises  no statement that takes time waits for one it does not depend on; ties in source order.
Leaves    how steps, forks and weaves are written: that is the business of a target.
"""

from collections.abc import Collection, Iterable, Sequence

from pipesmith.plan.dependencies import Dependencies
from pipesmith.plan.parts import Fork, Plan, Series, Step
from pipesmith.plan.placing import place
from pipesmith.plan.weaving import weave


def plan(
    waits_for: Sequence[Iterable[int]], timed: Collection[int], eager: Collection[int] = ()
) -> Series:
    """Plan a block: `waits_for` by position, `timed` the positions that take time, `eager` those
    that do not but can fail, for what fails had better fail before anything is waited for.
    """
    graph = Dependencies.of(waits_for)
    slow = [at for at in graph.order if at in timed]
    skeleton = _in_series(slow, graph.among(slow)) if slow else Series(())
    return place(skeleton, [at for at in graph.order if at not in timed], graph, eager)


def _in_series(nodes: list[int], graph: Dependencies) -> Plan:
    """Cut where all that follows needs all that stands before."""
    parts = graph.cuts(nodes)
    if len(parts) == 1:
        return _in_parallel(nodes, graph)
    return Series(tuple(_in_parallel(part, graph) for part in parts))


def _in_parallel(nodes: list[int], graph: Dependencies) -> Plan:
    """Part what is not connected; what is connected and cannot be cut is woven."""
    if len(nodes) == 1:
        return Step(nodes[0])
    branches = graph.components(nodes)
    if len(branches) == 1:
        return weave(nodes, graph)
    return Fork(tuple(_in_series(branch, graph) for branch in branches))
