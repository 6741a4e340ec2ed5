"""Who reads the values of a block."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names


@dataclass(frozen=True, slots=True)
class Readers:
    """The positions that read each name; the block's own value reads at the end."""

    reading: dict[str, set[int]]

    @classmethod
    def of(cls, block: n.Block) -> Self:
        """Collect the readers of a block."""
        reading: dict[str, set[int]] = {}
        for at, node in enumerate((*block.statements, block.value)):
            for name in free_names(node) if node is not None else ():
                reading.setdefault(name, set()).add(at)
        return cls(reading)

    def outside(self, name: str, positions: Collection[int]) -> bool:
        """Tell whether a name is read elsewhere than at some positions."""
        return bool(self.reading.get(name, set()).difference(positions))
