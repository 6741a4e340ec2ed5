"""Conditions as limits: what `where` says in a form that values can be built for.

What is not understood limits nothing here; every value is held against the condition afterwards.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

_NUMBER = r"-?\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?d?"
_SIGN = r"<=|<|>=|>|=="
_SUBJECTS = {"it": "value", "length(it)": "length", "it | length": "length"}
_SUBJECT = r"it(?: \| length)?|length\(it\)"
_AFTER = re.compile(rf"({_SUBJECT}) ({_SIGN}) ({_NUMBER})")
_BEFORE = re.compile(rf"({_NUMBER}) ({_SIGN}) ({_SUBJECT})(?: ({_SIGN}) ({_NUMBER}))?")
_MATCHES = re.compile(r'matches\(it, ("(?:[^"\\]|\\.)*")\)')
_NOT_BLANK = frozenset(('it != ""', 'trim(it) != ""', "length(trim(it)) > 0"))
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


@dataclass(slots=True)
class Interval:
    """Numbers between two bounds; a bound may itself be left out."""

    low: Fraction | None = None
    high: Fraction | None = None
    above: bool = False
    below: bool = False

    def narrow(self, sign: str, bound: Fraction) -> None:
        """Take one more comparison with a number into account."""
        if sign in (">", ">=", "==") and (self.low is None or bound >= self.low):
            self.low, self.above = bound, sign == ">"
        if sign in ("<", "<=", "==") and (self.high is None or bound <= self.high):
            self.high, self.below = bound, sign == "<"


@dataclass(slots=True)
class Limits:
    """What is known of values that meet all conditions."""

    value: Interval
    length: Interval
    pattern: str | None = None


def limits_of(texts: Iterable[str]) -> Limits:
    """Read conditions as the source writes them."""
    limits = Limits(Interval(), Interval())
    for text in texts:
        for part in text.split(" and "):
            _read(part.strip(), limits)
    return limits


def _read(text: str, limits: Limits) -> None:
    for subject, sign, bound in _comparisons(text):
        interval = limits.value if _SUBJECTS[subject] == "value" else limits.length
        interval.narrow(sign, Fraction(bound.rstrip("d").replace("_", "")))
    if text in _NOT_BLANK:
        limits.length.narrow(">=", Fraction(1))
    if found := _MATCHES.fullmatch(text):
        limits.pattern = re.sub(r"\\(.)", r"\1", found[1][1:-1])


def _comparisons(text: str) -> Iterator[tuple[str, str, str]]:
    """Give the comparisons of the value, or of its length, with numbers."""
    if found := _AFTER.fullmatch(text):
        yield found[1], found[2], found[3]
    elif found := _BEFORE.fullmatch(text):
        low, sign, subject, after, high = found.groups()
        yield subject, _TURNED[sign], low
        if after is not None:
            yield subject, after, high
