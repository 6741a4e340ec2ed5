"""What a picture shows, before anything is placed or written."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["operator", "node", "pipeline", "control", "jump"]


@dataclass(frozen=True, slots=True)
class Item:
    """One statement: `name` is what it is called, `detail` what it does; control holds blocks."""

    name: str
    detail: str
    role: Role
    blocks: tuple["Block", ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Statements, and the edges between them: (a, b) says that b waits for a."""

    label: str
    items: tuple[Item, ...]
    edges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """One pipeline."""

    name: str
    signature: str
    block: Block


Path = tuple[int, ...]
"""The way to an item: its position, then for each level the block and the position in it."""


def walk(block: Block, path: Path = ()) -> Iterator[tuple[Path, Item]]:
    """Give every item with its path, outermost first, in source order."""
    for at, item in enumerate(block.items):
        here = (*path, at)
        yield here, item
        for number, inner in enumerate(item.blocks):
            yield from walk(inner, (*here, number))


def identifier(path: Path) -> str:
    """Give a name for an item that no user's name can break: `n0_1_2`."""
    return "n" + "_".join(map(str, path))
