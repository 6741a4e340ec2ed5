"""`Pattern` and `Matcher`: regular expressions of Java."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from tests.apexvm.errors import fail
from tests.apexvm.registry import PlatformObject, static
from tests.apexvm.types import STRING
from tests.apexvm.values import ApexList, Value

_CLASSES = {
    r"\p{Alpha}": "a-zA-Z",
    r"\p{L}": "^\\W\\d_",
    r"\p{Lower}": "a-z",
    r"\p{Upper}": "A-Z",
    r"\p{Lu}": "A-Z",
    r"\p{Ll}": "a-z",
    r"\p{Digit}": "0-9",
    r"\p{Alnum}": "a-zA-Z0-9",
    r"\p{Punct}": r"!-/:-@\[-`{-~",
    r"\p{Space}": r"\s",
    r"\p{XDigit}": "0-9a-fA-F",
    r"\p{ASCII}": r"\x00-\x7f",
}
_PIECE = re.compile(
    r"\\Q(.*?)(?:\\E|$)|(\\p\{\w+\})|\\([\s\S])|(\[\^?)|(\])|\(\?<(?=[a-zA-Z])|[\s\S]", re.DOTALL
)


@cache
def java_pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of Java; digits and word characters are those of ASCII."""
    try:
        return re.compile(_to_python(expression), re.ASCII)
    except re.error as error:
        fail("StringException", f"Invalid regex: {error}")


def _to_python(expression: str) -> str:
    """Write the expression in Python's dialect."""
    inside = False
    pieces = []
    for found in _PIECE.finditer(expression):
        piece = found[0]
        if found[1] is not None:
            piece = re.escape(found[1])
        elif found[2] is not None:
            piece = _character_class(found[2], inside)
        elif found[3] is not None:
            piece = _ESCAPES.get(found[3], piece) if not inside else piece
        elif found[4] is not None:
            piece = found[4] if not inside else re.escape(found[4])
            inside = True
        elif found[5] is not None:
            inside = False
        elif piece == "(?<":
            piece = "(?P<"
        elif piece == "$" and not inside:
            piece = r"(?=\r?\n?\Z)"
        pieces.append(piece)
    return "".join(pieces)


_ESCAPES = {"z": r"\Z", "Z": r"(?=\n?\Z)", "h": r"[ \t\xA0]", "R": r"(?:\r\n|[\n\r])"}


def _character_class(name: str, inside: bool) -> str:
    found = _CLASSES.get(name)
    if found is None:
        fail("StringException", f"Invalid regex: unknown character class {name}")
    return found if inside else f"[{found}]"


_REFERENCE = re.compile(r"\\(.)|\$(\d)|\$\{(\w+)\}", re.DOTALL)


def replacement(written: str) -> Callable[[re.Match[str]], str]:
    """Read what is put in place of a match: `$1` is a group, a backslash protects."""

    def build(found: re.Match[str]) -> str:
        def fill(piece: re.Match[str]) -> str:
            if piece[1] is not None:
                return piece[1]
            return found[int(piece[2]) if piece[2] else piece[3]] or ""

        return _REFERENCE.sub(fill, written)

    return build


def java_split(pattern: re.Pattern[str], text: str, limit: int) -> list[str]:
    """Split as Java does: no empty text first for an empty match, none at the end without limit."""
    parts: list[str] = []
    start = 0
    for found in pattern.finditer(text):
        if limit > 0 and len(parts) == limit - 1:
            break
        if found.end() == 0:
            continue
        parts.append(text[start : found.start()])
        start = found.end()
    parts.append(text[start:])
    while limit == 0 and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


class Pattern(PlatformObject, apex="Pattern"):
    """A compiled regular expression."""

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._compiled = java_pattern(expression)

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
        self._text = text
        self._start, self._end = 0, len(text)
        self._next = 0
        self._found: re.Match[str] | None = None

    def matches(self) -> bool:
        """Say whether the whole text fits."""
        return self._keep(self._compiled.fullmatch(self._text, self._start, self._end))

    def looking_at(self) -> bool:
        """Say whether the text starts with a match."""
        return self._keep(self._compiled.match(self._text, self._start, self._end))

    def find(self, start: Value = None) -> bool:
        """Look for the next match."""
        begin = self._next if start is None else start
        if begin > self._end:
            return self._keep(None)
        return self._keep(self._compiled.search(self._text, begin, self._end))

    def _keep(self, found: re.Match[str] | None) -> bool:
        self._found = found
        if found:
            self._next = found.end() + (found.end() == found.start())
        return found is not None

    def group(self, which: int = 0) -> Value:
        """Give what a group matched, or null."""
        return self._match()[self._number(which)]

    def start(self, which: int = 0) -> int:
        """Give where a group starts."""
        return self._match().start(self._number(which))

    def end(self, which: int = 0) -> int:
        """Give where a group ends."""
        return self._match().end(self._number(which))

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
        self._text = self._text if text is None else text
        self._start, self._end, self._next, self._found = 0, len(self._text), 0, None
        return self

    def region(self, start: int, end: int) -> Matcher:
        """Look only in a part."""
        self.reset()
        self._start, self._end, self._next = start, end, start
        return self

    def replace_all(self, new: str) -> str:
        """Replace all matches."""
        return self._compiled.sub(replacement(new), self._text)

    def replace_first(self, new: str) -> str:
        """Replace the first match."""
        return self._compiled.sub(replacement(new), self._text, count=1)

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
    return java_pattern(expression).fullmatch(text) is not None


_META = re.compile(r"\\E")


@static("Pattern")
def quote(text: str) -> str:
    """Write a text so that it stands for itself."""
    return "\\Q" + _META.sub(r"\\E\\\\E\\Q", text) + "\\E"
