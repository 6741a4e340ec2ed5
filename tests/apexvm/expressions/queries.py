"""SOQL in the text of a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.compiling import Code, Evaluate, Frame, Scope, expression
from tests.apexvm.tree import Node
from tests.apexvm.values import Value

if TYPE_CHECKING:
    from tests.apexvm.soql import Query


@expression("SoqlExpr")
def soql(node: Node, scope: Scope) -> Code:
    """Compile `[SELECT ...]`."""
    from tests.apexvm.soql import bind_in, compile_query

    query: Query = compile_query(node["query"], scope.machine, bind_in(scope))
    return Code(_run(query))


def _run(query: Query) -> Evaluate:
    def run(frame: Frame) -> Value:
        return query(frame)

    return run
