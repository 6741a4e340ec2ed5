"""How other languages begin loops and handlers: with parentheses, or without saying what for."""

from collections.abc import Iterator, Sequence

from pipesmith.diagnostics import Edit, Suggestion
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation, said, word

CAUGHT = frozenset({"e", "err", "error", "ex", "exc", "exception"})
"""What a caught error is called where its name stands alone."""
MOST_LOOKED_AT = 200


def foreign_blocks(situation: Situation) -> Iterator[Change]:
    """Give the changes that read the beginning of a block, if one stands here."""
    yield from _in_parentheses(situation)
    yield from _catch_all(situation)


def _in_parentheses(situation: Situation) -> Iterator[Change]:
    """Read `foreach (x in xs) {` and `catch (e) {` without their parentheses."""
    keyword, token = situation.tokens[situation.at - 1], situation.token
    if keyword.kind not in ("FOREACH", "CATCH") or token.kind != "LPAR" or not situation.at:
        return
    close = _partner(situation)
    if close is None:
        return
    inner = tuple(situation.tokens[situation.at + 1 : close])
    last = situation.tokens[close]
    opening = Edit(situation.span, "")
    closing = Edit(situation.reading.at(last), "")
    way = Suggestion("take the parentheses away", (opening, closing))
    if keyword.kind == "CATCH" and (errors := _caught(inner)):
        ours = f"{errors.text} as {inner[-1].text}"
        whole = situation.reading.span(token.start, last.end)
        way = Suggestion(f"write `{ours}`", (Edit(whole, ours),))
        inner = (errors, word("as", token.start), inner[-1])
    message = f"what follows `{keyword.text}` stands in no parentheses"
    finding = said(situation, message, "these parentheses are not needed", "", way)
    yield Change(finding, close - situation.at + 1, inner)


def _caught(inner: Sequence[Token]) -> Token | None:
    """Give which errors are meant by `(e)`, `(timeout e)` or `(Exception e)`."""
    if not inner or not all(one.text.isidentifier() for one in inner):
        return None
    first = inner[0]
    every = word("*", first.start)
    if len(inner) == 1:
        return every if first.text.lower() in CAUGHT else None
    if len(inner) > 2:
        return None
    return every if first.text[0].isupper() or first.text in CAUGHT else first


def _partner(situation: Situation) -> int | None:
    """Find the place of the `)` that closes the `(` at hand."""
    depth = 0
    end = min(situation.at + MOST_LOOKED_AT, len(situation.tokens))
    for place in range(situation.at, end):
        kind = situation.tokens[place].kind
        depth += (kind == "LPAR") - (kind == "RPAR")
        if not depth:
            return place
    return None


def _catch_all(situation: Situation) -> Iterator[Change]:
    """Read `catch {` as `catch * {`."""
    if situation.token.kind != "LBRACE" or situation.tokens[situation.at - 1].kind != "CATCH":
        return
    way = Suggestion("write `*` before it", (Edit(situation.gap, " *"),))
    message = "a `catch` says which errors it takes, or `*` for all"
    finding = said(situation, message, "`*` is missing before this", "", way)
    yield Change(finding, 0, (word("*", situation.token.start),))
