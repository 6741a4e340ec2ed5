"""Chains through a graph that is neither a series nor a fork."""

from pipesmith.plan.dependencies import Dependencies
from pipesmith.plan.parts import Weave


def weave(nodes: list[int], graph: Dependencies) -> Weave:
    """Cover a graph by chains along its edges, first come first served in source order.

    Each statement follows one that it needs, and waits for the others that it needs: never longer.
    """
    inside = set(nodes)
    chains: list[list[int]] = []
    ends: dict[int, list[int]] = {}
    waits: dict[int, tuple[int, ...]] = {}
    for at in nodes:
        needs = [need for need in graph.reduced(at) if need in inside]
        before = next((need for need in needs if need in ends), None)
        if before is None:
            chains.append(chain := [])
        else:
            chain = ends.pop(before)
        chain.append(at)
        ends[at] = chain
        if others := tuple(need for need in needs if need != before):
            waits[at] = others
    return Weave(tuple(map(tuple, chains)), waits)
