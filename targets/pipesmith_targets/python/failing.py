"""Which expressions can fail: their failure belongs to the stage whose arguments they are."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.failing import fails_itself
from pipesmith.ir.walk import inside
from pipesmith_targets.python.bounds import fits, result


def can_fail(node: n.Expression) -> bool:
    """Tell whether evaluating an expression can raise."""
    return any(_fails_itself(part) for part in inside(node))


def may_fail(part: n.Statement | n.Block) -> bool:
    """Tell whether evaluating what is in a statement or block can raise, its calls aside."""
    return any(_runs_out(node) or _fails_itself(node) for node in inside(part))


def _runs_out(node: object) -> bool:
    """Tell whether a bound that a statement has can be passed, or be none."""
    match node:
        case n.While():
            return True
        case n.Foreach(parallel=bound) | n.Parallel(count=bound):
            return bound is not None and not isinstance(bound, n.IntValue)
        case _:
            return False


def _fails_itself(node: object) -> bool:
    match node:
        case n.Binary() if node.type == t.INT and node.operator in ("+", "-", "*"):
            return not fits(result(node))
        case n.Binary(operator="%", right=n.IntValue(value=divisor)):
            return divisor == 0
        case _:
            return fails_itself(node)
