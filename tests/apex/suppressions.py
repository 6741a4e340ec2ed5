"""Suppressions in generated classes: what each covers, and the text without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ANNOTATION = re.compile(r"@SuppressWarnings\(\s*'([^']*)'\s*\)")


@dataclass(frozen=True, slots=True)
class Suppression:
    """A rule that is silent between two lines of a class."""

    rule: str
    first: int
    last: int

    def covers(self, rule: str, line: int) -> bool:
        """Tell whether a finding would be silenced."""
        return rule == self.rule and self.first <= line <= self.last


def suppressions(text: str) -> Iterator[Suppression]:
    """Give the suppressions in a class, which is laid out as it is generated."""
    lines = text.split("\n")
    for match in _ANNOTATION.finditer(text):
        first = text.count("\n", 0, match.start())
        indent = " " * (len(lines[first]) - len(lines[first].lstrip()))
        last = next(at for at in range(first, len(lines)) if lines[at] == f"{indent}}}")
        for rule in match[1].split(", "):
            yield Suppression(rule.removeprefix("PMD."), first + 1, last + 1)


def bare(text: str) -> str:
    """Take the suppressions from a class; all lines keep their numbers."""
    return _ANNOTATION.sub(lambda match: "\n" * match[0].count("\n"), text)
