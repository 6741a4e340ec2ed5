"""How tightly each expression binds, from a lambda to a literal."""

from pipesmith.syntax import nodes as n

LAMBDA = 0
CONDITIONAL = 1
COALESCE = 2
NOT = 5
COMPARISON = 6
SUM = 7
MINUS = 9
CONVERT = 10
POSTFIX = 11
PRIMARY = 12

LEVELS: dict[str, int] = {
    "??": COALESCE,
    "or": 3,
    "and": 4,
    "+": SUM,
    "-": SUM,
    "*": 8,
    "/": 8,
    "div": 8,
    "%": 8,
}


def level(node: n.Expression) -> int:
    """Give how tightly an expression binds; a larger number is tighter."""
    match node:
        case n.Lambda():
            return LAMBDA
        case n.Conditional():
            return CONDITIONAL
        case n.Binary():
            return LEVELS[node.operator]
        case n.Unary():
            return MINUS if node.operator == "-" else NOT
        case n.Comparison():
            return COMPARISON
        case n.Convert():
            return CONVERT
        case n.Filter() | n.Member() | n.Index() | n.Slice() | n.Pluck():
            return POSTFIX
        case _:
            return PRIMARY
