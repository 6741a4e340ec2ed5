"""Texts with `{{ ... }}` in them, from text to tree."""

from collections.abc import Callable, Collection, Iterator

from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.lexer import Unreadable
from pipesmith.importing.expressions.parser import read_expression

Read = Callable[[str, Collection[str]], e.Tree]
"""Reads one expression, in which some names may hold a `-`."""


def read_template(text: str, known: Collection[str] = (), read: Read = read_expression) -> e.Tree:
    """Read a text: a constant, one expression, or words with expressions among them."""
    if "{%" in text:
        raise Unreadable("a template with `{% %}` holds statements")
    parts = [*_parts(text, known, read)]
    match parts:
        case []:
            return e.Constant("")
        case [str() as alone]:
            return e.Constant(alone)
        case [alone]:
            return alone if not isinstance(alone, str) else e.Constant(alone)
        case _:
            return e.Words(tuple(parts))


def _parts(text: str, known: Collection[str], read: Read) -> Iterator[str | e.Tree]:
    at = 0
    while (start := text.find("{{", at)) >= 0:
        if start > at:
            yield text[at:start]
        end = _end(text, start + 2)
        yield read(text[start + 2 : end], known)
        at = end + 2
    if at < len(text):
        yield text[at:]


def _end(text: str, start: int) -> int:
    """Find the `}}` that closes an expression, which may hold texts and braces."""
    quote, depth, at = "", 0, start
    while at < len(text):
        char = text[at]
        if quote:
            at += char == "\\"
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char == "}" and not depth and text.startswith("}}", at):
            return at
        else:
            depth += {"{": 1, "}": -1}.get(char, 0)
        at += 1
    raise Unreadable("a `{{` is never closed")
