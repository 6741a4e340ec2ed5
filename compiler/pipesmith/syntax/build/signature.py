"""What components and pipelines share: clauses and `raises`."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith.source import Span
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.clauses import Claused


@dataclass(frozen=True, slots=True)
class Raises:
    """`raises a, b`, before it becomes part of its declaration."""

    names: tuple[n.Name, ...]
    span: Span


class Signed(Claused):
    """A builder of declarations with clauses and `raises`."""

    def clauses_of(self, items: Sequence[object]) -> tuple[n.Clause, ...]:
        """Give the clauses among what a declaration holds."""
        return self.clauses([item for item in items if isinstance(item, n.Clause)])

    def raises_of(self, items: Sequence[object]) -> tuple[n.Name, ...] | None:
        """Give the names after `raises`, None when the word is not written."""
        spans: dict[str, Span] = {}
        found: tuple[n.Name, ...] | None = None
        for item in items:
            if isinstance(item, Raises) and self.once(spans, "raises", item.span, "`raises`"):
                found = item.names
        return found
