"""Constants of the IR as JSON data (rule 44)."""

from typing import Any

from pipesmith.ir import nodes as n

MILLISECOND = 1000


def has_constant(node: n.Expression) -> bool:
    """Tell whether an expression is a constant."""
    match node:
        case n.Widen(value=inner) | n.Unary(operator="-", operand=inner):
            return has_constant(inner)
        case n.Collection(items=items):
            return all(map(has_constant, items))
        case n.MapValue(entries=entries):
            return all(has_constant(each.value) for each in entries)
        case _:
            return isinstance(node, _LITERALS)


_LITERALS = (
    n.IntValue,
    n.FloatValue,
    n.DecimalValue,
    n.DurationValue,
    n.TextValue,
    n.BoolValue,
    n.NullValue,
    n.EnumMember,
)


def json_constant(node: n.Expression) -> Any:
    """Give the JSON data of a constant."""
    match node:
        case n.IntValue() | n.FloatValue() | n.BoolValue() | n.TextValue():
            return node.value
        case n.NullValue():
            return None
        case n.DecimalValue(digits=digits):
            return digits
        case n.DurationValue(milliseconds=milliseconds):
            return duration_text(milliseconds)
        case n.EnumMember(name=name):
            return name
        case n.Widen(value=inner):
            return json_constant(inner)
        case n.Unary(operand=inner):
            return _negative(json_constant(inner))
        case n.Collection(items=items):
            return [json_constant(item) for item in items]
        case n.MapValue(entries=entries):
            return {each.name: json_constant(each.value) for each in entries}
        case _:
            raise TypeError(f"not a constant: {type(node).__name__}")


def _negative(value: Any) -> Any:
    return f"-{value}" if isinstance(value, str) else -value


def duration_text(milliseconds: int) -> str:
    """Write a duration as ISO 8601 has it."""
    seconds, rest = divmod(abs(milliseconds), MILLISECOND)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f".{rest:03}".rstrip("0") if rest else ""
    parts = ((hours, "H"), (minutes, "M"))
    time = "".join(f"{amount}{unit}" for amount, unit in parts if amount)
    time += f"{seconds}{fraction}S" if seconds or rest else ""
    date = f"{days}D" if days else ""
    sign = "-" if milliseconds < 0 else ""
    return f"{sign}P{date}{f'T{time}' if time else ''}" if date or time else "PT0S"
