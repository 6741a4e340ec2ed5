"""Going on after a mistake: the smallest change to the tokens that lets the parser go on.

Reads     the parser's stack and the tokens from the mistake on.
Gives     a stack and tokens with which the parser can go on; what stands elsewhere is untouched.
Reports   one finding for each mistake, worded by `unexpected`.
Promises  an end: every call leaves less to read, after `LIMIT` mistakes the rest is passed over.
Leaves    an expression that cannot be read as a `BrokenExpression`.

A change is tried on the tables alone, and taken when the tokens that follow can then be read.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipesmith.diagnostics import Finding
from pipesmith.syntax import mistakes, unexpected
from pipesmith.syntax.machine import END, Stack, action_of
from pipesmith.syntax.reading import Reading, Token
from pipesmith.syntax.situation import Change, Situation, terminals
from pipesmith.syntax.tables import tables
from pipesmith.syntax.words import DECLARATIONS, STATEMENTS

LIMIT = 50
AHEAD = 3
NEAREST = 60
PAIRS = {"LBRACE": "RBRACE", "LPAR": "RPAR", "LSQB": "RSQB"}
CLOSERS = frozenset(PAIRS.values())
BEGINNINGS = STATEMENTS | DECLARATIONS
UNBRACED = frozenset({"COLON", "ELSE", "RBRACE", "CATCH", "FINALLY", "CASE", END})
ANCHORS = BEGINNINGS | CLOSERS
"""Terminals that are trusted to be right when one before them is not."""
ITEMS = frozenset(
    {
        "block_item",
        "declaration",
        "record_item",
        "component_item",
        "http_item",
        "case",
        "branch",
        "test_item",
        "check_item",
        "argument",
        "entry",
        "enum_value",
        "field",
    }
)
"""What may be left out as a whole when it cannot be read."""


class Recovery:
    """Mends one run of the parser."""

    def __init__(self, reading: Reading, start: str) -> None:
        self.reading = reading
        self.last = tables().last[start]
        self.count = 0
        self.unbraced = False  # blocks are written as in Python, so their ends cannot be found
        self.opened = 0  # braces put in, whose partners are no second mistake

    def mend(self, stack: Stack, tokens: list[Token], at: int) -> int:
        """Change stack and tokens so that the parser can go on; gives the token to go on with."""
        self.count += tokens[at].kind != "BROKEN"
        if self.count > LIMIT:
            if self.count == LIMIT + 1:
                self.reading.report(mistakes.too_many(self.reading.at(tokens[at]), LIMIT))
            del tokens[at:-1]
        elif self._took_keyword_for_name(stack, tokens, at):
            return at - 1
        elif change := self._change(stack, tokens, at):
            self._report(change.finding, tokens, at)
            return self._made(change, stack, tokens, at)
        else:
            self._report(unexpected.finding(self._situation(stack, tokens, at)), tokens, at)
        return self._skip(stack, tokens, at)

    def _made(self, change: Change, stack: Stack, tokens: list[Token], at: int) -> int:
        """Make a change; give the token to go on with."""
        start = at - change.again
        tokens[start : at + change.taken] = change.put
        if change.kept is not None:
            stack.keep(change.kept)
        if change.before:
            stack.values[-1] = change.before
        opened = sum(one.kind == "LBRACE" for one in change.put)
        self.opened += opened - sum(one.kind == "RBRACE" for one in change.put)
        return start

    def _report(self, finding: Finding | None, tokens: list[Token], at: int) -> None:
        """Report a mistake, unless what stands there is already reported."""
        start, end = tokens[at - 1].end if at else 0, tokens[at].start
        damaged = any(start <= place < end for place in self.reading.passed_over)
        ends_block = self.unbraced and tokens[at].kind in UNBRACED
        if finding and tokens[at].kind != "BROKEN" and not damaged and not ends_block:
            self.reading.report(finding)
        self.unbraced |= tokens[at].kind == "COLON" and finding is not None

    def _situation(self, stack: Stack, tokens: list[Token], at: int) -> Situation:
        return Situation(self.reading, stack, tokens, at, self._accepted(stack))

    def _took_keyword_for_name(self, stack: Stack, tokens: list[Token], at: int) -> bool:
        """Close what is open before a keyword that was read as the name of an argument or field.

        `f(a,` on one line and `stage b = …` on the next: `stage` could name an argument until `b`.
        """
        word = tokens[at - 1]
        if not stack.values or stack.values[-1] is not word or word.kind not in BEGINNINGS:
            return False
        whole = stack.copy()
        stack.keep(len(stack.values) - 1)
        situation = self._situation(stack, tokens, at - 1)
        change = self._missing_closers(stack, tokens, at - 1)
        if change is None and not situation.same_line:
            change = self._first(stack, tokens, at - 1, unexpected.inserted(situation))
        if change is None:
            stack.restore(whole)
            return False
        self._report(change.finding, tokens, at - 1)
        tokens[at - 1 : at - 1] = change.put
        return True

    # ---- one small change

    def _change(self, stack: Stack, tokens: list[Token], at: int) -> Change | None:
        """Give the first change after which the next tokens can be read."""
        if tokens[at].kind == "BROKEN":
            return self._without_broken(stack, tokens, at)
        if change := self._missing_closers(stack, tokens, at):
            return change
        situation = self._situation(stack, tokens, at)
        return self._first(stack, tokens, at, unexpected.proposals(situation))

    def _first(
        self, stack: Stack, tokens: list[Token], at: int, changes: Iterable[Change]
    ) -> Change | None:
        """Give the first of some changes after which the next tokens can be read."""
        return next((one for one in changes if self._reads_on(stack, tokens, at, one)), None)

    def _without_broken(self, stack: Stack, tokens: list[Token], at: int) -> Change | None:
        change = Change(None, 1, ())
        return change if self._reads_on(stack, tokens, at, change) else None

    def _reads_on(self, stack: Stack, tokens: list[Token], at: int, change: Change) -> bool:
        after = tokens[at + change.taken : at + change.taken + AHEAD]
        kinds = [token.kind for token in (*change.put, *after)]
        kept = len(stack.values) if change.kept is None else change.kept
        return self._survives(stack, kept, kinds)

    def _missing_closers(self, stack: Stack, tokens: list[Token], at: int) -> Change | None:
        """Close what is open when the next declaration, or the end, comes too early."""
        token = tokens[at]
        closers = closing(stack.values, len(stack.values), token)
        if not closers or not self._begins_declaration(token):
            return None
        said = None if self.opened else unexpected.unclosed(self._situation(stack, tokens, at))
        change = Change(said, 0, closers)
        if not self._reads_on(stack, tokens, at, change):
            return None
        self.opened = 0
        return change

    def _begins_declaration(self, token: Token) -> bool:
        """Tell whether a token is the end, or begins a declaration and its line."""
        if token.kind == END:
            return True
        first = token.start == 0 or self.reading.text[token.start - 1] == "\n"
        return first and token.kind in DECLARATIONS

    # ---- passing over

    def _skip(self, stack: Stack, tokens: list[Token], at: int) -> int:
        """Pass over tokens up to one with which the innermost possible construct can go on."""
        frames = self._frames(stack)
        for place in self._stops(tokens, at):
            count = 1 if tokens[place].kind in ANCHORS else 2
            following = [token.kind for token in tokens[place : place + count]]
            for kept, broken in frames:
                filler = self._filler(stack, kept, broken, tokens[place], following)
                if filler is not None:
                    stack.keep(kept)
                    tokens[at:place] = filler
                    return at
        raise AssertionError("the end can always be read")  # from the first frame, with a filler

    def _filler(
        self, stack: Stack, kept: int, broken: bool, token: Token, following: Sequence[str]
    ) -> tuple[Token, ...] | None:
        """Give what to put before a token so that it can be read on a shortened stack."""
        put = (Token("BROKEN", token.start, token.start, ""),) if broken else ()
        if self._survives(stack, kept, [*(one.kind for one in put), *following]):
            return put
        if self._begins_declaration(token):
            put = (*put, *closing(stack.values, kept, token))
            if self._survives(stack, kept, [*(one.kind for one in put), following[0]]):
                return put
        return None

    def _frames(self, stack: Stack) -> list[tuple[int, bool]]:
        """Give where the stack may be cut, innermost first, and whether a value is due there.

        Only the nearest are tried, and the outermost, so that thousands of brackets cost little.
        """
        rows = tables().rows
        found: list[tuple[int, bool]] = [(len(stack.values), False)]
        for kept in range(len(stack.values), -1, -1):
            row = rows[stack.states[kept]]
            if "expression" in row:
                found.append((kept, True))
            if not ITEMS.isdisjoint(row):
                found.append((kept, False))
        return found if len(found) <= NEAREST else found[: NEAREST - 4] + found[-4:]

    def _stops(self, tokens: list[Token], at: int) -> Iterator[int]:
        """Give the places of tokens, outside brackets that open on the way."""
        depth = 0
        for place in range(at, len(tokens)):
            token = tokens[place]
            if depth and not self._begins_declaration(token):
                depth += (token.kind in PAIRS) - (token.kind in CLOSERS)
                continue
            yield place
            depth = int(token.kind in PAIRS)

    # ---- trying on the tables alone

    def _accepted(self, stack: Stack) -> frozenset[str]:
        """Give the terminals that can be read next."""
        size = len(stack.values)
        row = terminals().intersection(tables().rows[stack.states[-1]])
        return frozenset(kind for kind in row if self._survives(stack, size, (kind,)))

    def _survives(self, stack: Stack, kept: int, kinds: Sequence[str]) -> bool:
        """Tell whether the parser, with some of its stack, reads all of these terminals."""
        tables_, below, above = tables(), kept, [stack.states[kept]]
        for kind in kinds:
            while (action := action_of(above[-1], kind)) is not None and action < 0:
                rule = tables_.rules[~action]
                cut = min(rule.size, len(above) - 1)
                del above[len(above) - cut :]
                if cut < rule.size:
                    below -= rule.size - cut
                    above = [stack.states[below]]
                above.append(tables_.rows[above[-1]][rule.origin])
            if action is None:
                return kind == END and above[-1] == self.last
            above.append(action)
        return True


def closing(values: Sequence[object], kept: int, before: Token) -> tuple[Token, ...]:
    """Give the brackets that close what is open on a stack, innermost first."""
    spelling = tables().spelling
    kinds = [PAIRS[one.kind] for one in reversed(unexpected.open_brackets(values[:kept]))]
    return tuple(Token(kind, before.start, before.start, spelling[kind]) for kind in kinds)
