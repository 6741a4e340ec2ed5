"""The blocks inside statements, and the jumps in them."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of


def continues(block: n.Block) -> bool:
    """Tell whether a `continue` in a loop's body ends its iteration."""
    return any(jump.to == "continue" for jump in loop_jumps(block))


def loop_jumps(block: n.Block) -> Iterator[n.Jump]:
    """Give the jumps of the loop whose body a block is, or is part of."""
    for statement in block.statements:
        match statement:
            case n.Jump():
                yield statement
            case n.Stage(body=body) if not isinstance(body, n.Foreach | n.While | n.Repeat):
                for inner in blocks_of(body):
                    yield from loop_jumps(inner)
            case _:
                continue


def returns(block: n.Block) -> Iterator[n.Return]:
    """Give the `return` statements in a block, at any depth."""
    for statement in block.statements:
        match statement:
            case n.Return():
                yield statement
            case n.Stage(body=body):
                for inner in blocks_of(body):
                    yield from returns(inner)
            case _:
                continue


def stages_in(block: n.Block) -> Iterator[n.Stage]:
    """Give the stages in a block, at any depth."""
    for statement in block.statements:
        if isinstance(statement, n.Stage):
            yield statement
            for inner in blocks_of(statement.body):
                yield from stages_in(inner)
