"""A dependency graph of statements, with the questions that planning asks of it.

Sets of positions are kept as the bits of an int, so that a block of thousands of statements is
still planned in no time.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Self


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What each position needs: directly, and (as bits) in all; and who needs it directly."""

    direct: dict[int, tuple[int, ...]]
    ancestors: dict[int, int]
    readers: dict[int, list[int]]

    @classmethod
    def of(cls, waits_for: Sequence[Iterable[int]]) -> Self:
        """Read the edges of a block; it has no cycle."""
        direct = {at: tuple(sorted(set(needs))) for at, needs in enumerate(waits_for)}
        return cls._ordered(direct)

    @classmethod
    def _ordered(cls, direct: dict[int, tuple[int, ...]]) -> Self:
        ancestors: dict[int, int] = {}
        for at in _in_order(direct):
            ancestors[at] = 0
            for need in direct[at]:
                ancestors[at] |= ancestors[need] | 1 << need
        return cls({at: direct[at] for at in ancestors}, ancestors, _reversed(direct))

    @property
    def order(self) -> list[int]:
        """Give all positions so that each follows what it needs; ties in source order."""
        return list(self.direct)

    def among(self, chosen: Collection[int]) -> "Dependencies":
        """Give the graph of some positions; what led through others is a direct edge."""
        kept = set(chosen)
        reached: dict[int, set[int]] = {}
        for at, needs in self.direct.items():
            through = (reached[need] if need not in kept else {need} for need in needs)
            reached[at] = set().union(*through)
        return self._ordered({at: tuple(sorted(reached[at])) for at in self.direct if at in kept})

    def cuts(self, nodes: list[int]) -> list[list[int]]:
        """Part positions, as often as possible, so that each part needs all of those before."""
        inside = bits(nodes)
        ranked = sorted(nodes, key=lambda at: (self.ancestors[at] & inside).bit_count())
        shared = inside
        ends = []
        for count in range(len(ranked) - 1, 0, -1):
            shared &= self.ancestors[ranked[count]]
            if shared.bit_count() == count:
                ends.append(count)
        places = [0, *reversed(ends), len(ranked)]
        rank = {at: index for index, at in enumerate(nodes)}
        parts = (ranked[a:b] for a, b in pairwise(places))
        return [sorted(part, key=rank.__getitem__) for part in parts]

    def components(self, nodes: list[int]) -> list[list[int]]:
        """Part positions so that no edge leads from one part to another; first come first."""
        leader = {at: at for at in nodes}

        def find(at: int) -> int:
            while leader[at] != at:
                leader[at] = leader[leader[at]]
                at = leader[at]
            return at

        for at in nodes:
            for need in self.direct[at]:
                if need in leader:
                    leader[find(at)] = find(need)
        parts: dict[int, list[int]] = {}
        for at in nodes:
            parts.setdefault(find(at), []).append(at)
        return sorted(parts.values(), key=min)

    def reduced(self, at: int) -> tuple[int, ...]:
        """Give the direct needs that no other need implies."""
        implied = 0
        for need in self.direct[at]:
            implied |= self.ancestors[need]
        return tuple(need for need in self.direct[at] if not implied >> need & 1)


def bits(positions: Iterable[int]) -> int:
    """Give a set of positions as the bits of an int."""
    mask = 0
    for at in positions:
        mask |= 1 << at
    return mask


def _reversed(direct: dict[int, tuple[int, ...]]) -> dict[int, list[int]]:
    readers: dict[int, list[int]] = {at: [] for at in direct}
    for at, needs in direct.items():
        for need in needs:
            readers[need].append(at)
    return readers


def _in_order(direct: dict[int, tuple[int, ...]]) -> list[int]:
    """Sort topologically, the lowest position first."""
    missing = {at: len(needs) for at, needs in direct.items()}
    readers = _reversed(direct)
    ready = [at for at, count in missing.items() if not count]
    heapify(ready)
    order = []
    while ready:
        order.append(at := heappop(ready))
        for reader in readers[at]:
            missing[reader] -= 1
            if not missing[reader]:
                heappush(ready, reader)
    return order
