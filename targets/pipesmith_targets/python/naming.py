"""The values of a block that statements give, and what they are called."""

from collections.abc import Sequence

import libcst as cst

from pipesmith.ir import nodes as n
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.readers import Readers

Named = n.Stage | n.Let | n.Var


def named(inside: Sequence[int], block: n.Block) -> list[Named]:
    """Give the statements at some positions that have names."""
    statements = (block.statements[at] for at in inside)
    return [
        each
        for each in statements
        if isinstance(each, n.Stage | n.Let | n.Var) and each.name is not None
    ]


def given(inside: Sequence[int], block: n.Block, readers: Readers) -> list[Named]:
    """Give what is named inside and read elsewhere, in the order of the source."""
    inner = named(sorted(inside), block)
    return [each for each in inner if readers.outside(each.name or "", inside)]


def python_name(each: Named, frame: Frame) -> str:
    """Give the variable that holds a statement's value."""
    value = frame.scope.values[each.name or ""]
    assert isinstance(value, cst.Name), "statements are read by their names"
    return value.value


def title(inside: Sequence[int], block: n.Block) -> str:
    """Name some statements after the last of them that has a name."""
    inner = named(inside, block)
    return (inner[-1].name if inner else None) or "side"
