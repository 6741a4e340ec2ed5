"""The signals that stages wait for."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.addresses import addressed_blocks


def awaited_signals(item: n.Declaration) -> Iterator[n.Signal]:
    """Give the signals that the stages of a declaration wait for, in source order."""
    if not isinstance(item, n.Pipeline):
        return
    yield from _in_block(item.body)
    if item.on_error is not None:
        yield from _in_block(item.on_error.body)


def _in_block(block: n.Block) -> Iterator[n.Signal]:
    for statement in block.statements:
        if isinstance(statement, n.Stage):
            if isinstance(statement.body, n.Signal):
                yield statement.body
            for inner, _ in addressed_blocks(statement.body, ""):
                yield from _in_block(inner)
