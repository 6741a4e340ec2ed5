"""SOQL in the text of a class."""

from __future__ import annotations

from tests.apexvm.compiling import Code, Scope, expression
from tests.apexvm.soql import bind_in, compile_query
from tests.apexvm.tree import Node


@expression("SoqlExpr")
def soql(node: Node, scope: Scope) -> Code:
    """Compile `[SELECT ...]`."""
    return Code(compile_query(node["query"], scope.machine, bind_in(scope)))
