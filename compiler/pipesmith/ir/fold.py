"""Durations that are sums of durations: `1h + 30m` is how one duration is written.

Reads     one operation whose operands are lowered.
Gives     the duration that it is, or the operation itself.
Reports   nothing.
Promises  what a run would compute; what no duration can be stays an operation, and fails there.
Leaves    numbers and texts as they are written: they read better so, and cost nothing.
"""

from datetime import timedelta

from pipesmith.ir import expressions as n

_LEAST, _MOST = (each // timedelta(milliseconds=1) for each in (timedelta.min, timedelta.max))


def folded(node: n.Binary | n.Unary) -> n.Expression:
    """Give an operation on constant durations as its result."""
    match node:
        case n.Binary(left=n.DurationValue(a), right=n.DurationValue(b), operator="+"):
            return _duration(a + b, node)
        case n.Binary(left=n.DurationValue(a), right=n.DurationValue(b), operator="-"):
            return _duration(a - b, node)
        case n.Binary(left=n.DurationValue(a), right=n.IntValue(b), operator="*"):
            return _duration(a * b, node)
        case n.Binary(left=n.IntValue(a), right=n.DurationValue(b), operator="*"):
            return _duration(a * b, node)
        case n.Unary(operand=n.DurationValue(a), operator="-"):
            return _duration(-a, node)
        case _:
            return node


def _duration(milliseconds: int, node: n.Binary | n.Unary) -> n.Expression:
    if not _LEAST <= milliseconds <= _MOST:
        return node
    return n.DurationValue(milliseconds, type=node.type, place=node.place)
