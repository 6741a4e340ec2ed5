"""What is said of signs, comments and texts as other languages write them."""

import re
from collections.abc import Sequence

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.source import Span
from pipesmith.syntax.mistakes import write

SIGNS = {
    "&&": "and",
    "&": "and",
    "||": "or",
    "!": "not",
    "===": "==",
    "!==": "!=",
    "<>": "!=",
    "is": "==",
    "is not": "!=",
    "?:": "??",
}
"""Signs of other languages, and what they are here."""

POWERS = ("**", "^")
NEEDLESS = {";": "a statement is not ended by `;`", "new": "a record is made without `new`"}
"""Signs of other languages that are nothing here."""

INTERPOLATED = re.compile(r"\$?(?<!\{)\{\s*([A-Za-z_][\w.]*)\s*\}(?!\})")


def sign(span: Span, written: str) -> tuple[Finding, str]:
    """Say how a sign of other languages is written here; gives the sign to read instead."""
    word = " ".join(written.split())
    if word in NEEDLESS:
        way = Suggestion(f"take the `{word}` away", (Edit(_with_space(span, word), ""),))
        return _finding(span, NEEDLESS[word], way), ""
    if word in POWERS:
        message = f"`{word}` is no sign of the language; `pow` is the function"
        return _finding(span, message, Suggestion("write `pow(x, y)`")), "*"
    ours = SIGNS[word]
    edit = Edit(span, "not " if ours == "not" else ours)
    way = Suggestion(f"write `{ours}`", (edit,))
    return _finding(span, f"`{word}` is no sign of the language; `{ours}` is", way), ours


def _with_space(span: Span, word: str) -> Span:
    """Give the place of a word and of the blank behind it."""
    return Span(span.path, span.start, span.end + word.isalpha())


def _finding(span: Span, message: str, way: Suggestion | None) -> Finding:
    label = Label(span, "a sign of another language")
    return Finding(codes.FOREIGN_SIGN, message, label, help=way)


def remark(span: Span, written: str, ends_line: bool) -> Finding:
    """Say how comments are written; one that ends its line can be corrected."""
    inner = written.removeprefix("#").removeprefix("/*").removesuffix("*/")
    lines = [line.strip().removeprefix("*").strip() for line in inner.split("\n")]
    edit = Edit(span, "\n".join(f"// {line}".rstrip() for line in lines if line))
    way = Suggestion("write `//` before each line of it", (edit,) if ends_line else ())
    opening = "#" if written.startswith("#") else "/*"
    message = f"a comment begins with `//`, not with `{opening}`"
    first = Span(span.path, span.start, span.start + len(opening))
    label = Label(first, "a comment of another language")
    return Finding(codes.FOREIGN_SIGN, message, label, help=way)


def prefix(span: Span, letter: str, text: str | None) -> Finding:
    """Say that a text has no letter before it."""
    ours = None
    if text is not None:
        ours = INTERPOLATED.sub(r"{{\1}}", text) if letter in "fF" else text
    letters = Span(span.path, span.start, span.start + len(letter))
    return Finding(
        codes.FOREIGN_SIGN,
        f"a text has no `{letter}` before it",
        Label(letters, "a sign of another language"),
        notes=('a text holds a value like this: `"hello {{name}}"`',),
        help=write(span, ours) if ours is not None else None,
    )


def quotes(span: Span, written: str, closed: bool) -> Finding:
    """Say that texts stand between double quotes."""
    inner = written[1:-1] if closed else ""
    ours = INTERPOLATED.sub(r"{{\1}}", inner) if written[0] == "`" else inner
    plain = closed and not set(inner) & {'"', "\\"} and "{{" not in inner
    found = "`'`" if written[0] == "'" else "grave accents"
    return Finding(
        codes.FOREIGN_SIGN,
        f'a text stands between `"`, not between {found}',
        Label(span, "a text is written with double quotes"),
        help=write(span, f'"{ours}"') if plain else None,
    )


def python_lambda(span: Span, name: str) -> Finding:
    """Say how a lambda is written."""
    return Finding(
        codes.FOREIGN_SIGN,
        "a lambda has no keyword; it is written with `=>`",
        Label(span, "a lambda of another language"),
        help=write(span, f"{name} =>"),
    )


def generics(places: Sequence[Span], signs: Sequence[str]) -> Finding:
    """Say that what a type holds stands in square brackets."""
    edits = (Edit(at, "[" if sign == "<" else "]") for at, sign in zip(places, signs, strict=True))
    return Finding(
        codes.FOREIGN_SIGN,
        "what a type holds stands between `[` and `]`",
        Label(places[0].to(places[-1]), "signs of another language"),
        help=Suggestion("write it like `list[int]`", tuple(edits)),
    )
