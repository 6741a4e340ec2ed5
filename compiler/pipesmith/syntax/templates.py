"""Texts cut into characters and interpolations, before anything in them is read.

Reads     a file from an opening quote on.
Gives     one token whose parts say where characters and where `{{ }}` stand.
Reports   text-unclosed, template-unclosed, bad-escape.
Promises  a text that is never closed ends at its line, a block text before the next declaration.
Leaves    what the characters mean (`texts`) and what stands in the interpolations (`machine`).
"""

import re

from pipesmith.syntax import mistakes
from pipesmith.syntax.reading import Part, Reading, Token

PLAIN_STOP = re.compile(r'["\\\n]|\{\{')
NESTED_STOP = re.compile(r'["\\\n]')
BLOCK_STOP = re.compile(r'"""|\\|\{\{')
NESTED_BLOCK_STOP = re.compile(r'"""|\\')
ESCAPE = re.compile(r'\\(?:[ntr"\\]|\{\{|u\{([0-9A-Fa-f]{1,6})\})')
INSIDE = re.compile(r'[{}()\[\]"\n]')
QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n])*"')
NEXT_DECLARATION = re.compile(
    r"\n(?=///|(?:import|record|enum|type|error|function|operator|node|pipeline|test|property"
    r"|on (?:schedule|webhook))\b)"
)
BLOCK = '"""'


def cut(reading: Reading, start: int, limit: int, nested: bool) -> Token:
    """Give the text that begins at a quote; a nested one has no interpolations."""
    block = reading.text.startswith(BLOCK, start)
    return Cutter(reading, start, limit, nested, block).token()


class Cutter:
    """Walks over one text, from quote to quote."""

    def __init__(self, reading: Reading, start: int, limit: int, nested: bool, block: bool) -> None:
        self.reading, self.text = reading, reading.text
        self.start, self.limit, self.block = start, limit, block
        self.at = self.begun = start + (3 if block else 1)
        self.parts: list[Part] = []
        self.literal = NESTED_BLOCK_STOP if block else NESTED_STOP
        self.stop = self.literal if nested else BLOCK_STOP if block else PLAIN_STOP

    def token(self) -> Token:
        """Walk to the end of the text."""
        while True:
            found = self.stop.search(self.text, self.at, self.limit)
            sign = found[0] if found else ""
            self.at = found.start() if found else self.limit
            if sign == "\\":
                self._escape()
            elif sign == "{{":
                self._interpolation()
            elif sign in ("", "\n"):
                return self._unclosed()
            else:
                return self._token(self.at, self.at + len(sign))

    def _token(self, end: int, after: int) -> Token:
        self._characters(end)
        return Token("TEXT", self.start, after, self.text[self.start : after], tuple(self.parts))

    def _characters(self, end: int) -> None:
        if self.begun < end:
            self.parts.append(Part(self.begun, end))

    def _unclosed(self) -> Token:
        """End a text that has no closing quote, and say where it began."""
        end = self.at
        if self.block:
            follower = NEXT_DECLARATION.search(self.text, self.start, self.limit)
            end = follower.start() if follower else self.limit
            self.parts = [part for part in self.parts if part.end <= end]
            self.begun = self.parts[-1].after if self.parts else self.start + 3
        if not any(part.broken for part in self.parts):
            quotes = self.reading.span(self.start, self.start + (3 if self.block else 1))
            self.reading.report(mistakes.text_unclosed(quotes, self.block))
        return self._token(end, end)

    def _escape(self) -> None:
        found = ESCAPE.match(self.text, self.at, self.limit)
        if found and _is_character(found[1]):
            self.at = found.end()
            return
        end = found.end() if found else min(self.at + 2, self.limit)
        if self.text[end - 1 : end] == "\n":
            end -= 1
        span = self.reading.span(self.at, end)
        self.reading.report(mistakes.bad_escape(span, self.text[self.at : end]))
        self.at = end

    def _interpolation(self) -> None:
        """Pass over `{{ … }}`, or report that it has no end and read the rest as characters."""
        opened = self.at
        self._characters(opened)
        end, single = self._closing(opened + 2)
        if end is None:
            self.reading.report(mistakes.template_unclosed(self.reading, opened, single))
            self.parts.append(Part(opened, opened + 2, code=True, broken=True))
            self.at = self.begun = opened + 2
            self.stop = self.literal
            return
        self.parts.append(Part(opened + 2, end, code=True))
        self.at = self.begun = end + 2

    def _closing(self, at: int) -> tuple[int | None, int | None]:
        """Find `}}` outside all brackets; else where a lone `}` stands, if one does."""
        depth = 0
        while found := INSIDE.search(self.text, at, self.limit):
            sign, at = found[0], found.end()
            if sign == "\n":
                if not self.block:
                    return None, None
            elif sign == '"':
                inner = self._quoted(found.start())
                if inner is None:
                    return None, None
                at = inner
            elif sign in "{([":
                depth += 1
            elif depth:
                depth -= 1
            elif sign == "}":
                closed = self.text.startswith("}}", found.start())
                return (found.start(), None) if closed else (None, found.start())
        return None, None

    def _quoted(self, at: int) -> int | None:
        """Give the end of a text inside an interpolation."""
        if self.block and self.text.startswith(BLOCK, at):
            return None
        found = QUOTED.match(self.text, at, self.limit)
        return found.end() if found else None


def _is_character(digits: str | None) -> bool:
    if digits is None:
        return True
    point = int(digits, 16)
    return point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
