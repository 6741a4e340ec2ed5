"""How numbers and durations are written, and what is said of those that are not."""

import re
from datetime import timedelta

from pipesmith.diagnostics import Finding
from pipesmith.source import Span
from pipesmith.syntax import mistakes

WHOLE = r"(?:0|[1-9][0-9]*(?:_[0-9]+)*)"
FRACTION = r"\.[0-9]+(?:_[0-9]+)*"
KINDS = (
    ("INT", re.compile(WHOLE + r"\Z")),
    ("FLOAT", re.compile(rf"{WHOLE}(?:{FRACTION})?[eE][+-]?[0-9]+\Z|{WHOLE}{FRACTION}\Z")),
    ("DURATION", re.compile(WHOLE + r"(?:ms|[smhd])\Z")),
    ("DECIMAL", re.compile(WHOLE + FRACTION + r"d\Z")),
)
LIKE_DURATION = re.compile(r"(?:[0-9._]+(?:ms|[smhdw]|sec|min|us|ns|y))+\Z")
DURATION = re.compile(r"([0-9_]+)(ms|[smhd])\Z")
LARGEST_INT = 2**63
LARGEST_DURATION = timedelta.max // timedelta(milliseconds=1)
MILLISECONDS = {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
LONGEST = 1_000


def classify(written: str, span: Span) -> tuple[str, Finding | None]:
    """Give the terminal that a number is, with a finding when it is `BROKEN`."""
    for kind, pattern in KINDS:
        if pattern.match(written):
            finding = _out_of_range(kind, written, span)
            return ("BROKEN", finding) if finding else (kind, None)
    if LIKE_DURATION.match(written):
        return "BROKEN", mistakes.bad_duration(span, written)
    return "BROKEN", mistakes.bad_number(span, written)


def _out_of_range(kind: str, written: str, span: Span) -> Finding | None:
    if len(written) > LONGEST:
        return mistakes.number_too_large(span, f"{LONGEST} characters at most")
    if kind == "INT" and int(written) > LARGEST_INT:
        return mistakes.number_too_large(span, "an int has 64 bits: 9223372036854775807 at most")
    if kind == "FLOAT" and float(written) == float("inf"):
        return mistakes.number_too_large(span, "a float is 1.7976931348623157e308 at most")
    if kind == "DURATION" and _milliseconds(written) > LARGEST_DURATION:
        return mistakes.number_too_large(span, "a duration is less than 1000000000 days")
    return None


def _milliseconds(written: str) -> int:
    amount, unit = duration(written)
    return amount * MILLISECONDS[unit]


def duration(written: str) -> tuple[int, str]:
    """Take a well-written duration apart."""
    found = DURATION.match(written)
    assert found is not None
    return int(found[1]), found[2]
