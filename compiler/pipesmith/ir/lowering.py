"""What `lower` carries from node to node."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipesmith import types as t
from pipesmith.analysis.bindings import Binding, Names
from pipesmith.analysis.check import Types
from pipesmith.analysis.order import Order
from pipesmith.analysis.written import written
from pipesmith.ir import nodes as n
from pipesmith.source import Source, Span
from pipesmith.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Lowering:
    """What is known of the program, and where the pass stands.

    `given` holds what stands for a name: arguments for the parameters of a component whose clause
    is being copied.
    """

    names: Names
    types: Types
    order: Order
    sources: Mapping[str, Source]
    module: str
    given: Mapping[Binding, n.Expression] = field(default_factory=dict)
    depth: int = 0

    def of(self, node: s.Expression) -> t.Type:
        """Give the type of an expression before its conversions."""
        return self.types.tables.types[node]

    def read_type(self, node: s.TypeSyntax) -> t.Type:
        """Give the type that source means in this module."""
        return self.types.schemas.types.read(node, self.module)

    def place(self, node: s.Node) -> n.Place:
        """Give the place of a node."""
        return self.place_of(node.span)

    def place_of(self, span: Span) -> n.Place:
        """Give a place for a span."""
        source = self.sources.get(span.path)
        if source is None:
            return n.NO_PLACE
        return n.Place(span.path, *source.position(span.start), *source.position(span.end))

    def written(self, node: s.Expression) -> str:
        """Give an expression as the source writes it."""
        return written(node, self.sources)

    def inside(self, module: str, given: Mapping[Binding, n.Expression]) -> "Lowering":
        """Stand in another module, where names stand for expressions."""
        return replace(self, module=module, given=given)

    def deeper(self) -> "Lowering":
        """Stand inside one more value that was named for the occasion."""
        return replace(self, depth=self.depth + 1)
