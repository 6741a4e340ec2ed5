"""Branches that share points before all of them meet.

Reads     a fork whose branches do not nest, since ways lead from one into another.
Gives     all that runs between the fork and where the ways meet: each point after those that lead
to it, and nothing else in order.
Reports   nothing: where there is a choice, a loop or a way back among these points, None says so.
Promises  no point stands before one that leads to it.
Leaves    forks among them as they are: a point with several ways behind it.
"""

from pipesmith.importing.structuring.dominators import predecessors, reverse_postorder
from pipesmith.importing.structuring.flow import Flow, Kind, reachable
from pipesmith.importing.structuring.shapes import Take, Weave


def weave(flow: Flow, fork: str, follow: str, outside: frozenset[str]) -> Weave | None:
    """Give the points behind a fork in their order; None when it takes more than order."""
    inside = set[str]()
    for way in flow.points[fork].ways:
        inside |= reachable(flow, way.to, outside | {follow, fork})
    takes = [
        Take(name, way.label, way.to)
        for name in (fork, *sorted(inside))
        for way in flow.points[name].ways
    ]
    plain = all(flow.points[name].kind in (Kind.step, Kind.fork) for name in inside)
    if not plain or any(take.to not in inside and take.to != follow for take in takes):
        return None
    graph = {name: [way.to for way in flow.points[name].ways] for name in (fork, *inside)}
    order = [name for name in reverse_postorder(fork, graph) if name in inside]
    place = {name: at for at, name in enumerate(order)}
    before = predecessors(graph)
    if any(place.get(each, -1) >= place[name] for name in order for each in before[name]):
        return None
    return Weave(fork, tuple(order), tuple(takes), follow)
