"""Where a program calls `jmespath`, the one function that fails with errors of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pipesmith.analysis.checking import Tables
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

NAME = "jmespath"


@dataclass(frozen=True, slots=True)
class QuerySites:
    """The calls in pipelines; `shared` tells of calls in functions, which any block may use."""

    spans: tuple[Span, ...] = ()
    shared: bool = False

    @classmethod
    def of(cls, tables: Tables, modules: Iterable[s.Module]) -> Self:
        """Find the calls of a checked program."""
        calls = [node for node, call in tables.standard.items() if call.function == NAME]
        spans = tuple(node.span for node in calls if isinstance(node, s.Call | s.Filter))
        items = [item for module in modules for item in module.declarations] if spans else []
        pipelines = [item.span for item in items if isinstance(item, s.Pipeline)]
        shared = any(not any(_holds(outer, span) for outer in pipelines) for span in spans)
        return cls(spans, shared)

    def reach(self, block: s.Block) -> bool:
        """Tell whether evaluating what a block says can call the function."""
        return self.shared or any(_holds(block.span, span) for span in self.spans)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.path == inner.path and outer.start <= inner.start < outer.end
