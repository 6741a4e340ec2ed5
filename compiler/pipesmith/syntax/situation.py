"""A place where the parser could not go on, and a change of tokens that lets it."""

from dataclasses import dataclass
from functools import cache

from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.source import Span
from pipesmith.syntax import expected
from pipesmith.syntax.machine import Stack
from pipesmith.syntax.reading import Reading, Token
from pipesmith.syntax.tables import tables


@dataclass(frozen=True, slots=True)
class Situation:
    """Where the parser could not go on, and the terminals it would have read."""

    reading: Reading
    stack: Stack
    tokens: list[Token]
    at: int
    accepted: frozenset[str]

    @property
    def token(self) -> Token:
        """Give the token that could not be read."""
        return self.tokens[self.at]

    @property
    def span(self) -> Span:
        """Give the place of that token."""
        return self.reading.at(self.token)

    @property
    def gap(self) -> Span:
        """Give the place directly behind the token before it."""
        end = self.tokens[self.at - 1].end if self.at else 0
        return self.reading.span(end, end)

    @property
    def same_line(self) -> bool:
        """Tell whether the token stands on the line of the one before it."""
        return "\n" not in self.reading.text[self.gap.start : self.token.start]


@dataclass(frozen=True, slots=True)
class Change:
    """Tokens to put in place of some that stand there, and what to say of it.

    So many tokens before are read `again`; of the stack so much is `kept` then.
    """

    finding: Finding | None
    taken: int
    put: tuple[Token, ...]
    before: Token | None = None  # what the token before was meant to be
    again: int = 0
    kept: int | None = None


@cache
def terminals() -> frozenset[str]:
    """Give the names of all terminals."""
    return frozenset({*tables().spelling, *expected.SINGLE, "FLOAT", "DECIMAL", "DURATION"})


@cache
def kinds() -> dict[str, str]:
    """Give the terminal of every keyword and sign."""
    return {text: kind for kind, text in tables().spelling.items()}


def word(text: str, at: int) -> Token:
    """Make a keyword or sign that stands at an offset."""
    return Token(kinds()[text], at, at, text)


def said(situation: Situation, message: str, label: str, note: str, help_: Suggestion) -> Finding:
    """Make a finding at the token that could not be read."""
    notes = (note,) if note else ()
    place = Label(situation.span, label)
    return Finding(codes.SYNTAX_ERROR, message, place, notes=notes, help=help_)
