"""The value names that can be read at one place.

One table for all depths, with a trail to take names away again: entering a block costs what it
declares. Names that differ in case alone cannot meet here: the parser wants values in snake_case.
"""

from dataclasses import dataclass, field

from pipesmith.analysis.bindings import Binding


@dataclass(slots=True)
class Scopes:
    """The names in scope."""

    visible: dict[str, Binding] = field(default_factory=dict)
    _trail: list[tuple[str, Binding | None]] = field(default_factory=list)

    def mark(self) -> int:
        """Give a mark to `undo` to."""
        return len(self._trail)

    def undo(self, mark: int) -> None:
        """Take away every name that was bound since a mark, and show again what it hid."""
        while len(self._trail) > mark:
            name, hidden = self._trail.pop()
            if hidden is None:
                del self.visible[name]
            else:
                self.visible[name] = hidden

    def bind(self, binding: Binding) -> None:
        """Bring a name into scope; it hides another of the same name."""
        self._trail.append((binding.name, self.visible.get(binding.name)))
        self.visible[binding.name] = binding
