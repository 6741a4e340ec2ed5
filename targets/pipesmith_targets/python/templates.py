"""Python texts with holes: parsed once, filled with trees, so that nothing is ever pasted."""

from collections.abc import Mapping
from functools import cache

import libcst as cst

from pipesmith_targets.python import syntax as py


@cache
def parsed(text: str) -> py.Node:
    """Parse the text of an expression; its holes are plain names."""
    return cst.parse_expression(text)


def filled(template: str, holes: Mapping[str, py.Node]) -> py.Node:
    """Give a template with each of its holes replaced by a tree, which brings its parentheses."""
    node = parsed(template).visit(_Filling(holes))
    assert isinstance(node, cst.BaseExpression)
    return node


class _Filling(cst.CSTTransformer):
    """Puts trees in place of names."""

    def __init__(self, holes: Mapping[str, py.Node]) -> None:
        super().__init__()
        self.holes = holes

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        """Replace a hole."""
        return self.holes.get(original_node.value, updated_node)
