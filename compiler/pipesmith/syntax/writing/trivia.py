"""What a tree lacks and a formatter keeps: comments, empty lines, how literals are spelt."""

import re
from collections.abc import Sequence

from pipesmith.source import Source, Span
from pipesmith.syntax.reading import Comment
from pipesmith.syntax.writing.layout import BROKEN, HARD, Doc

BLANK_LINE = re.compile(r"[ \t,]*\r?\n[ \t\r]*\n")
BEHIND = re.compile(r"[ \t]*,?[ \t]*")


class Trivia:
    """The comments of a source, handed out in order; without a source there are none.

    `ended` is the offset behind what was written last, its comment included.
    """

    def __init__(self, source: Source | None = None, comments: Sequence[Comment] = ()) -> None:
        self.text = source.text if source else ""
        self.waiting = [comment for comment in reversed(comments) if not comment.doc]
        self.ended = 0

    def spelling(self, span: Span) -> str | None:
        """Give how a literal is written in the source, if there is one."""
        return self.text[span.start : span.end] or None

    def before(self, start: int) -> list[Comment]:
        """Take the comments that stand before an offset."""
        found: list[Comment] = []
        while self.waiting and self.waiting[-1].span.start < start:
            found.append(self.waiting.pop())
        return found

    def behind(self, end: int) -> Doc:
        """Write the comment that ends the line of an offset, with at most a comma between."""
        self.ended = end
        if not self.waiting or self.waiting[-1].own_line:
            return ""
        found = BEHIND.match(self.text, end)
        if not found or found.end() != self.waiting[-1].span.start:
            return ""
        comment = self.waiting.pop()
        self.ended = comment.span.end
        return ["  ", written(comment), BROKEN]

    def blank_line(self) -> bool:
        """Tell whether an empty line follows what was written last."""
        return BLANK_LINE.match(self.text, self.ended) is not None

    def above(self, comments: Sequence[Comment]) -> list[Doc]:
        """Write comments on lines of their own, with the empty lines between and after them."""
        docs: list[Doc] = []
        for comment in comments:
            docs += [written(comment), HARD]
            self.ended = comment.span.end
            if self.blank_line():
                docs.append(HARD)
        return docs

    def last(self, comments: Sequence[Comment]) -> list[Doc]:
        """Write comments below everything else in their brackets."""
        docs = self.above(comments)
        while docs and docs[-1] is HARD:
            docs.pop()
        return docs


def written(comment: Comment) -> str:
    """Write a comment; a doc comment that documents nothing becomes a plain one."""
    lost = comment.text.startswith("///") and not comment.text.startswith("////")
    return comment.text[1:] if lost else comment.text
