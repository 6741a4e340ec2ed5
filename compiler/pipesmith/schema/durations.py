"""Durations of JSON as source writes them: whole numbers of one unit."""

import re

_ISO = re.compile(
    r"(?P<sign>-?)P(?:(?P<d>\d{1,6})D)?"
    r"(?:T(?:(?P<h>\d{1,9})H)?(?:(?P<m>\d{1,9})M)?(?:(?P<s>\d{1,12})(?:\.(?P<ms>\d{1,3}))?S)?)?"
)
_UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))


def duration_literal(text: str) -> str | None:
    """Write an ISO 8601 duration in its largest whole unit; None for what is none."""
    found = _ISO.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        return None
    fraction = int((found["ms"] or "").ljust(3, "0"))
    milliseconds = fraction + sum(
        int(found[unit] or 0) * size for unit, size in _UNITS if unit != "ms"
    )
    unit, size = next(
        (u, s) for u, s in _UNITS if (milliseconds % s == 0 and milliseconds >= s) or s == 1
    )
    return f"{found['sign'] if milliseconds else ''}{milliseconds // size}{unit}"
