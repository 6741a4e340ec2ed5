"""The parser: one loop over tokens that runs the tables and lets the builders make nodes.

Reads     tokens, and the tables of the grammar.
Gives     what the start rule makes.
Reports   nothing: what is wrong goes to `recovery`, too deep a nesting is raised as `TooDeep`.
Promises  no recursion, whatever the input; time linear in the tokens while there are no mistakes.
Leaves    what nodes are made of (`build`) and going on after a mistake (`recovery`).
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from pipesmith.syntax.reading import Reading, Token
from pipesmith.syntax.tables import Kept, Rule, tables
from pipesmith.syntax.words import RESERVED

MAX_DEPTH = 100
END = "$END"

Action = Callable[..., object]
Pick = Callable[[list[Any]], list[Any]]
Mend = Callable[["Stack", list[Token], int], int]
"""Goes on after a mistake at a token: changes the stack, gives the token to read next."""

Step = tuple[int, str, bool, Action | None, Pick]
"""A rule as the loop needs it: size, origin, whether it hands its child on, builder, children."""


class TooDeep(Exception):
    """Something is nested more deeply than later passes can walk."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__("nested too deeply")
        self.start, self.end = start, end


class Stack:
    """The states the parser is in; beside each what was read, where it starts, how deep it is."""

    __slots__ = ("depths", "starts", "states", "values")

    def __init__(self, state: int) -> None:
        self.states: list[int] = [state]
        self.values: list[Any] = []
        self.starts: list[int] = []
        self.depths: list[int] = []

    def push(self, state: int, value: object, start: int) -> None:
        """Add one thing read."""
        self.states.append(state)
        self.values.append(value)
        self.starts.append(start)
        self.depths.append(0)

    def copy(self) -> tuple[list[int], list[Any], list[int], list[int]]:
        """Give what is on the stack, to be restored."""
        return [*self.states], [*self.values], [*self.starts], [*self.depths]

    def restore(self, whole: tuple[list[int], list[Any], list[int], list[int]]) -> None:
        """Put back what was on the stack."""
        self.states[:], self.values[:], self.starts[:], self.depths[:] = whole

    def keep(self, size: int) -> None:
        """Forget all but the first things read."""
        del self.states[size + 1 :], self.values[size:], self.starts[size:], self.depths[size:]


class Machine:
    """Runs the tables over tokens."""

    def __init__(self, reading: Reading, actions: dict[str, Action]) -> None:
        self.span = reading.span
        self.steps = [_step(rule, pick, actions) for rule, pick in _picks()]

    def run(self, tokens: list[Token], start: str, mend: Mend) -> Any:
        """Give what the tokens make; `mend` is asked to go on after each mistake."""
        rows, steps, shortcuts = tables().rows, self.steps, _shortcuts()
        last, instead = tables().last[start], alternatives()
        stack = Stack(tables().first[start])
        states, values, starts, depths = stack.states, stack.values, stack.starts, stack.depths
        at = ended = 0
        token, kind = tokens[0], tokens[0].kind
        while True:
            state = states[-1]
            action = rows[state].get(kind)
            if action is None:
                action = other_action(rows[state], instead.get(kind, ()))
            if action is None:
                if kind == END and state == last:
                    return values[-1]
                at = mend(stack, tokens, at)
                token, kind = tokens[at], tokens[at].kind
            elif action >= 0:
                states.append(action)
                values.append(token)
                starts.append(token.start)
                depths.append(0)
                ended = token.end
                at += 1
                token, kind = tokens[at], tokens[at].kind
            else:
                size, origin, passes, make, pick = steps[~action]
                if passes and size == 1:
                    key = (states[-2], state, kind)
                    states[-1] = shortcuts.get(key) or _shortcut(key)
                    continue
                depth, begun, children = 0, token.start, []
                if size:
                    depth, begun = max(depths[-size:]), starts[-size]
                    children = pick(values[-size:])
                    del states[-size:], values[-size:], starts[-size:], depths[-size:]
                if passes:
                    value = children[0]
                elif make is None:
                    value = children
                else:
                    value = make(self.span(begun, ended if size else begun), *children)
                    depth += 1
                    if depth > MAX_DEPTH:
                        raise TooDeep(begun, ended)
                states.append(rows[states[-1]][origin])
                values.append(value)
                starts.append(begun)
                depths.append(depth)


def other_action(row: dict[str, int], kinds: tuple[str, ...]) -> int | None:
    """Give what a state does with the first of some terminals that it takes."""
    for kind in kinds:
        if (action := row.get(kind)) is not None:
            return action
    return None


@cache
def alternatives() -> dict[str, tuple[str, ...]]:
    """Give, for a word that is a keyword where one is expected, what else it can be."""
    found: dict[str, tuple[str, ...]] = {
        kind: ("WORD",) if text in RESERVED else ("NAME", "WORD")
        for kind, text in tables().spelling.items()
        if text.isidentifier()
    }
    found["NAME"] = ("WORD",)
    found["REPEAT_CALL"] = ("REPEAT", "WORD")
    found["OR_OUTCOME"] = ("OR", "WORD")
    return found


def action_of(state: int, kind: str) -> int | None:
    """Give what a state does with a terminal, None when it refuses it."""
    row = tables().rows[state]
    action = row.get(kind)
    return other_action(row, alternatives().get(kind, ())) if action is None else action


@cache
def _shortcuts() -> dict[tuple[int, int, str], int]:
    """Hold where runs of rules that only hand on their child end; most of an expression is such."""
    return {}


def _shortcut(key: tuple[int, int, str]) -> int:
    below, state, kind = key
    action = action_of(state, kind)
    while action is not None and action < 0:
        rule = tables().rules[~action]
        if not rule.passes or rule.size != 1:
            break
        state = tables().rows[below][rule.origin]
        action = action_of(state, kind)
    _shortcuts()[key] = state
    return state


# ---------------------------------------------------------------- the children of a rule


def _step(rule: Rule, pick: Pick, actions: dict[str, Action]) -> Step:
    make = None if rule.listed else actions.get(rule.name)
    return rule.size, rule.origin, rule.passes, make, pick


@cache
def _picks() -> list[tuple[Rule, Pick]]:
    return [(rule, _pick(rule.size, rule.kept)) for rule in tables().rules]


def _pick(size: int, kept: tuple[Kept, ...]) -> Pick:
    """Give the function that takes a rule's children out of its parts."""
    places = [place for place, _ in kept]
    if any(listed or place < 0 for place, listed in kept):
        return lambda parts: _flattened(parts, kept)
    if places == list(range(size)):
        return lambda parts: parts
    return lambda parts: [parts[place] for place in places]


def _flattened(parts: list[Any], kept: tuple[Kept, ...]) -> list[Any]:
    """Join lists among the children to their neighbours; one that comes first grows in place."""
    (first, grown), *rest = kept
    children: list[Any] = parts[first] if grown else [parts[first] if first >= 0 else None]
    for place, listed in rest:
        if listed:
            children.extend(parts[place])
        else:
            children.append(parts[place] if place >= 0 else None)
    return children
