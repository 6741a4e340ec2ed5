"""`Pattern` and `Matcher`."""

from __future__ import annotations

import re

from tests.apexvm.errors import fail
from tests.apexvm.regex import Searched, java_pattern, java_split, substitute
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.text import characters, units
from tests.apexvm.types import STRING
from tests.apexvm.values import ApexList, Value


class Pattern(PlatformObject, apex="Pattern"):
    """A compiled regular expression."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._compiled = java_pattern(expression)

    @property
    def told(self) -> str:
        """The expression."""
        return self._expression

    def pattern(self) -> str:
        """Give the expression."""
        return self._expression

    def matcher(self, text: str) -> Matcher:
        """Look for it in a text."""
        return Matcher(self, self._compiled, text)

    def split(self, text: str, limit: int = 0) -> ApexList:
        """Split a text at what it finds."""
        return ApexList(STRING, java_split(self._compiled, text, limit))


class Matcher(PlatformObject, apex="Matcher"):
    """A search in a text."""

    def __init__(self, pattern: Pattern, compiled: re.Pattern[str], text: str) -> None:
        self._pattern = pattern
        self._compiled = compiled
        self._look_in(text)

    def _look_in(self, text: str) -> None:
        self._given = text
        self._searched = Searched(text)
        self._start, self._end = 0, len(self._searched.text)
        self._next = 0
        self._found: re.Match[str] | None = None

    def matches(self) -> bool:
        """Say whether the whole text fits."""
        return self._keep(self._compiled.fullmatch(self._searched.text, self._start, self._end))

    def looking_at(self) -> bool:
        """Say whether the text starts with a match."""
        return self._keep(self._compiled.match(self._searched.text, self._start, self._end))

    def find(self, start: Value = None) -> bool:
        """Look for the next match."""
        begin = self._next if start is None else self._searched.character(start)
        if begin > self._end:
            return self._keep(None)
        return self._keep(self._compiled.search(self._searched.text, begin, self._end))

    def _keep(self, found: re.Match[str] | None) -> bool:
        self._found = found
        if found:
            self._next = found.end() + (found.end() == found.start())
        return found is not None

    def group(self, which: int = 0) -> Value:
        """Give what a group matched, or null."""
        found = self._match()[self._number(which)]
        return None if found is None else units(found)

    def start(self, which: int = 0) -> int:
        """Give where a group starts."""
        return self._searched.unit(self._match().start(self._number(which)))

    def end(self, which: int = 0) -> int:
        """Give where a group ends."""
        return self._searched.unit(self._match().end(self._number(which)))

    def _match(self) -> re.Match[str]:
        if self._found is None:
            fail("StringException", "No match found")
        return self._found

    def _number(self, which: int) -> int:
        if not 0 <= which <= self._compiled.groups:
            fail("StringException", f"No group {which}")
        return which

    def group_count(self) -> int:
        """Count the groups."""
        return self._compiled.groups

    def hit_end(self) -> bool:
        """Say whether the search came to the end."""
        return self._found is None or self._found.end() == self._end

    def reset(self, text: Value = None) -> Matcher:
        """Start again, in another text if one is given."""
        self._look_in(self._given if text is None else text)
        return self

    def region(self, start: int, end: int) -> Matcher:
        """Look only in a part."""
        self.reset()
        self._start, self._end = self._searched.character(start), self._searched.character(end)
        self._next = self._start
        return self

    def replace_all(self, new: str) -> str:
        """Replace all matches."""
        return substitute(self._compiled, self._given, new)

    def replace_first(self, new: str) -> str:
        """Replace the first match."""
        return substitute(self._compiled, self._given, new, count=1)

    def pattern(self) -> Pattern:
        """Give the pattern."""
        return self._pattern


@static("Pattern")
def compile_(expression: str) -> Pattern:
    """Compile a regular expression."""
    return Pattern(expression)


@static("Pattern")
def matches(expression: str, text: str) -> bool:
    """Say whether a whole text fits."""
    return java_pattern(expression).fullmatch(characters(text)) is not None


_END = re.compile(r"\\E")


@static("Pattern")
def quote(text: str) -> str:
    """Write a text so that it stands for itself."""
    return "\\Q" + _END.sub(r"\\E\\\\E\\Q", text) + "\\E"
