"""Where statements that take no time stand among those that do.

A statement goes as far out as it can (so that a branch that is one call stays one call), and there
as near to its place in the source as its neighbours let it; one that can fail, as early as it can.
"""

from bisect import bisect
from collections.abc import Collection
from typing import assert_never

from pipesmith.plan.dependencies import Dependencies, bits
from pipesmith.plan.parts import Fork, Plan, Series, Step, Weave, positions
from pipesmith.plan.weaving import weave


def place(
    skeleton: Plan, instant: list[int], graph: Dependencies, eager: Collection[int] = ()
) -> Series:
    """Put statements that take no time, in their order, into a plan of those that do."""
    parts = skeleton.parts if isinstance(skeleton, Series) else (skeleton,)
    needed = bits(eager)
    for at in eager:
        needed |= graph.ancestors[at]
    return _into_series(parts, instant, graph, {at for at in instant if needed >> at & 1})


def _into(part: Plan, instant: list[int], graph: Dependencies, eager: Collection[int]) -> Plan:
    match part:
        case Series(parts=parts):
            return _into_series(parts, instant, graph, eager)
        case Fork(branches=branches):
            near = (_near(each, instant, graph) for each in branches)
            inner = zip(branches, near, strict=True)
            return Fork(tuple(_into(each, those, graph, eager) for each, those in inner))
        case Weave() if instant:
            inside = {*positions(part), *instant}
            return weave([at for at in graph.order if at in inside], graph.among(inside))
        case Weave() | Step():
            return part
        case _:
            assert_never(part)


def _near(branch: Plan, instant: list[int], graph: Dependencies) -> list[int]:
    """Give the statements that need something of a branch; none needs two branches of a fork."""
    inside = bits(positions(branch))
    return [at for at in instant if graph.ancestors[at] & inside]


def _into_series(
    parts: tuple[Plan, ...], instant: list[int], graph: Dependencies, eager: Collection[int]
) -> Series:
    """Choose for each statement a place between two parts, or the part that holds its needs and
    its readers both.
    """
    home = {at: index for index, part in enumerate(parts) for at in positions(part)}
    starts = sorted(min(positions(part)) for part in parts)
    latest = _latest(instant, home, len(parts), graph)
    between: list[list[Plan]] = [[] for _ in range(len(parts) + 1)]
    inner: list[list[int]] = [[] for _ in parts]
    earliest = {at: index + 1 for at, index in home.items()}
    for at in instant:
        soonest = max((earliest.get(need, 0) for need in graph.direct[at]), default=0)
        if soonest > latest[at]:
            inner[latest[at]].append(at)
            earliest[at] = soonest
        else:
            near = soonest if at in eager else max(bisect(starts, at), soonest)
            slot = min(near, latest[at])
            between[slot].append(Step(at))
            earliest[at] = slot
    placed = list(between[0])
    for part, within, after in zip(parts, inner, between[1:], strict=True):
        placed += [_into(part, within, graph, eager), *after]
    return Series(tuple(placed))


def _latest(
    instant: list[int], home: dict[int, int], count: int, graph: Dependencies
) -> dict[int, int]:
    """Count for each statement the parts that may be over before it: those before its readers."""
    latest: dict[int, int] = {}
    for at in reversed(instant):
        bounds = (latest.get(reader, home.get(reader, count)) for reader in graph.readers[at])
        latest[at] = min(bounds, default=count)
    return latest
