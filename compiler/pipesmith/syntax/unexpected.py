"""What was found, what was expected, and which small change was probably meant.

Reads     the place where the parser could not go on, and what it could have read there.
Gives     proposals, the likeliest first, for `recovery` to try; each with its finding.
Reports   nothing itself.
Promises  messages in the words of the language: no terminal of the grammar is ever named.
Leaves    trying the proposals.
"""

from collections.abc import Iterator, Sequence

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.diagnostics.suggest import nearest
from pipesmith.source import Span
from pipesmith.syntax import expected, foreign, mistakes
from pipesmith.syntax.habits import habits, without_keyword
from pipesmith.syntax.late_default import late_default
from pipesmith.syntax.machine import END
from pipesmith.syntax.mistakes import shown
from pipesmith.syntax.python_conditional import python_conditional
from pipesmith.syntax.read_again import read_again
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation, kinds
from pipesmith.syntax.words import DECLARATIONS, RESERVED, STATEMENTS

SIGNS = ("->", ",", ":", "=", ")", "]", "}", "{")
SMALL_WORDS = ("as", "in", "is", "from", "for", "run", "by", "of")
SWAPPED = {
    "=": (":", "=="),
    "==": ("=",),
    ":": ("=", "->"),
    "->": ("=>", ":"),
    "=>": ("->",),
    ".": ("?.",),
}


def found(situation: Situation) -> str:
    """Say what stands where something else was expected."""
    token = situation.token
    if token.kind == END:
        whole = token.start == len(situation.reading.text)
        return "the end of the file" if whole else "the end of the interpolation"
    return "a text" if token.kind == "TEXT" else f"`{shown(token.text)}`"


def finding(situation: Situation) -> Finding:
    """Say what was expected, when no small change would do."""
    wanted = expected.described(situation.accepted)
    notes = _notes(situation)
    if foreign.LATER.get(situation.token.text):
        return foreign.later(situation.span, situation.token.text)
    if situation.token.kind == "COLON" and "LBRACE" in situation.accepted:
        return block_after_colon(situation.span)
    if situation.token.kind == "RBRACE" and not open_brackets(situation.stack.values):
        return stray(situation.span)
    return Finding(
        codes.SYNTAX_ERROR,
        f"expected {wanted}, found {found(situation)}",
        Label(situation.span, f"expected {wanted}"),
        notes=notes,
    )


def block_after_colon(span: Span) -> Finding:
    """Say that `:` begins no block, as it does in Python."""
    return Finding(
        codes.SYNTAX_ERROR,
        "a block stands between `{` and `}`; `:` does not begin one",
        Label(span, "expected `{`"),
        help=Suggestion("write `{` here, and `}` behind the block"),
    )


def stray(span: Span) -> Finding:
    """Say that a brace closes nothing."""
    return Finding(
        codes.STRAY_BRACE,
        "this `}` closes nothing",
        Label(span, "no `{` is open here"),
        help=Suggestion("take the `}` away", (Edit(span, ""),)),
    )


def _notes(situation: Situation) -> tuple[str, ...]:
    """Tell what is easily taken for something else in such a place."""
    start, end = situation.gap.start, situation.token.start
    between = situation.reading.text[start:end]
    if "//" in between and "\n" not in between[: between.index("//")] and situation.at:
        return ("`//` begins a comment; floor division is written `div`",)
    if situation.token.kind == "LPAR" and "PLUS" in situation.accepted:
        return ("functions are called by name, or as filters: `value | f(x)`",)
    if situation.token.kind == "LBRACE" and "MAX" in situation.accepted:
        return ("a loop says how often it may run at most: `while condition max 100 { }`",)
    if situation.token.kind == "LBRACE" and _follows_type(situation):
        return ("a record is written with its name and `(`, like `Point(x: 1, y: 2)`",)
    if situation.token.text == "for" and "RSQB" in situation.accepted:
        return ("a list is made of another with `map` and `filter`: `xs | map(x => x + 1)`",)
    if situation.token.kind == "AS" and "IN" in situation.accepted:
        return ("a loop over a list is written `foreach item in list { }`",)
    if situation.token.kind == "COMMA" and "CHECK" in situation.accepted:
        return ("fields stand below each other, without commas",)
    return ()


def _follows_type(situation: Situation) -> bool:
    """Tell whether the name of a type stands directly before."""
    before = situation.tokens[situation.at - 1]
    return situation.at > 0 and before.kind == "NAME" and before.text[:1].isupper()


# ---------------------------------------------------------------- what was probably meant


def proposals(situation: Situation) -> Iterator[Change]:
    """Give changes to try, the likeliest first."""
    yield from habits(situation)
    yield from python_conditional(situation)
    yield from read_again(situation)
    yield from late_default(situation)
    yield from _reserved(situation)
    yield from _other_words(situation)
    yield from without_keyword(situation)
    yield from _swapped(situation)
    yield from inserted(situation)
    yield from _missing_value(situation)
    yield from _deleted(situation)


def _reserved(situation: Situation) -> Iterator[Change]:
    """Read a reserved word as the name it was meant to be."""
    token = situation.token
    if token.text in RESERVED and situation.same_line and "NAME" in situation.accepted:
        name = Token("NAME", token.start, token.end, token.text)
        yield Change(mistakes.reserved_word(situation.span, token.text), 1, (name,))


