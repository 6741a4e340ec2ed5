"""Which expressions can fail, as far as it can be told without knowing a target."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside

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
    """Tell whether evaluating an expression might raise."""
    return any(fails_itself(part) for part in inside(node))


def fails_itself(node: object) -> bool:
    """Tell whether a part of the IR might raise, the parts in it aside."""
    match node:
        case n.Index(subject=subject):
            return not isinstance(subject.type, t.TupleType)
        case n.Call(function=name):
            return name not in _NEVER_FAIL
        case n.Binary(operator="+", type=type_):
            return type_ != t.STRING and not isinstance(type_, t.ListType)
        case n.Unary(operator="-", operand=operand):
            return node.type == t.INT and not isinstance(operand, n.IntValue)
        case n.Widen():
            return isinstance(node.type, t.NominalType | t.DecimalType)
        case n.Binary() | n.CallDeclared() | n.Construct() | n.Validate():
            return True
        case _:
            return False
