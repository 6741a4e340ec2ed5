"""Expressions of other systems cut into words.

Names with a `-` are one word where they are known, or stand behind `upstream.`. `{{ ... }}` is an
expression of its own, also inside of a text.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

SPACE = re.compile(r"\s*")
NUMBER = re.compile(r"(?:\d+\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w])")
WORD = re.compile(r"[A-Za-z_$][\w$]*|@")
LONG_WORD = re.compile(r"[A-Za-z_$][\w$]*(?:-\w+)*")
SIGN = re.compile(
    r"===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|\*\*|//|\{\{|\}\}|[-+*/%<>=!?:.,()\[\]{}|]"
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
PREFIX = ("upstream", "stages", "steps")
"""What is followed by the id of a stage."""


class Unreadable(Exception):
    """An expression that cannot be read; caught where its place is known."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its kind, its text, and where it stands."""

    kind: str  # number, text, name, sign, end
    text: str
    start: int
    end: int


class Lexer:
    """Cuts one expression."""

    def __init__(self, source: str, known: Collection[str] = ()) -> None:
        self.source = source
        self.known = sorted((name for name in known if "-" in name), key=len, reverse=True)
        self._last: list[str] = []  # the two words before
        self._open: list[str] = []  # the braces that are open

    def tokens(self) -> list[Token]:
        """Give all words, and an end."""
        found: list[Token] = []
        for token in self._tokens():
            found.append(token)
            self._last = [each.text for each in found[-2:]]
        return found

    def _tokens(self) -> Iterator[Token]:
        at = self._blank(0)
        while at < len(self.source):
            token = self._token(at)
            yield token
            at = self._blank(token.end)
        yield Token("end", "", at, at)

    def _blank(self, at: int) -> int:
        found = SPACE.match(self.source, at)
        return found.end() if found else at

    def _token(self, at: int) -> Token:
        if self.source[at] in "'\"":
            return self._text(at)
        if found := NUMBER.match(self.source, at):
            return Token("number", found[0], at, found.end())
        if word := self._word(at):
            return Token("name", word, at, at + len(word))
        if found := SIGN.match(self.source, at):
            sign = self._brace(found[0])
            return Token("sign", sign, at, at + len(sign))
        raise Unreadable(f"`{self.source[at]}` means nothing here")

    def _brace(self, sign: str) -> str:
        """Give a sign; of two closing braces only one, where only one was opened."""
        if sign in ("{", "{{"):
            self._open.append(sign)
        if sign in ("}", "}}"):
            opened = self._open.pop() if self._open else sign
            return "}" * len(opened)
        return sign

    def _word(self, at: int) -> str | None:
        for name in self.known:
            behind = self.source[at + len(name) : at + len(name) + 1]
            if self.source.startswith(name, at) and not (behind.isalnum() or behind in ("_", "-")):
                return name
        of_stage = len(self._last) == 2 and self._last[0] in PREFIX and self._last[1] == "."
        found = (LONG_WORD if of_stage else WORD).match(self.source, at)
        return found[0] if found else None

    def _text(self, at: int) -> Token:
        quote, text, place = self.source[at], [], at + 1
        while place < len(self.source) and self.source[place] != quote:
            if self.source[place] == "\\" and place + 1 < len(self.source):
                place += 1
                text.append(ESCAPES.get(self.source[place], self.source[place]))
            else:
                text.append(self.source[place])
            place += 1
        if place >= len(self.source):
            raise Unreadable(f"a text that begins with {quote} is never closed")
        return Token("text", "".join(text), at, place + 1)
