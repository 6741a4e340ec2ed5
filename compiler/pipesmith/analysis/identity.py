"""A table keyed by the node itself, not by what it looks like: two equal texts are two places."""

from typing import Generic, TypeVar

_V = TypeVar("_V")


class IdentityMap(Generic[_V]):
    """What a pass knows of nodes. Keeps each node alive, so that no identity is given twice."""

    __slots__ = ("_entries",)

    def __init__(self) -> None:
        self._entries: dict[int, tuple[object, _V]] = {}

    def __setitem__(self, node: object, value: _V) -> None:
        self._entries[id(node)] = (node, value)

    def __getitem__(self, node: object) -> _V:
        return self._entries[id(node)][1]

    def __contains__(self, node: object) -> bool:
        return id(node) in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, node: object) -> _V | None:
        """Give what is known of a node, None when nothing is."""
        entry = self._entries.get(id(node))
        return None if entry is None else entry[1]

    def items(self) -> list[tuple[object, _V]]:
        """Give all nodes with what is known of them, in the order they were entered."""
        return list(self._entries.values())
