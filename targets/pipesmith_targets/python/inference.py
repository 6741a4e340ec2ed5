"""Where Python's type checkers cannot tell a type by themselves."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n


def needs_annotation(value: n.Expression, wanted: t.Type) -> bool:
    """Tell whether a variable must say its type: its first value says too little or too much."""
    if value.type != wanted:
        return True
    match value:
        case n.Collection(items=()) | n.MapValue(entries=()) | n.NullValue():
            return True
        case n.Collection(items=items):
            return not isinstance(wanted, t.ListType) or any(i.type != wanted.item for i in items)
        case n.MapValue(entries=entries):
            values = (entry.value for entry in entries)
            return not isinstance(wanted, t.MapType) or any(v.type != wanted.value for v in values)
        case n.Conditional(then=then, otherwise=otherwise):
            return needs_annotation(then, wanted) or needs_annotation(otherwise, wanted)
        case n.TextValue():
            return wanted != t.STRING
        case n.Validate():
            return True
        case _:
            return False


def needs_declaration(blocks: Iterator[n.Block], wanted: t.Type) -> bool:
    """Tell whether the variable that takes the value of one of several blocks must say its type."""
    return any(
        needs_annotation(block.value, wanted) if block.value is not None else wanted != t.NULL
        for block in blocks
        if block.completes
    )
