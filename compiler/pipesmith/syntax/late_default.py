"""A default that stands behind the condition: `n: int where it > 0 = 1`.

Reads     the place where the parser could not go on, and what it read of the field so far.
Gives     a change that passes over the default, with a finding that moves it before `where`.
Reports   nothing itself.
Promises  a `=` that may have been meant as `==` is left alone: `where it = 1` compares.
Leaves    the field without its default for the passes that follow.
"""

from collections.abc import Iterator

from pipesmith.diagnostics import Edit, Finding, Label, Suggestion
from pipesmith.diagnostics import syntax_codes as codes
from pipesmith.syntax.reading import Token
from pipesmith.syntax.situation import Change, Situation

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
OPENERS = frozenset({"(", "[", "{"})
CLOSERS = frozenset({")", "]", "}"})


def late_default(situation: Situation) -> Iterator[Change]:
    """Read `where c = e` of a field as `= e where c`."""
    where = _where(situation) if situation.token.kind == "EQUAL" else None
    end = _end(situation)
    if where is None or end == situation.at + 1 or not _is_compared(situation, where):
        return
    yield Change(_finding(situation, where, end), end - situation.at, ())


def _where(situation: Situation) -> Token | None:
    """Give the `where` of the field at hand, if no default and no open bracket stands with it."""
    values, depth = situation.stack.values, 0
    for at in range(len(values) - 1, 1, -1):
        value = values[at]
        if not isinstance(value, Token):
            continue
        depth += (value.text in CLOSERS) - (value.text in OPENERS)
        if value.kind == "WHERE" or depth < 0:
            plain = not depth and getattr(values[at - 2], "kind", "") == "COLON"
            return value if plain else None
    return None


def _is_compared(situation: Situation, where: Token) -> bool:
    """Tell whether the last part of the condition compares already, so that `=` does not."""
    depth = 0
    for token in reversed(situation.tokens[: situation.at]):
        depth += (token.text in CLOSERS) - (token.text in OPENERS)
        if token.start == where.start or (not depth and token.text in ("and", "or")):
            return False
        if not depth and token.text in COMPARISONS:
            return True
    return False


def _end(situation: Situation) -> int:
    """Give the place of the first token behind the default."""
    depth = choices = 0
    for place in range(situation.at + 1, len(situation.tokens) - 1):
        token, follower = situation.tokens[place], situation.tokens[place + 1]
        depth += (token.text in OPENERS) - (token.text in CLOSERS)
        choices += (token.text == "?") - (token.text == ":")
        field = follower.text == ":" and not choices
        if depth < 0 or (not depth and (token.text in (",", "check") or field)):
            return place
    return len(situation.tokens) - 1


def _finding(situation: Situation, where: Token, end: int) -> Finding:
    text, last = situation.reading.text, situation.tokens[end - 1]
    condition = text[where.start : situation.token.start].rstrip()
    default = text[situation.token.start : last.end]
    whole = situation.reading.span(where.start, last.end)
    return Finding(
        codes.SYNTAX_ERROR,
        "the default stands before `where`",
        Label(situation.reading.span(situation.token.start, last.end), "expected before `where`"),
        help=Suggestion("write the default first", (Edit(whole, f"{default} {condition}"),)),
    )
