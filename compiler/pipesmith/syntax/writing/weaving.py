"""Comments put into a document behind the very token that they follow in the source.

A document and its source agree in every character but blanks, commas and parentheses, so the
others are counted to find a place again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipesmith.syntax.lexer import TOKEN
from pipesmith.syntax.writing.layout import Break, Broken, Doc, Group, IfBroken, Indent, Remark

UNCOUNTED = frozenset(" \t\r\n,()")


@dataclass(frozen=True, slots=True)
class Placed:
    """A comment, how many characters stand before it, and the bracket or comma it follows."""

    count: int
    behind: str
    remark: Remark


def counted(text: str) -> int:
    """Count the characters in which a document and its source agree."""
    return sum(char not in UNCOUNTED for char in text)


def woven(doc: Doc, comments: Sequence[Placed]) -> Doc:
    """Put comments, in the order of the source, into a document."""
    weaver = _Weaver([*reversed(comments)])
    open_: list[tuple[Doc, Iterator[Doc], list[Doc]]] = [([], iter([doc]), [])]
    while True:
        whole, parts, done = open_[-1]
        part = next(parts, None)
        if part is None:
            made = _again(whole, done)
            open_.pop()
            if not open_:
                return [made, *weaver.rest()]
            open_[-1][2].append(made)
        elif isinstance(part, Group | Indent):
            open_.append((part, iter([part.content]), []))
        elif isinstance(part, Sequence) and not isinstance(part, str):
            open_.append((part, iter(part), []))
        else:
            done.append(weaver.leaf(part))


def _again(whole: Doc, parts: list[Doc]) -> Doc:
    match whole:
        case Group():
            return Group(parts[0])
        case Indent():
            return Indent(parts[0])
        case _:
            return parts


class _Weaver:
    """Counts what is written, and puts each comment where its count is reached."""

    def __init__(self, waiting: list[Placed]) -> None:
        self.waiting = waiting
        self.ready: list[Doc] = []
        self.count = 0

    def leaf(self, part: Doc) -> Doc:
        """Give a leaf with the comments in it, or before it."""
        match part:
            case IfBroken() | Broken() | Remark():
                return part
            case Break():
                return [*self._taken(), part]
            case str() if part.startswith("//"):
                return part
            case str() if not part.startswith('"') and "{{" not in part:
                return self._text(part)
            case _:
                return [*self._taken(), *self._whole(part)]

    def rest(self) -> list[Doc]:
        """Give what no place was found for."""
        left: list[Doc] = [one.remark for one in reversed(self.waiting)]
        return [*self._taken(), *left]

    def _taken(self) -> list[Doc]:
        found, self.ready = self.ready, []
        return found

    def _whole(self, part: Doc) -> list[Doc]:
        """Count what holds a text, which is not cut."""
        whole = part if isinstance(part, str) else getattr(part, "text", "")
        self.count += counted(whole or "".join(getattr(part, "lines", ())))
        self._look(self.count - 1)
        return [part]

    def _text(self, text: str) -> Doc:
        pieces: list[Doc] = []
        start = 0
        edges = _edges(text)
        for at, char in enumerate(text):
            if char not in UNCOUNTED:
                self._look(self.count)
            if self.ready and char not in ", " and at in edges:
                pieces += [text[start:at].rstrip(), *self._taken()]
                start = at
            self.count += char not in UNCOUNTED
            self._look(self.count - 1, char)
        return [*pieces, text[start:]]

    def _look(self, passed: int, char: str = "") -> None:
        """Make those comments ready whose place is reached behind a character, or passed."""
        while self.waiting:
            first = self.waiting[-1]
            here = first.count == self.count and first.behind in ("", char)
            if not here and first.count > passed:
                return
            self.ready.append(self.waiting.pop().remark)


def _edges(text: str) -> set[int]:
    """Give the offsets at which a token begins or ends."""
    found = [one.span(one.lastgroup or 0) for one in TOKEN.finditer(text)]
    return {edge for span in found for edge in span}