def _other_words(situation: Situation) -> Iterator[Change]:
    """Read a word as the keyword that is nearly spelt so, or that another language spells so."""
    token = situation.token
    if not token.text.isidentifier():
        return
    meant = foreign.WORDS.get(token.text.lower(), ())
    if meant[:1] == ("function",) and _has_body(situation):
        meant = ("pipeline", *meant)
    near = None
    if len(token.text) > 2 and token.text not in RESERVED:
        near = nearest(token.text, sorted(expected.keywords(situation.accepted)))
    for text in (*meant, *([near] if near else [])):
        put = tuple(Token(kinds()[word], token.start, token.end, word) for word in text.split())
        label = f"expected {expected.described(situation.accepted)}"
        said = mistakes.misspelt(situation.span, token.text, text, label)
        yield Change(said, 1, put)


def _has_body(situation: Situation) -> bool:
    """Tell whether a block follows on what is declared here, as on a pipeline."""
    for token in situation.tokens[situation.at + 1 :]:
        if token.kind in ("EQUAL", "LBRACE") or token.kind in DECLARATIONS:
            return token.kind == "LBRACE"
    return False


def _swapped(situation: Situation) -> Iterator[Change]:
    """Read one sign as another that is easily taken for it."""
    token = situation.token
    for text in SWAPPED.get(token.text, ()):
        if kinds()[text] in situation.accepted:
            put = (Token(kinds()[text], token.start, token.end, text),)
            yield Change(_instead(situation, text), 1, put)


def _instead(situation: Situation, text: str) -> Finding:
    message = f"expected `{text}`, found `{situation.token.text}`"
    if text == "==":
        message = "two values are compared with `==`, not with `=`"
    return Finding(
        codes.SYNTAX_ERROR,
        message,
        Label(situation.span, f"expected `{text}`"),
        help=mistakes.write(situation.span, text),
    )


def inserted(situation: Situation) -> Iterator[Change]:
    """Read on as if one sign or small word stood before the token."""
    start = situation.token.start
    after_value = "PLUS" in situation.accepted
    for text in SIGNS if after_value else SIGNS + SMALL_WORDS:
        if kinds()[text] in situation.accepted:
            put = (Token(kinds()[text], start, start, text),)
            yield Change(_missing(situation, text), 0, put)


def _missing(situation: Situation, text: str) -> Finding:
    if text == "}":
        return unclosed(situation)
    spaced = f" {text}" if text.isidentifier() or text in "={->" else text
    return Finding(
        codes.SYNTAX_ERROR,
        f"expected `{text}`, found {found(situation)}",
        Label(situation.span, f"`{text}` is missing before this"),
        notes=_notes(situation),
        help=Suggestion(f"write `{text}` before it", (Edit(situation.gap, spaced),)),
    )


def _missing_value(situation: Situation) -> Iterator[Change]:
    """Read on as if a value stood before the token."""
    if "INT" in situation.accepted and "LPAR" in situation.accepted:
        put = (Token("BROKEN", situation.gap.start, situation.gap.end, ""),)
        yield Change(finding(situation), 0, put)


def _deleted(situation: Situation) -> Iterator[Change]:
    """Read on as if the token were not there."""
    if situation.token.kind != END and situation.token.kind not in STATEMENTS:
        yield Change(finding(situation), 1, ())


# ---------------------------------------------------------------- braces


def unclosed(situation: Situation) -> Finding:
    """Say which bracket is never closed; indentation tells which brace it is."""
    values = situation.stack.values
    openers = open_brackets(values)
    if not openers:
        return finding(situation)
    opener = openers[-1]
    if opener.kind == "LBRACE":
        opener = _suspect(situation) or opener
    closer = {"{": "}", "(": ")", "[": "]"}[opener.text]
    others = () if situation.token.kind == END else (Label(situation.span, "still open here"),)
    return Finding(
        codes.MISSING_BRACE,
        f"this `{opener.text}` is never closed",
        Label(situation.reading.at(opener), "opened here"),
        others,
        help=Suggestion(f"write `{closer}`"),
    )


def open_brackets(values: Sequence[object]) -> list[Token]:
    """Give the brackets on a stack that are not closed, outermost first."""
    opened: list[Token] = []
    for value in values:
        if isinstance(value, Token) and value.kind in ("LBRACE", "LPAR", "LSQB"):
            opened.append(value)
        elif isinstance(value, Token) and value.kind in ("RBRACE", "RPAR", "RSQB"):
            opened.pop()
    return opened


def _suspect(situation: Situation) -> Token | None:
    """Find the brace that lost its partner: the first closed by one that is indented less."""
    stack: list[Token] = []
    for token in situation.tokens[: situation.at]:
        if token.kind == "LBRACE":
            stack.append(token)
        elif token.kind == "RBRACE" and stack:
            opener = stack.pop()
            less = _indentation(situation, token) < _indentation(situation, opener)
            if stack and less and _first_on_line(situation, token):
                return opener
    return stack[-1] if stack else None


def _line(situation: Situation, token: Token) -> str:
    start = situation.reading.text.rfind("\n", 0, token.start) + 1
    return situation.reading.text[start : token.start]


def _first_on_line(situation: Situation, token: Token) -> bool:
    return not _line(situation, token).strip()


def _indentation(situation: Situation, token: Token) -> int:
    line = _line(situation, token)
    return len(line) - len(line.lstrip())
