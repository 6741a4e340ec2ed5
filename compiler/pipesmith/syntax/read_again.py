"""Forms that are known by what follows them: the parser takes back what it read, and reads again.

Reads     the place where the parser could not go on, its stack, and the tokens before.
Gives     changes for `recovery` to try, each with a finding that says how the form is written.
Reports   nothing itself.
Promises  what is read again is a form of this language, so that no form is told twice.
Leaves    forms that can be told where they begin (`habits`).
"""

from collections.abc import Iterator

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.syntax import foreign
from pipesmith.syntax.mistakes import misspelt, shown, write
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation, kinds

OPERATORS = "+ - * / div % == != < <= > >= and or in ? ?? ?. | as [".split()
VALUES = frozenset(
    "INT FLOAT DECIMAL DURATION TEXT LPAR LSQB LBRACE MINUS NOT TRUE FALSE NULL".split()
)
"""Terminals that begin a value, and nothing that a stage does."""
CONTROLS = frozenset({"foreach", "switch", "while", "try", "repeat"})
MOST_BEFORE = 12
"""How far back the keyword of a statement is looked for."""


def read_again(situation: Situation) -> Iterator[Change]:
    """Give the changes that take something back."""
    yield from _foreign_body(situation)
    yield from _called_without_arguments(situation)
    yield from _value_of_stage(situation)


def _foreign_body(situation: Situation) -> Iterator[Change]:
    """Read `= for x in xs {` as a `foreach`, and `= await f()` without its `await`."""
    word = situation.tokens[situation.at - 1]
    values = situation.stack.values
    if len(values) < 2 or values[-1] is not word:
        return
    if getattr(values[-2], "kind", "") not in ("EQUAL", "DO"):
        return
    place, kept = situation.reading.at(word), len(values) - 1
    if word.text == "await":
        yield Change(_needless_await(situation, word), 0, (), again=1, kept=kept)
    for text in foreign.WORDS.get(word.text, ()):
        if text in CONTROLS:
            put = (Token(kinds()[text], word.start, word.end, text),)
            said = misspelt(place, word.text, text, "expected a call or a control statement")
            yield Change(said, 0, put, again=1, kept=kept)


def _needless_await(situation: Situation, word: Token) -> Finding:
    whole = situation.reading.span(word.start, situation.token.start)
    return Finding(
        codes.SYNTAX_ERROR,
        "a stage awaits what it calls; there is no `await`",
        Label(situation.reading.at(word), "not needed here"),
        help=Suggestion("take the `await` away", (Edit(whole, ""),)),
    )


# ---------------------------------------------------------------- stages


def _called_without_arguments(situation: Situation) -> Iterator[Change]:
    """Read `stage x = f` as a call, where `f` is what can be called."""
    if not _names_nothing_yet(situation) or _goes_on(situation):
        return
    name = situation.tokens[situation.at - 1]
    if not any(
        one.kind in ("OPERATOR", "NODE", "PIPELINE") and follower.text == name.text
        for one, follower in zip(situation.tokens, situation.tokens[1:], strict=False)
    ):
        return
    start = situation.token.start
    put = (Token("LPAR", start, start, "("), Token("RPAR", start, start, ")"))
    finding = Finding(
        codes.SYNTAX_ERROR,
        f"`{shown(name.text)}` is called with its arguments in parentheses",
        Label(situation.reading.at(name), "`()` is missing behind this"),
        help=Suggestion(f"write `{shown(name.text)}()`", (Edit(situation.gap, "()"),)),
    )
    yield Change(finding, 0, put)


def _value_of_stage(situation: Situation) -> Iterator[Change]:
    """Read `stage x = a + 1` as the `let` that it is."""
    if not (_names_nothing_yet(situation) or _goes_on(situation) or _begins_value(situation)):
        return
    kept = _keyword(situation)
    if kept is None:
        return
    word = situation.stack.values[kept]
    first = next(at for at, one in enumerate(situation.tokens) if one is word)
    place = situation.reading.at(word)
    finding = Finding(
        codes.SYNTAX_ERROR,
        "`stage` names what a call or a control statement gives; `let` names a value",
        Label(place, "a value follows"),
        help=write(place, "let"),
    )
    put = (Token("LET", word.start, word.end, "let"), *situation.tokens[first + 1 : situation.at])
    yield Change(finding, 0, put, again=situation.at - first, kept=kept)


def _names_nothing_yet(situation: Situation) -> bool:
    """Tell whether a name stands where a call was to be."""
    return {"LPAR", "DOT"} >= situation.accepted and "LPAR" in situation.accepted


def _goes_on(situation: Situation) -> bool:
    """Tell whether what stands here goes on with a value."""
    return situation.token.text in OPERATORS


def _begins_value(situation: Situation) -> bool:
    takes_body = {"FOREACH", "NAME"} <= situation.accepted and "LET" not in situation.accepted
    return takes_body and situation.token.kind in VALUES


def _keyword(situation: Situation) -> int | None:
    """Find the `stage` of the statement at hand on the stack."""
    values, depth = situation.stack.values, 0
    for at in range(len(values) - 1, max(-1, len(values) - MOST_BEFORE), -1):
        value = values[at]
        if not isinstance(value, Token):
            continue
        if value.kind == "STAGE":
            return at
        depth += (value.text in (")", "]")) - (value.text in ("(", "["))
        if value.kind == "LBRACE" or depth < 0:
            return None
    return None
