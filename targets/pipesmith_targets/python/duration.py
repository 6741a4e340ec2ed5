"""Which statements take time: those that call something, somewhere inside."""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside

_SLOW = (n.ComponentCall, n.PipelineCall, n.Wait, n.Signal)


def takes_time(node: object) -> bool:
    """Tell whether executing a statement waits for anything."""
    return any(isinstance(part, _SLOW) for part in inside(node))
