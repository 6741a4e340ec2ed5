"""`a if c else b`, as Python writes one of two values.

Reads     the place where the parser could not go on, and the tokens around it.
Gives     a change that passes over the condition and the second value.
Reports   nothing itself.
Promises  an `if` that begins a statement, or a stage's body, is left alone.
Leaves    the first value in place of the whole.
"""

from collections.abc import Iterator

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation

OPENERS = frozenset({"(", "[", "{"})
CLOSERS = frozenset({")", "]", "}"})
BEFORE = frozenset({"=", ",", ":", "=>", "return", "yield", "else", "fallback", "(", "[", "{"})
"""What may stand directly before a value."""


def python_conditional(situation: Situation) -> Iterator[Change]:
    """Read `a if c else b` as `c ? a : b`."""
    if situation.token.kind == "ELSE" and "LBRACE" in situation.accepted:
        word = _on_line(situation, "if", range(situation.at - 1, 0, -1))
        middle: int | None = situation.at
        put = _empty_block(situation.token.start)
    elif situation.token.kind == "IF" and {"COMMA", "RPAR", "RSQB"} & situation.accepted:
        word, put = situation.at, ()
        middle = _on_line(situation, "else", range(situation.at + 1, len(situation.tokens)))
    else:
        return
    first = None if word is None else _first(situation, word)
    if word is None or middle is None or first is None:
        return
    end = _end(situation, middle)
    yield Change(_finding(situation, (first, word, middle, end)), end - situation.at, put)


def _empty_block(at: int) -> tuple[Token, ...]:
    return Token("LBRACE", at, at, "{"), Token("RBRACE", at, at, "}")


def _on_line(situation: Situation, text: str, places: range) -> int | None:
    """Find a word, outside of brackets, before the line ends."""
    depth = 0
    for place in places:
        token = situation.tokens[place]
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        if not depth and token.text == text:
            return place
        if _breaks(situation, token.end, situation.token.start):
            return None
    return None


def _breaks(situation: Situation, one: int, other: int) -> bool:
    return "\n" in situation.reading.text[min(one, other) : max(one, other)]


def _first(situation: Situation, word: int) -> int | None:
    """Find where the value before the `if` begins, on the same line."""
    depth = 0
    for place in range(word - 1, -1, -1):
        token = situation.tokens[place]
        if _breaks(situation, token.start, situation.tokens[word].start):
            return None
        if not depth and token.text in BEFORE:
            return place + 1 if place + 1 < word else None
        depth += (token.text in CLOSERS) - (token.text in OPENERS)
    return None


def _end(situation: Situation, middle: int) -> int:
    """Give the place of the first token behind the second value."""
    depth = 0
    for place in range(middle + 1, len(situation.tokens) - 1):
        token = situation.tokens[place]
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        apart = _breaks(situation, situation.tokens[place - 1].end, token.start)
        if depth < 0 or (not depth and (token.text == "," or apart)):
            return place
    return len(situation.tokens) - 1


def _of_stage(situation: Situation, word: int) -> Finding:
    """Say which clause a stage has instead."""
    place = situation.reading.at(situation.tokens[word])
    return Finding(
        codes.SYNTAX_ERROR,
        "whether a stage runs is written `when condition else value` behind it",
        Label(place, "no `if` stands behind a call"),
        help=Suggestion("write `when`", (Edit(place, "when"),)),
    )


def _finding(situation: Situation, places: tuple[int, int, int, int]) -> Finding:
    first, word, middle, end = places
    text, tokens = situation.reading.text, situation.tokens

    def written(start: int, stop: int) -> str:
        return text[tokens[start].start : tokens[stop - 1].end]

    then, test, other = written(first, word), written(word + 1, middle), written(middle + 1, end)
    if first > 2 and "stage" in (tokens[first - 3].text, tokens[first - 5].text):
        return _of_stage(situation, word)
    whole = situation.reading.span(tokens[first].start, tokens[end - 1].end)
    ours = f"{test} ? {then} : {other}"
    plain = not {"?", "=>"} & {one.text for one in tokens[first:end]}
    return Finding(
        codes.SYNTAX_ERROR,
        "one of two values is written `condition ? this : that`",
        Label(situation.reading.at(tokens[word]), "no `if` stands behind a value"),
        help=Suggestion(f"write `{ours}`", (Edit(whole, ours),)) if plain else None,
    )
