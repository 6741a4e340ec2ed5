r"""Text as a terminal shows it: columns count cells, and nothing reaches it that could steer it.

Reads     a line of source, a name, a message.
Gives     printable text, and for a line the cell at which each code point starts.
Promises  control, formatting, surrogate and unassigned code points are written as `\u{202e}`.
Leaves    colour, and where labels go.
"""

from dataclasses import dataclass
from unicodedata import category, combining, east_asian_width

TAB = 4
_HIDDEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_MARKS = frozenset({"Me", "Mn"})


@dataclass(frozen=True, slots=True)
class Cells:
    """A line as shown: each code point's text and first cell; `starts` ends with the width."""

    pieces: tuple[str, ...]
    starts: tuple[int, ...]

    def cell(self, offset: int) -> int:
        """Give the cell at which a code point starts; places past the end count on from it."""
        last = len(self.starts) - 1
        return self.starts[min(offset, last)] + max(0, offset - last)


def lay_out(line: str) -> Cells:
    """Give a line of source as a terminal should show it."""
    if line.isascii() and line.isprintable():
        return Cells(tuple(line), tuple(range(len(line) + 1)))
    shown: list[str] = []
    starts = [0]
    for char in line:
        text = " " * (TAB - starts[-1] % TAB) if char == "\t" else _shown(char)
        shown.append(text)
        starts.append(starts[-1] + (_width(char) if text == char else len(text)))
    return Cells(tuple(shown), tuple(starts))


def plain(text: str) -> str:
    """Give a text of one line that cannot steer a terminal."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, text))


def plain_lines(text: str) -> str:
    """Give a text that cannot steer a terminal; it keeps its line breaks."""
    return "\n".join(map(plain, text.split("\n")))


def _shown(char: str) -> str:
    return f"\\u{{{ord(char):x}}}" if category(char) in _HIDDEN else char


def _width(char: str) -> int:
    if combining(char) or category(char) in _MARKS:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
