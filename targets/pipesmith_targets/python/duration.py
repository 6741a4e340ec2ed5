"""Which statements take time: those that call something, somewhere inside."""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of

_SLOW = (n.ComponentCall, n.PipelineCall, n.Wait, n.Signal)


def takes_time(statement: n.Statement) -> bool:
    """Tell whether executing a statement waits for anything."""
    if not isinstance(statement, n.Stage):
        return False
    return isinstance(statement.body, _SLOW) or any(
        takes_time(inner) for block in blocks_of(statement.body) for inner in block.statements
    )
