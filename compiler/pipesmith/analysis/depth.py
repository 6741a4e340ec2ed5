"""How many links lead on from each node of a graph, one after the other."""

from collections import deque
from collections.abc import Hashable, Mapping
from typing import TypeVar

from pipesmith.analysis.cycles import Graph

_K = TypeVar("_K", bound=Hashable)


def depths(graph: Graph[_K]) -> Mapping[_K, int]:
    """Count the links of the longest way from each node; those that lead to a circle have none."""
    found: dict[_K, int] = {node: 0 for targets in graph.values() for node in targets}
    open_links = {node: len(targets) for node, targets in graph.items()}
    sources: dict[_K, list[_K]] = {}
    for node, targets in graph.items():
        for target in targets:
            sources.setdefault(target, []).append(node)
    done = deque(node for node in found if not open_links.get(node))
    while done:
        node = done.popleft()
        for source in sources.get(node, ()):
            found[source] = max(found.get(source, 0), found[node] + 1)
            open_links[source] -= 1
            if not open_links[source]:
                done.append(source)
    return found
