"""What the characters of a text mean: escapes resolved, the indentation of block texts stripped.

Reads     the parts of a text token.
Gives     its literal pieces, in order, with the interpolations left where they stand.
Reports   nothing: `templates` has.
Promises  the value depends on neither how deep a block text is indented nor on line ends.
Leaves    the interpolations themselves.
"""

import re
from collections.abc import Sequence

from pipesmith.syntax.reading import Part
from pipesmith.syntax.templates import ESCAPE

SIMPLE = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "{": "{{"}
OPENING_LINE = re.compile(r"[ \t]*\n")
CLOSING_LINE = re.compile(r"(?:\A|\n)[ \t]*\Z")


def unescaped(written: str) -> str:
    """Resolve the escapes in characters; one that is not known stays as it is."""
    return ESCAPE.sub(_meaning, written) if "\\" in written else written


def _meaning(found: re.Match[str]) -> str:
    if found[1] is None:
        return SIMPLE[found[0][1]]
    point = int(found[1], 16)
    known = point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF
    return chr(point) if known else found[0]


def pieces(text: str, parts: Sequence[Part], block: bool) -> list[str | Part]:
    """Give a text's literal pieces and interpolations; no piece is empty."""
    raw: list[str | Part] = [part if part.code else text[part.start : part.end] for part in parts]
    if block:
        raw = stripped(raw)
    values = [unescaped(piece) if isinstance(piece, str) else piece for piece in raw]
    return [value for value in values if value != ""]


def stripped(raw: list[str | Part]) -> list[str | Part]:
    """Strip a block text of its first and last line break, and of its common indentation."""
    lined = [piece.replace("\r\n", "\n") if isinstance(piece, str) else piece for piece in raw]
    begins_line = _cut_opening(lined)
    _cut_closing(lined, begins_line)
    margin = _shared(_margins(lined, begins_line))
    result: list[str | Part] = []
    for place, piece in enumerate(lined):
        if isinstance(piece, str):
            ends = place == len(lined) - 1
            piece = _dedented(piece, margin, begins_line and place == 0, ends)
        result.append(piece)
    return result


def _cut_opening(lined: list[str | Part]) -> bool:
    """Cut the line break after the opening quotes; tell whether the text then begins a line."""
    first = lined[0] if lined else ""
    found = OPENING_LINE.match(first) if isinstance(first, str) else None
    if found and isinstance(first, str):
        lined[0] = first[found.end() :]
    return found is not None


def _cut_closing(lined: list[str | Part], begins_line: bool) -> None:
    """Cut the line break before the closing quotes, and the blanks between the two."""
    last = lined[-1] if lined else None
    found = CLOSING_LINE.search(last) if isinstance(last, str) else None
    whole = begins_line and len(lined) == 1
    if isinstance(last, str) and found and (whole or found[0].startswith("\n")):
        lined[-1] = last[: found.start()]


def _margins(lined: list[str | Part], begins_line: bool) -> list[str]:
    """Give the indentation of every line that is not blank."""
    margins: list[str] = []
    for place, piece in enumerate(lined):
        if isinstance(piece, str):
            lines = piece.split("\n")
            skipped = 0 if begins_line and place == 0 else 1
            goes_on = place < len(lined) - 1
            for number, line in enumerate(lines[skipped:], skipped):
                if line.strip(" \t") or (goes_on and number == len(lines) - 1):
                    margins.append(line[: len(line) - len(line.lstrip(" \t"))])
    return margins


def _shared(margins: list[str]) -> int:
    """Count the blanks that all margins begin with; a tab equals itself."""
    if not margins:
        return 0
    low, high = min(margins), max(margins)
    pairs = enumerate(zip(low, high, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(low), len(high)))


def _dedented(piece: str, margin: int, begins_line: bool, ends: bool) -> str:
    lines = piece.split("\n")
    for number in range(0 if begins_line else 1, len(lines)):
        last = number == len(lines) - 1
        blank = not lines[number].strip(" \t") and (ends or not last)
        lines[number] = "" if blank else lines[number][margin:]
    return "\n".join(lines)
