"""Signatures of standard functions, written as source would write them.

`(list: list[T], each: (T) => U) -> list[U]`. One capital letter is a type variable and says what it
may stand for: `T U V` any type, `P` any but `T?`, `N` a number, `M` a number or duration, `O` what
`<` orders, `R` a record.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipesmith import types as t


@dataclass(frozen=True, slots=True)
class Variable:
    """`T`: any one type, the same wherever the signature says it."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Applied:
    """`list[T]`, `map[string, V]`, `T?`: a type made of patterns."""

    of: Literal["list", "set", "map", "tuple", "optional"]
    parts: "tuple[Pattern, ...]"

    def __str__(self) -> str:
        parts = ", ".join(map(str, self.parts))
        return f"{parts}?" if self.of == "optional" else f"{self.of}[{parts}]"


@dataclass(frozen=True, slots=True)
class Arrow:
    """`(T) => U`: a lambda."""

    parameters: "tuple[Pattern, ...]"
    result: "Pattern"

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.parameters))}) => {self.result}"


Pattern = Variable | Applied | Arrow | t.Type


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` is source text; `variadic` takes all that follow."""

    name: str
    pattern: Pattern
    default: str | None = None
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function."""

    parameters: tuple[Parameter, ...]
    result: Pattern
    text: str


@cache
def read_signature(text: str) -> Signature:
    """Read a signature of the table of functions."""
    reader = _Reader(_TOKEN.findall(text))
    parameters = reader.parameters()
    reader.take("->")
    return Signature(parameters, reader.pattern(), text)


_TOKEN = re.compile(r'"[^"]*"|\w+|=>|->|\.\.\.|[()\[\],:?|=]')


@dataclass(slots=True)
class _Reader:
    """Reads patterns from the front of its tokens."""

    tokens: list[str]

    def peek(self) -> str:
        return self.tokens[0] if self.tokens else ""

    def take(self, wanted: str = "") -> str:
        token = self.tokens.pop(0)
        if wanted and token != wanted:
            raise ValueError(f"expected {wanted} before {' '.join([token, *self.tokens])}")
        return token

    def skip(self, token: str) -> bool:
        found = self.peek() == token
        if found:
            self.take()
        return found

    def parameters(self) -> tuple[Parameter, ...]:
        self.take("(")
        found: list[Parameter] = []
        while not self.skip(")"):
            found.append(self.parameter())
            self.skip(",")
        return tuple(found)

    def parameter(self) -> Parameter:
        variadic = self.skip("...")
        name = self.take()
        self.take(":")
        pattern = self.pattern()
        return Parameter(name, pattern, self.take() if self.skip("=") else None, variadic)

    def pattern(self) -> Pattern:
        first = self.postfix()
        if self.peek() != "|":
            return first
        members = [first]
        while self.skip("|"):
            members.append(self.postfix())
        return t.UnionType(tuple(m for m in members if isinstance(m, t.LiteralType)))

    def postfix(self) -> Pattern:
        pattern = self.primary()
        return Applied("optional", (pattern,)) if self.skip("?") else pattern

    def primary(self) -> Pattern:
        if self.peek() == "(":
            return self.arrow()
        word = self.take()
        if self.skip("["):
            return self.applied(word)
        if word.startswith('"'):
            return t.LiteralType(word[1:-1])
        return Variable(word) if len(word) == 1 else t.SCALARS[word]

    def applied(self, word: str) -> Pattern:
        parts = [self.pattern()]
        while self.skip(","):
            parts.append(self.pattern())
        self.take("]")
        match word:
            case "map":
                return Applied("map", (parts[1],))
            case "list" | "set" | "tuple":
                return Applied(word, tuple(parts))
            case _:
                raise ValueError(f"no type {word}[ ]")

    def arrow(self) -> Pattern:
        self.take("(")
        parameters: list[Pattern] = []
        while not self.skip(")"):
            parameters.append(self.pattern())
            self.skip(",")
        self.take("=>")
        return Arrow(tuple(parameters), self.pattern())
