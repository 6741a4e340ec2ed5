"""What tests have shown of values at one place: `x != null` makes `x` a plain `T` where it holds
(rule 24).

One table for all depths, with a trail to take facts back: a test costs what it shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.analysis.bindings import Binding

Path = tuple[str, ...]
Fact = tuple[Binding, Path, t.Type]
"""A name, the fields that lead from it to a value, and what the value is."""


@dataclass(slots=True)
class Facts:
    """The facts that hold where the checker stands."""

    _table: dict[Binding, dict[Path, t.Type]] = field(default_factory=dict)
    _trail: list[tuple[Binding, dict[Path, t.Type]]] = field(default_factory=list)

    def mark(self) -> int:
        """Give a mark to `undo` to."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take back all that was learned or forgotten since a mark."""
        while len(self._trail) > mark:
            binding, before = self._trail.pop()
            self._table[binding] = before

    def assume(self, facts: Iterable[Fact]) -> None:
        """Learn facts."""
        for binding, path, type_ in facts:
            before = self._table.get(binding, {})
            self._trail.append((binding, before))
            self._table[binding] = {**before, path: type_}

    def forget(self, bindings: Iterable[Binding]) -> None:
        """Forget all that is known of names: they are set."""
        for binding in bindings:
            before = self._table.get(binding)
            if before:
                self._trail.append((binding, before))
                self._table[binding] = {}

    def get(self, binding: Binding, path: Path) -> t.Type | None:
        """Give what is known of a value."""
        return self._table.get(binding, {}).get(path)
