"""Text cut into tokens, comments and doc comments.

Reads     the text of a file, or the part of it between `{{` and `}}`.
Gives     tokens, the last of which is the end; comments and doc comments go to the `Reading`.
Reports   bad-character, bad-number, bad-duration, foreign-sign, and what `templates` reports.
Promises  every character is in one token, in a comment, is layout, or is in a finding.
Leaves    which words are keywords where: a token's kind is the most a word can be (`machine`).
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from pipesmith.syntax import foreign_signs, mistakes, numbers, templates, words
from pipesmith.syntax.habits import foreign_generics
from pipesmith.syntax.reading import Comment, Doc, Reading, Token
from pipesmith.syntax.tables import tables
from pipesmith.syntax.templates import QUOTED

LAYOUT = r"(?:[ \t\r\n\f]|//[^\n]*)*"
TOKEN = re.compile(
    r"""[ \t\r\n\f]*(?:
      (?P<prefix>[fFrRbBuU]{1,2}(?="))
    | (?P<words>is(?:[ \t]+not)?(?=[ \t]+(?:null|None|true|True|false|False)\b)
        | new(?=[ \t]+[A-Z]\w*[ \t]*\())
    | (?P<lambda>lambda[ \t]+[a-z_]\w*[ \t]*:)
    | (?P<word>[^\W\d]\w*)
    | (?P<comment>//[^\n]*)
    | (?P<remark>/\*(?:[^*]|\*(?!/))*(?:\*/)?|(?<!\S)\#(?![0-9])[^\n]*)
    | (?P<slip>&&?|\|\||===|!==|<>|!(?!=)|;|\*\*|\^|\?:)
    | (?P<sign>\?\?|\?\.|=>|->|==|!=|<=|>=|\.(?![0-9])|[-+*/%<>=?:,()\[\]{}|\#])
    | (?P<text>"(?!"")[^"\\\n{]*")
    | (?P<number>\.?[0-9](?:[0-9A-Za-z_]|\.(?=[0-9])|(?<=[eE])[+-](?=[0-9]))*(?:\.(?![\w.]))?)
    | (?P<quote>")
    | (?P<single>'[^'\n]*'?|`[^`\n]*`)
    | (?P<end>\Z)
    | (?P<odd>[^\x00-\x7f]+|.)
    )""",
    re.VERBOSE,
)
AHEAD = {
    "on": (
        ("ON_ERROR", re.compile(rf"{LAYOUT}error\b(?={LAYOUT}(?:as\b|\w*{LAYOUT}\{{))")),
        ("ON_SCHEDULE", re.compile(rf'{LAYOUT}schedule\b(?={LAYOUT}")')),
        ("ON_WEBHOOK", re.compile(rf"{LAYOUT}webhook\b(?={LAYOUT}\w)")),
    ),
    "or": (
        ("OR_OUTCOME", re.compile(rf'(?={LAYOUT}(?:returns|fails|takes)\b{LAYOUT}[\w"\[{{(])')),
    ),
    "repeat": (("REPEAT_CALL", re.compile(rf"(?={LAYOUT}\()")),),
    "any": (("NAME", re.compile(rf"(?={LAYOUT}\()")),),
}
"""Words that are another terminal before certain others; the match is part of the token."""

DOC = re.compile(r"///(?!/)[^\n]*(?:\n[ \t]*///(?!/)[^\n]*)*")
TO_NEXT = re.compile(r"(?:[ \t\r\n\f]+|//(?!/(?!/))[^\n]*)*")
BLANK_LINE = re.compile(r"[ \t\r]*\n[ \t\r]*(?:\n|\Z)|\s*\Z")
LINE_END = re.compile(r"[ \t\r]*(?:\n|\Z)")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

END = "$END"
FAR = 1_000
VALUE_ENDS = frozenset({"NAME", "INT", "FLOAT", "RPAR", "RSQB"})


class Lexer:
    """Cuts one stretch of a file; `nested` inside an interpolation, where texts are plain."""

    def __init__(self, reading: Reading, nested: bool = False) -> None:
        self.reading = reading
        self.text = reading.text
        self.nested = nested
        self.tokens: list[Token] = []
        self.unsure: list[int] = []
        self.limit = len(self.text)

    def cut(self, start: int, limit: int) -> list[Token]:
        """Give the tokens between two offsets, and an end after them."""
        self.limit = limit
        terminals, text, add, match = kinds(), self.text, self.tokens.append, TOKEN.match
        at = start
        while True:
            found = match(text, at, limit)
            assert found is not None  # the last alternative takes any character
            group = found.lastgroup
            assert group is not None
            first, at = found.span(group)
            written = text[first:at]
            if group == "word":
                kind = terminals.get(written, "NAME")
                if written in AHEAD or not written.isascii():
                    kind, at = self._word(written, kind, first, at)
                add(Token(kind, first, at, written))
            elif group == "sign":
                add(Token(terminals[written], first, at, written))
            elif group == "text":
                add(Token("TEXT", first, at, written))
            elif group == "end":
                add(Token(END, at, at, ""))
                for place in self.unsure:
                    self._settle(place)
                self._generics()
                return self.tokens
            else:
                at = OTHERS[group](self, first, at)

    def _word(self, word: str, kind: str, start: int, end: int) -> tuple[str, int]:
        if words.normal(word) != word or not word.isidentifier():
            self.reading.report(mistakes.name_not_normal(self.reading.span(start, end), word))
        if word == "repeat" and self.tokens and self.tokens[-1].kind == "RETURN":
            self.unsure.append(len(self.tokens))
        for special, ahead in AHEAD.get(word, ()):
            if found := ahead.match(self.text, end, self.limit):
                return special, found.end()
        return kind, end

    def _settle(self, place: int) -> None:
        """Tell `return repeat(x)` from `return` and `repeat (n) { }`, where a brace follows."""
        depth = 0
        near = self.tokens[place + 1 : place + FAR]
        for token, follower in pairwise(near):
            depth += (token.kind == "LPAR") - (token.kind == "RPAR")
            if not depth:
                if follower.kind == "LBRACE":
                    self.tokens[place].kind = "REPEAT"
                return

    def _generics(self) -> None:
        """Read `list<T>` as `list[T]`, and say so."""
        for signs in foreign_generics(self.tokens):
            for sign in signs:
                sign.kind = "LSQB" if sign.kind == "LESSTHAN" else "RSQB"
            places = [self.reading.at(sign) for sign in signs]
            self.reading.report(foreign_signs.generics(places, [sign.text for sign in signs]))

    def _comment(self, start: int, end: int) -> int:
        if self.nested:
            self.reading.report(mistakes.comment_in_template(self.reading.span(start, end)))
            return end
        line = self.text.rfind("\n", 0, start) + 1
        own_line = not self.text[line:start].strip(" \t\ufeff")
        if DOC.match(self.text, start):
            return self._doc(start, end, own_line)
        self._keep(start, end, own_line, doc=False)
        if not own_line:
            self._suspect_division(start, end)
        return end

    def _keep(self, start: int, end: int, own_line: bool, doc: bool) -> None:
        written = self.text[start:end].rstrip()
        span = self.reading.span(start, start + len(written))
        self.reading.comments.append(Comment(span, written, own_line, doc))

    def _suspect_division(self, start: int, end: int) -> None:
        """Warn of `x // 2`: a bare number after a value is no remark."""
        after_value = self.tokens and self.tokens[-1].kind in VALUE_ENDS
        if after_value and re.fullmatch(r"//[ \t]*[0-9]+[ \t\r]*", self.text[start:end]):
            self.reading.report(mistakes.floor_division(self.reading.span(start, end)))

    def _doc(self, start: int, end: int, own_line: bool) -> int:
        """Keep a run of `///` lines for the token that follows it."""
        whole = DOC.match(self.text, start) if own_line else None
        stop = whole.end() if whole else end
        lines = self._doc_lines(start, stop, own_line)
        written = self.text[start:stop].rstrip()
        doc = Doc("\n".join(lines), self.reading.span(start, start + len(written)))
        follower = TO_NEXT.match(self.text, stop)
        following = follower.end() if follower else stop
        first = not self.tokens and not self.reading.docs and self.reading.module_doc is None
        if first and own_line and BLANK_LINE.match(self.text, stop):
            self.reading.module_doc = doc
        elif own_line and not self.text.startswith("///", following) and following < self.limit:
            self.reading.docs[following] = doc
        else:
            self.reading.lost_docs.append(doc)
        return stop

    def _doc_lines(self, start: int, stop: int, own_line: bool) -> list[str]:
        lines, at = [], start
        for line in self.text[start:stop].split("\n"):
            slashes = at + line.index("///")
            self._keep(slashes, at + len(line), own_line, doc=True)
            lines.append(line.strip()[3:].removeprefix(" ").rstrip())
            at += len(line) + 1
        return lines

    def _slip(self, start: int, end: int) -> int:
        """Read a sign of another language as ours, and say so."""
        written = self.text[start:end]
        finding, ours = foreign_signs.sign(self.reading.span(start, end), written)
        self.reading.report(finding)
        if ours:
            self.tokens.append(Token(kinds()[ours], start, end, ours))
        return end

    def _number(self, start: int, end: int) -> int:
        kind, finding = numbers.classify(self.text[start:end], self.reading.span(start, end))
        if finding:
            self.reading.report(finding)
        self.tokens.append(Token(kind, start, end, self.text[start:end]))
        return end

    def _quote(self, start: int, end: int) -> int:
        token = templates.cut(self.reading, start, self.limit, self.nested)
        self.tokens.append(token)
        return token.end

    def _remark(self, start: int, end: int) -> int:
        """Pass over a comment of another language, and say how comments are written."""
        span = self.reading.span(start, end)
        ends_line = LINE_END.match(self.text, end) is not None
        self.reading.report(foreign_signs.remark(span, self.text[start:end], ends_line))
        return end

    def _prefix(self, start: int, end: int) -> int:
        """Pass over the letter before a text of Python."""
        text = QUOTED.match(self.text, end)
        span = self.reading.span(start, text.end() if text else end)
        self.reading.report(foreign_signs.prefix(span, self.text[start:end], text and text[0]))
        return end

    def _lambda(self, start: int, end: int) -> int:
        """Read `lambda x:` of Python as `x =>`."""
        name = self.text[start:end].removesuffix(":").split()[1]
        first = self.text.index(name, start + len("lambda"))
        self.reading.report(foreign_signs.python_lambda(self.reading.span(start, end), name))
        self.tokens.append(Token("NAME", first, first + len(name), name))
        self.tokens.append(Token(kinds()["=>"], end - 1, end, "=>"))
        return end

    def _single(self, start: int, end: int) -> int:
        """Read `'text'` as a text, and say how texts are written."""
        written = self.text[start:end]
        closed = len(written) > 1 and written.endswith(written[0])
        self.reading.report(foreign_signs.quotes(self.reading.span(start, end), written, closed))
        self.tokens.append(Token("BROKEN", start, end, written))
        return end

    def _odd(self, start: int, end: int) -> int:
        """Pass over what no token begins with; `forbidden` has reported the worst already."""
        written = self.text[start:end]
        byte_order_mark = start == 0 and written[0] == "\ufeff"
        rest = start + byte_order_mark
        if byte_order_mark:
            return rest
        self.reading.passed_over.append(start)
        if FORBIDDEN.match(written):
            return start + 1
        self.reading.report(mistakes.bad_character(self.reading.span(rest, end), written))
        return end


OTHERS: dict[str, Callable[[Lexer, int, int], int]] = {
    "comment": Lexer._comment,
    "remark": Lexer._remark,
    "prefix": Lexer._prefix,
    "lambda": Lexer._lambda,
    "words": Lexer._slip,
    "slip": Lexer._slip,
    "number": Lexer._number,
    "quote": Lexer._quote,
    "single": Lexer._single,
    "odd": Lexer._odd,
}


@cache
def kinds() -> dict[str, str]:
    """Give the terminal of every keyword and sign."""
    return {text: kind for kind, text in tables().spelling.items()}


def forbid(reading: Reading) -> None:
    """Report characters that may stand nowhere, not even in comments: they hide what is read."""
    if found := FORBIDDEN.search(reading.text):
        reading.report(mistakes.forbidden_characters(reading.source, found, FORBIDDEN))
