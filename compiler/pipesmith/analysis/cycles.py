"""Circles in a graph: one shortest circle for each knot, found without recursion."""

from collections import deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

_K = TypeVar("_K", bound=Hashable)
Graph = Mapping[_K, Sequence[_K]]


def cycles(graph: Graph[_K]) -> Iterator[list[_K]]:
    """Give a shortest circle of each knot; it starts at the first of its nodes that the graph
    lists.
    """
    for knot in _knots(graph):
        members = set(knot)
        start = next(node for node in graph if node in members)
        yield _shortest(graph, start, members)


def _shortest(graph: Graph[_K], start: _K, members: set[_K]) -> list[_K]:
    """Walk breadth first from a node until an edge leads back to it."""
    came_from: dict[_K, _K] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for following in graph.get(node, ()):
            if following == start:
                return _way(came_from, start, node)
            if following in members and following not in came_from:
                came_from[following] = node
                queue.append(following)
    return [start]


def _way(came_from: Mapping[_K, _K], start: _K, node: _K) -> list[_K]:
    path = [node]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]


def _knots(graph: Graph[_K]) -> Iterator[list[_K]]:
    """Give the strongly connected components that hold a circle (Tarjan)."""
    index: dict[_K, int] = {}
    low: dict[_K, int] = {}
    stack: list[_K] = []
    on_stack: set[_K] = set()
    for root in graph:
        if root in index:
            continue
        walk: list[tuple[_K, Iterator[_K]]] = []
        _enter(root, graph, index, low, stack, on_stack, walk)
        while walk:
            node, following = walk[-1]
            step = next(following, None)
            if step is None:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == index[node]:
                    yield from _closed(node, graph, stack, on_stack)
            elif step not in index:
                _enter(step, graph, index, low, stack, on_stack, walk)
            elif step in on_stack:
                low[node] = min(low[node], index[step])


def _enter(
    node: _K,
    graph: Graph[_K],
    index: dict[_K, int],
    low: dict[_K, int],
    stack: list[_K],
    on_stack: set[_K],
    walk: list[tuple[_K, Iterator[_K]]],
) -> None:
    index[node] = low[node] = len(index)
    stack.append(node)
    on_stack.add(node)
    walk.append((node, iter(graph.get(node, ()))))


def _closed(node: _K, graph: Graph[_K], stack: list[_K], on_stack: set[_K]) -> Iterator[list[_K]]:
    knot: list[_K] = []
    while not knot or knot[-1] != node:
        knot.append(stack.pop())
        on_stack.discard(knot[-1])
    if len(knot) > 1 or node in graph.get(node, ()):
        yield knot[::-1]
