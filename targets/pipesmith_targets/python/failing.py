"""Which expressions can fail: their failure belongs to the stage whose arguments they are."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside, parts
from pipesmith_targets.python.bounds import fits, result

_NEVER_FAIL = frozenset(
    {
        "all", "any", "capitalize", "coalesce", "compact", "concat", "contains", "count", "default",
        "drop", "ends_with", "entries", "enumerate", "filter", "find", "first", "flat_map",
        "flatten", "get", "group_by", "index_of", "join", "keys", "last", "length", "lines",
        "lower", "map", "map_values", "merge", "none", "omit", "partition", "pick", "pluck",
        "replace", "reverse", "sha256", "slice", "slugify", "sort", "sort_by", "starts_with",
        "take", "title", "to_json", "to_string", "trim", "type_of", "unique", "unique_by", "upper",
        "url_encode", "uuid5", "values", "zip",
    }
)  # fmt: skip
"""Standard functions that give a value for all arguments of the right types."""


def can_fail(node: n.Expression) -> bool:
    """Tell whether evaluating an expression can raise."""
    return _fails_itself(node) or any(
        can_fail(part.value if isinstance(part, n.Pair) else part) for part in parts(node)
    )


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


def _fails_itself(node: n.Expression) -> bool:
    match node:
        case n.Index(subject=subject):
            return not isinstance(subject.type, t.TupleType)
        case n.Call(function=name):
            return name not in _NEVER_FAIL
        case n.Binary() if node.type == t.INT and node.operator in ("+", "-", "*"):
            return not fits(result(node))
        case n.Binary(operator="%", right=n.IntValue(value=divisor)):
            return divisor == 0
        case n.Binary(operator="+") if node.type == t.STRING or isinstance(node.type, t.ListType):
            return False
        case n.Unary(operator="-"):
            return node.type == t.INT and not isinstance(node.operand, n.IntValue)
        case n.Widen():
            return isinstance(node.type, t.NominalType | t.DecimalType)
        case n.Binary() | n.CallDeclared() | n.Construct() | n.Validate():
            return True
        case _:
            return False
