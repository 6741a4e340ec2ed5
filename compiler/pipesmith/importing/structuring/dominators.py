"""Dominators of a graph.

The method is that of K. D. Cooper, T. J. Harvey and K. Kennedy, "A Simple, Fast Dominance
Algorithm" (2001): sets are not kept, only the immediate dominator of each node, found by walking up
from both sides of every edge until nothing changes.
"""

from collections.abc import Mapping, Sequence

Graph = Mapping[str, Sequence[str]]
"""The successors of each node."""

NOWHERE = "\0"
"""The exit behind all exits, for dominators from behind."""


def immediate_dominators(entry: str, graph: Graph) -> dict[str, str]:
    """Give the immediate dominator of each node that the entry reaches; the entry has itself."""
    order = reverse_postorder(entry, graph)
    rank = {name: number for number, name in enumerate(order)}
    before = predecessors(graph)
    found = {entry: entry}
    changed = True
    while changed:
        changed = False
        for name in order[1:]:
            known = [each for each in before.get(name, ()) if each in found]
            nearest = known[0]
            for other in known[1:]:
                nearest = _meet(nearest, other, found, rank)
            changed |= found.get(name) != nearest
            found[name] = nearest
    return found


def _meet(one: str, other: str, found: Mapping[str, str], rank: Mapping[str, int]) -> str:
    while one != other:
        while rank[one] > rank[other]:
            one = found[one]
        while rank[other] > rank[one]:
            other = found[other]
    return one


def reverse_postorder(entry: str, graph: Graph) -> list[str]:
    """Give the nodes that the entry reaches, each before what only comes after it."""
    seen, done = {entry}, list[str]()
    pending = [(entry, iter(graph.get(entry, ())))]
    while pending:
        name, rest = pending[-1]
        following = next((each for each in rest if each not in seen), None)
        if following is None:
            done.append(name)
            pending.pop()
        else:
            seen.add(following)
            pending.append((following, iter(graph.get(following, ()))))
    return done[::-1]


def predecessors(graph: Graph) -> dict[str, list[str]]:
    """Turn all edges around."""
    before: dict[str, list[str]] = {}
    for name, followers in graph.items():
        for follower in followers:
            before.setdefault(follower, []).append(name)
    return before


def nearest_common_followers(graph: Graph, exits: Sequence[str]) -> dict[str, str]:
    """Give, for each node, the first node that every way from it to the exits passes, if any.

    That is its immediate post-dominator: the immediate dominator in the graph turned around, in
    which one node stands before all exits. What cannot reach an exit takes no part.
    """
    around = predecessors(graph)
    around[NOWHERE] = list(exits)
    found = immediate_dominators(NOWHERE, around)
    return {name: nearest for name, nearest in found.items() if nearest != NOWHERE}


def dominates(one: str, other: str, immediate: Mapping[str, str]) -> bool:
    """Tell whether every way to a node passes another one."""
    while other != one and immediate[other] != other:
        other = immediate[other]
    return other == one
