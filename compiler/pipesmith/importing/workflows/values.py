"""Values that configurations of nodes hold: durations, numbers, words."""

import re

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import converted
from pipesmith.importing.ledger import Part
from pipesmith.importing.workflows.moments import Moment
from pipesmith.syntax import nodes as n

UNITS = {
    "ms": 1, "millisecond": 1, "milliseconds": 1, "s": 1_000, "sec": 1_000, "second": 1_000,
    "seconds": 1_000, "m": 60_000, "min": 60_000, "minute": 60_000, "minutes": 60_000,
    "h": 3_600_000, "hour": 3_600_000, "hours": 3_600_000, "d": 86_400_000, "day": 86_400_000,
    "days": 86_400_000,
}  # fmt: skip
_SIZES: tuple[tuple[n.DurationLiteral, int], ...] = (
    (n.DurationLiteral(1, "d"), 86_400_000),
    (n.DurationLiteral(1, "h"), 3_600_000),
    (n.DurationLiteral(1, "m"), 60_000),
    (n.DurationLiteral(1, "s"), 1_000),
)
_WRITTEN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*", re.IGNORECASE)
LONGEST = 10 * 365 * 86_400_000
"""Ten years; what is longer was not meant."""


def duration(milliseconds: int) -> n.Expression:
    """Write a duration in its greatest whole unit."""
    for unit, size in _SIZES:
        if milliseconds and milliseconds % size == 0:
            return n.DurationLiteral(milliseconds // size, unit.unit)
    return n.DurationLiteral(milliseconds, "ms")


def read_duration(part: Part, unit: int, moment: Moment | None = None) -> n.Expression | None:
    """Take a duration: a number of a unit, a text such as `5s`, or an expression."""
    value = part.value
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 0 <= value * unit <= LONGEST:
            part.take()
            return duration(round(value * unit))
    elif isinstance(value, str):
        written = _WRITTEN.fullmatch(value)
        if written and written[2].lower() in UNITS:
            part.take()
            return duration(round(float(written[1]) * UNITS[written[2].lower()]))
        if _spells_number(value):
            part.take()
            return duration(min(int(value) * unit, LONGEST))
        if "{{" in value and moment is not None:
            count = converted(moment.value(part), t.INT)
            return n.Binary("*", duration(unit), count)
    part.tell(codes.BAD_FIELD, f"`{part.name}` is no duration", "a number is expected")
    return None


def unit_of(part: Part, default: int) -> int:
    """Give the unit of a duration: its name says so, or it is the usual one."""
    name = part.name.lower()
    if name.endswith(("_ms", "millis", "milliseconds")):
        return 1
    if name.endswith(("_seconds", "seconds", "_s", "secs")):
        return 1_000
    return 60_000 if name.endswith("minutes") else default


def whole(part: Part, least: int, most: int = 2**31) -> int | None:
    """Take a whole number; None when it is missing or none."""
    if not part or part.value is None:
        return None
    value = int(part.value) if _spells_number(part.value) else part.value
    if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
        part.take()
        return value
    message = f"`{part.name}` is no whole number from {least} on"
    part.tell(codes.BAD_FIELD, message, "a whole number is expected")
    return None


def _spells_number(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal() and value.isascii() and len(value) < 15


def text(part: Part) -> str | None:
    """Take a text that is no template; None when it is missing."""
    if not part or part.value is None:
        return None
    if isinstance(part.value, str):
        part.take()
        return part.value
    part.tell(codes.BAD_FIELD, f"`{part.name}` is no text", "a text is expected")
    return None


def flag(part: Part) -> bool:
    """Take a truth value; False when it is missing."""
    if isinstance(part.value, bool):
        part.take()
        return part.value
    if part and part.value is not None:
        part.tell(codes.BAD_FIELD, f"`{part.name}` is not true or false", "true or false")
    return False
