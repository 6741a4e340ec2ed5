"""Fields, parameters and their conditions -> IR."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.lower_expressions import lower_expression, lower_optional
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s


def lower_fields(fields: tuple[s.Field, ...], at: Lowering) -> tuple[n.Field, ...]:
    """Lower fields or parameters, in declared order."""
    return tuple(_field(field, at) for field in fields)


def lower_condition(node: s.Expression | None, at: Lowering) -> n.Condition | None:
    """Lower a `where`, with its text for messages."""
    if node is None:
        return None
    return n.Condition(lower_expression(node, at), at.written(node))


def _field(field: s.Field, at: Lowering) -> n.Field:
    type_ = at.read_type(field.type)
    default = lower_optional(field.default, at)
    if default is None and isinstance(type_, t.LiteralType):
        default = n.TextValue(type_.value, type=type_)  # rule 45
    return n.Field(
        field.name.text,
        type_,
        default,
        lower_condition(field.where, at),
        doc=field.doc,
        place=at.place(field),
    )
