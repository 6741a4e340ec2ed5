"""A place where the parser could not go on, and a change of tokens that lets it."""

from dataclasses import dataclass
from functools import cache

from pipesmith.diagnostics import Finding
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
    """Tokens to put in place of some that stand there, and what to say of it."""

    finding: Finding | None
    taken: int
    put: tuple[Token, ...]
    before: Token | None = None  # what the token before was meant to be


@cache
def terminals() -> frozenset[str]:
    """Give the names of all terminals."""
    return frozenset({*tables().spelling, *expected.SINGLE, "FLOAT", "DECIMAL", "DURATION"})


@cache
def kinds() -> dict[str, str]:
    """Give the terminal of every keyword and sign."""
    return {text: kind for kind, text in tables().spelling.items()}
