"""JSON data as source writes it, where its type can be written."""

import re
from math import isfinite
from typing import Any

from pipesmith.schema.durations import duration_literal
from pipesmith.schema.kinds import Kind
from pipesmith.syntax.writing.literals import quoted

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,7})?")
LEAST, GREATEST = -(2**63), 2**63 - 1


def literal(value: Any, kind: Kind) -> str | None:
    """Write a value of a type, or give None where no literal is of the type."""
    if not all(condition.holds(value) for condition in kind.conditions if value is not None):
        return None
    match kind.type:
        case "json":
            return _any(value)
        case "string" if isinstance(value, str):
            return quoted(value)
        case "bool" if isinstance(value, bool):
            return _any(value)
        case "int" if _is_number(value) and value == int(value):
            return _any(int(value))
        case "float" if _is_number(value):
            return _any(float(value))
        case "decimal" if isinstance(value, str) and _DECIMAL.fullmatch(value):
            return f"{value}d" if "." in value else f"{value}.0d"
        case "duration" if isinstance(value, str):
            return duration_literal(value)
        case _:
            return _of_declared(value, kind)


def _of_declared(value: Any, kind: Kind) -> str | None:
    if isinstance(value, str) and value in kind.values:
        return f"{kind.type}.{value}"
    if isinstance(value, str) and value in kind.texts:
        return quoted(value)
    if value == [] and kind.type.startswith("list["):
        return "[]"
    return "{}" if value == {} and kind.type.startswith("map[") else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _any(value: Any) -> str | None:
    """Write any JSON, or give None for a number that the language has not."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case int():
            return str(value) if LEAST <= value <= GREATEST else None
        case float():
            return repr(value) if isfinite(value) else None
        case list():
            return _joined("[", [_any(item) for item in value], "]")
        case dict():
            pairs = {key: _any(item) for key, item in value.items()}
            entries = [item and f"{quoted(key)}: {item}" for key, item in pairs.items()]
            return _joined("{ ", entries, " }") if entries else "{}"
        case _:
            return None


def _joined(start: str, parts: list[str | None], end: str) -> str | None:
    known = [part for part in parts if part is not None]
    return f"{start}{', '.join(known)}{end}" if len(known) == len(parts) else None
