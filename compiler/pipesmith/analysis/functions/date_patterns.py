"""Patterns of dates and times as Java and Apex write them: `yyyy-MM-dd HH:mm`."""

import re

from pipesmith.analysis.functions.function import Complaint

DATE_FIELDS = ("yyyy", "yy", "MMMM", "MMM", "MM", "M", "dd", "d", "EEEE", "EEE")
TIME_FIELDS = ("HH", "H", "hh", "h", "mm", "m", "ss", "s", "SSS", "a", "XXX")
READ_FIELDS = ("yyyy", "MM", "M", "dd", "d")

_PART = re.compile(r"'(?:[^']|'')*'|([A-Za-z])\1*|'")


def check_format(pattern: str) -> Complaint | None:
    """Give what is wrong with a pattern that writes, or None."""
    return _check(pattern, (*DATE_FIELDS, *TIME_FIELDS))


def check_parse(pattern: str) -> Complaint | None:
    """Give what is wrong with a pattern that reads a date, or None."""
    complaint = _check(pattern, READ_FIELDS)
    fields = sorted(part[0][0] for part in _PART.finditer(pattern) if part[1])
    if complaint is None and fields != ["M", "d", "y"]:
        return Complaint("a pattern that reads a date has a year, a month and a day, each once")
    return complaint


def _check(pattern: str, fields: tuple[str, ...]) -> Complaint | None:
    for part in _PART.finditer(pattern):
        if part[0] == "'":
            return Complaint("a quote in a pattern is never closed", part.start())
        if part[1] and part[0] not in fields:
            known = " ".join(fields)
            return Complaint(
                f"`{part[0]}` is not a field of a pattern; fields are: {known}", part.start()
            )
    return None
