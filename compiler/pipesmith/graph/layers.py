"""Layers for one block: which row each box stands in, and in which order.

Reads     edges between boxes.
Gives     rows of boxes and of bends, the points where a long edge passes a row.
Promises  every edge leads down; same edges, same rows.
Leaves    sizes and coordinates.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 8


@dataclass(frozen=True, slots=True)
class Layers:
    """Rows from the top; numbers below `boxes` are boxes, the others bends.

    `chains` gives for each edge the way it takes: its box, its bends, its other box.
    """

    rows: tuple[tuple[int, ...], ...]
    chains: tuple[tuple[int, ...], ...]


def layers(boxes: int, edges: Sequence[tuple[int, int]]) -> Layers:
    """Put boxes into rows by their longest way from the top, and order each row."""
    ranks = _ranks(boxes, edges)
    chains: list[tuple[int, ...]] = []
    rows: list[list[int]] = [[] for _ in range(max(ranks, default=-1) + 1)]
    for box, rank in enumerate(ranks):
        rows[rank].append(box)
    bend = boxes
    for source, target in edges:
        passed = range(ranks[source] + 1, ranks[target])
        bends = tuple(range(bend, bend + len(passed)))
        for rank, point in zip(passed, bends, strict=True):
            rows[rank].append(point)
        bend += len(bends)
        chains.append((source, *bends, target))
    return Layers(_ordered(rows, chains), tuple(chains))


def _ranks(boxes: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    after: list[list[int]] = [[] for _ in range(boxes)]
    waiting = [0] * boxes
    for source, target in edges:
        after[source].append(target)
        waiting[target] += 1
    ranks = [0] * boxes
    ready = [box for box in range(boxes) if not waiting[box]]
    for box in ready:  # grows while it is read
        for target in after[box]:
            ranks[target] = max(ranks[target], ranks[box] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return ranks


def _ordered(
    rows: Sequence[Sequence[int]], chains: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """Sweep down and up, each time placing a point at the mean of its neighbours."""
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for chain in chains:
        for source, target in pairwise(chain):
            above.setdefault(target, []).append(source)
            below.setdefault(source, []).append(target)
    ordered = [list(row) for row in rows]
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        for fixed, moved in _neighbours(ordered, down):
            _sort(moved, {point: at for at, point in enumerate(fixed)}, above if down else below)
    return tuple(map(tuple, ordered))


def _neighbours(rows: list[list[int]], down: bool) -> list[tuple[list[int], list[int]]]:
    if down:
        return [*pairwise(rows)]
    return [(rows[at + 1], rows[at]) for at in range(len(rows) - 2, -1, -1)]


def _sort(row: list[int], places: Mapping[int, int], near: Mapping[int, list[int]]) -> None:
    now = {point: at for at, point in enumerate(row)}

    def wish(point: int) -> float:
        others = near.get(point)
        return sum(places[other] for other in others) / len(others) if others else now[point]

    row.sort(key=lambda point: (wish(point), now[point]))
