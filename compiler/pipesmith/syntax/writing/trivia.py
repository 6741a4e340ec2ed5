"""What a tree lacks and a formatter keeps: comments, empty lines, how literals are spelt."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from pipesmith.source import Source, Span
from pipesmith.syntax.lexer import Lexer
from pipesmith.syntax.reading import Comment, Reading
from pipesmith.syntax.writing.layout import BROKEN, HARD, Doc, Remark
from pipesmith.syntax.writing.weaving import Placed, counted, woven

BLANK_LINE = re.compile(r"[ \t,]*\r?\n[ \t\r]*\n")
BEHIND = re.compile(r"[ \t]*,?[ \t]*")
BRACKETS = frozenset("()")
WORDS_BEFORE = frozenset({"else", "body"})
"""Words that belong to what follows them, whose node begins behind them."""


class Trivia:
    """The comments of a source, handed out once each; without a source there are none.

    `ended` is the offset behind what was written last, its comment included.
    """

    def __init__(self, source: Source | None = None, comments: Sequence[Comment] = ()) -> None:
        self.text = source.text if source else ""
        plain = [comment for comment in comments if not comment.doc]
        cut = Lexer(Reading(source)).cut(0, len(self.text)) if source and plain else []
        self.tokens = cut[:-1]
        self.ends = [token.end for token in self.tokens]
        self.waiting = [self._behind_comma(comment) for comment in plain]
        self.ended = 0
        self.counts = [0, *accumulate(counted(self.text[t.start : t.end]) for t in self.tokens)]

    def _behind_comma(self, comment: Comment) -> Comment:
        """Give a comment that stands before a comma as one that stands behind it."""
        following = bisect_left(self.ends, comment.span.end)
        token = self.tokens[following] if following < len(self.tokens) else None
        if token is None or token.kind != "COMMA":
            return comment
        return replace(comment, span=Span(comment.span.path, token.end, token.end))

    def spelling(self, span: Span) -> str | None:
        """Give how a literal is written in the source, if there is one."""
        return self.text[span.start : span.end] or None

    def before(self, start: int) -> list[Comment]:
        """Take the comments that stand between an offset and the token before it."""
        behind = self._tokens_before(start)
        return self._take(self.ends[behind - 1] if behind else 0, start)

    def _tokens_before(self, start: int) -> int:
        """Count the tokens before something that begins at an offset or a word before it."""
        behind = bisect_left(self.ends, start + 1)
        while behind and self.tokens[behind - 1].text in WORDS_BEFORE:
            behind -= 1
        return behind

    def opened(self, start: int) -> int:
        """Give the offset behind the brace that opens before the first thing in it, or -1."""
        behind = self._tokens_before(start)
        token = self.tokens[behind - 1] if behind else None
        return token.end if token and token.kind == "LBRACE" else -1

    def closing(self, end: int) -> int | None:
        """Give where the bracket stands that follows on the last thing in it."""
        place = bisect_left(self.ends, end + 1)
        following = self.tokens[place : place + 2]
        return next((token.start for token in following if token.kind != "COMMA"), None)

    def with_name(self, value: Span) -> Span:
        """Give the place of a value with the `name:` before it."""
        behind = bisect_left(self.ends, value.start + 1)
        return replace(value, start=self.tokens[behind - 2].start) if behind > 1 else value

    def holds(self, span: Span) -> bool:
        """Tell whether a comment is left in a span."""
        first, last = (bisect_left(self.waiting, at, key=_start) for at in (span.start, span.end))
        return first < last

    def remarked(self, names: Sequence[Span], start: int) -> Span | None:
        """Give the place of some names and the word before them, if these stand in braces that open
        behind an offset, with a comment in, above or beside them.
        """
        place = bisect_left(self.ends, names[0].start + 1) - 1
        opened = any(one.kind == "LBRACE" and one.start >= start for one in self.tokens[:place])
        if not self.tokens or not opened:
            return None
        whole = replace(names[0], start=self.tokens[place].start, end=names[-1].end)
        behind = bisect_left(self.ends, whole.end + 1)
        limit = self.tokens[behind].start if behind < len(self.tokens) else len(self.text)
        first, last = (
            bisect_left(self.waiting, at, key=_start) for at in (self.ends[place - 1], limit)
        )
        return whole if first < last else None

    def _take(self, first: int, limit: int) -> list[Comment]:
        one = bisect_left(self.waiting, first, key=_start)
        other = bisect_left(self.waiting, limit, key=_start)
        found, self.waiting[one:other] = self.waiting[one:other], []
        return found

    def within(self, doc: Doc, span: Span) -> Doc:
        """Put the comments that are left in a span into what is written for it."""
        left = self._take(span.start, span.end)
        if not left:
            return doc
        first = self.counts[bisect_left(self.ends, span.start + 1)]
        return woven(doc, [self._placed(comment, first) for comment in left])

    def _placed(self, comment: Comment, first: int) -> Placed:
        number = bisect_left(self.ends, comment.span.start + 1)
        token = self.tokens[number - 1].text if number else ""
        remark = Remark(written(comment), comment.own_line)
        return Placed(self.counts[number] - first, token if token in BRACKETS else "", remark)

    def behind(self, end: int) -> Doc:
        """Write the comment that ends the line of an offset, with at most a comma between."""
        self.ended = end
        place = bisect_left(self.waiting, end, key=_start)
        found = BEHIND.match(self.text, end)
        if not found or place == len(self.waiting):
            return ""
        comment = self.waiting[place]
        if comment.own_line or comment.span.start not in (found.end(), self._comma(end)):
            return ""
        del self.waiting[place]
        self.ended = comment.span.end
        return ["  ", written(comment), BROKEN]

    def _comma(self, end: int) -> int | None:
        """Give the offset behind the comma that follows something."""
        place = bisect_left(self.ends, end + 1)
        following = self.tokens[place : place + 1]
        return next((token.end for token in following if token.kind == "COMMA"), None)

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


def _start(comment: Comment) -> int:
    return comment.span.start


def written(comment: Comment) -> str:
    """Write a comment; a doc comment that documents nothing becomes a plain one."""
    lost = comment.text.startswith("///") and not comment.text.startswith("////")
    return comment.text[1:] if lost else comment.text
