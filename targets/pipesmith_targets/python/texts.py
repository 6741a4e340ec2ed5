"""Texts as Python writes them: literals, f-strings, and long texts over several lines.

An f-string cannot hold a backslash or its own quotes inside its braces (before Python 3.12); where
it would have to, the text is written with `format`.
"""

from collections.abc import Callable, Sequence
from typing import Literal

import libcst as cst

from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py

_EMPTY = cst.Module([])
_SHORT, _FEW = 40, 4
"""A text of so few characters and pieces stays on one line, whatever breaks it has."""
_MOST_LINES = 40
"""Texts of more lines are joined: literals side by side nest as deep as there are lines."""

Piece = str | py.Node
Quote = Literal['"', "'"]
_QUOTES: tuple[Quote, Quote] = ('"', "'")


def interpolated(
    parts: Sequence[n.Expression], shown: Callable[[n.Expression], py.Node]
) -> py.Node:
    """Write a text made of pieces; `shown` writes an expression so that it can stand in a text."""
    pieces: list[Piece] = [
        part.value if isinstance(part, n.TextValue) else shown(part) for part in parts
    ]
    return written(pieces)


def written(pieces: Sequence[Piece]) -> py.Node:
    """Write constants and expressions, side by side, as one text."""
    if _is_short(pieces):
        return _line(pieces)
    lines = [_line(line) for line in _lines(pieces)]
    if len(lines) == 1:
        return lines[0]
    if len(lines) > _MOST_LINES:
        return py.call(py.attribute(py.text(""), "join"), py.listed(lines))
    if any(isinstance(line, cst.Call) for line in lines):
        return _line(pieces)
    *first, last = lines
    for line in reversed(first):
        last = cst.ConcatenatedString(line, last)  # type: ignore[arg-type]
    return py.parenthesized(last)


def _is_short(pieces: Sequence[Piece]) -> bool:
    constants = "".join(piece for piece in pieces if isinstance(piece, str))
    return len(constants) < _SHORT and len(pieces) < _FEW


def _lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Part pieces after each line break."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if not isinstance(piece, str):
            lines[-1].append(piece)
            continue
        *whole, rest = piece.split("\n")
        for line in whole:
            lines[-1].append(f"{line}\n")
            lines.append([])
        if rest:
            lines[-1].append(rest)
    return [line for line in lines if line] or [[""]]


def _line(pieces: Sequence[Piece]) -> py.Node:
    if all(isinstance(piece, str) for piece in pieces):
        return py.text("".join(map(str, pieces)))
    codes = [code(piece) for piece in pieces if not isinstance(piece, str)]
    if any("\\" in each or "\n" in each or "#" in each for each in codes):
        return _formatted(pieces)
    quote = next((q for q in _QUOTES if all(q not in each for each in codes)), None)
    return _f_string(pieces, quote) if quote else _formatted(pieces)


def _f_string(pieces: Sequence[Piece], quote: Quote) -> py.Node:
    parts: list[cst.BaseFormattedStringContent] = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(cst.FormattedStringText(_escaped(_doubled(piece), quote)))
        else:
            guarded = py.parenthesized(piece) if code(piece).startswith("{") else piece
            parts.append(cst.FormattedStringExpression(py.fit(guarded, py.CHOICE)))
    return cst.FormattedString(parts, start=f"f{quote}", end=quote)


def _formatted(pieces: Sequence[Piece]) -> py.Node:
    template = "".join(_doubled(piece) if isinstance(piece, str) else "{}" for piece in pieces)
    values = [piece for piece in pieces if not isinstance(piece, str)]
    return py.call(py.attribute(py.text(template), "format"), *values)


def _doubled(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _escaped(text: str, quote: str) -> str:
    """Write what stands between quotes, the other quotes untouched."""
    return "".join(f"\\{char}" if char == quote else _plain(char) for char in text)


def _plain(char: str) -> str:
    return char if char in "\"'" else repr(char)[1:-1]


def code(node: cst.CSTNode) -> str:
    """Give the Python text of a tree."""
    return _EMPTY.code_for_node(node)
