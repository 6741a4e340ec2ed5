"""JSON that is written out in a program: its value while compiling, and where its parts stand.

`from_json` of a constant text counts; what only a run knows makes the whole unknown.
"""

import json
from collections.abc import Iterable

from pipesmith.analysis.constants import UNKNOWN, Unknown
from pipesmith.analysis.parts import bare
from pipesmith.syntax import nodes as s


def literal_json(node: s.Expression) -> object:
    """Give the JSON that an expression always is, or UNKNOWN."""
    match bare(node):
        case s.Text(constant=text):
            return UNKNOWN if text is None else text
        case s.IntLiteral() | s.FloatLiteral() | s.BoolLiteral() as plain:
            return plain.value
        case s.NullLiteral():
            return None
        case s.Unary(operator="-", operand=operand):
            value = literal_json(operand)
            return -value if isinstance(value, int | float) else UNKNOWN
        case s.ListLiteral(items=items):
            values = [literal_json(item) for item in items]
            return UNKNOWN if UNKNOWN in values else values
        case s.MapLiteral(entries=entries):
            members = {entry.key: literal_json(entry.value) for entry in entries}
            return UNKNOWN if UNKNOWN in members.values() else members
        case s.Call() | s.Filter() as call:
            return _read(call)
        case _:
            return UNKNOWN


def _read(call: s.Call | s.Filter) -> object:
    """Give what `from_json` of a constant text reads."""
    values = [argument.value for argument in call.arguments]
    given = [call.subject, *values] if isinstance(call, s.Filter) else values
    text = bare(given[0]) if len(given) == 1 else None
    if call.function.text != "from_json" or not isinstance(text, s.Text) or text.constant is None:
        return UNKNOWN
    try:
        value: object = json.loads(text.constant)
        return value
    except (ValueError, RecursionError):
        return UNKNOWN  # the function fails when it runs


def part_at(node: s.Expression, path: Iterable[str | int]) -> s.Expression:
    """Give the innermost expression on a path into JSON that is written out."""
    for step in path:
        match bare(node):
            case s.ListLiteral(items=items) if isinstance(step, int) and step < len(items):
                node = items[step]
            case s.MapLiteral(entries=entries):
                node = next((each.value for each in entries if each.key == step), node)
            case _:
                return node
    return node


def is_known(value: object) -> bool:
    """Tell whether a value is known while compiling."""
    return not isinstance(value, Unknown)
