"""The parser's tables: made from the grammar by lark once, then read back from the user's cache.

Reads     `grammar.lark`, or the tables kept from an earlier run.
Gives     the actions of every state, the shape of every rule, and how terminals are spelt.
Reports   nothing: a cache that cannot be read or written is done without.
Promises  the same grammar, the same tables; a damaged cache file is never used.
Leaves    cutting text into terminals (`lexer`) and running the tables (`machine`).
"""

import hashlib
import marshal
import os
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark.grammar import Rule as LarkRule
    from lark.parsers.lalr_analysis import IntParseTable

FORMAT = "1"
STARTS = ("module", "expression")

Kept = tuple[int, bool]
"""A child that a rule keeps: its position (-1 for an absent option), and whether it is a list."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One production: what it makes, of how many parts, and what becomes of them.

    `passes` marks a rule that hands its only child on, `listed` one that gives its parent a list.
    """

    origin: str
    size: int
    name: str
    kept: tuple[Kept, ...]
    passes: bool
    listed: bool


@dataclass(frozen=True, slots=True)
class Tables:
    """What drives the parser. An action from 0 on shifts to a state, another reduces `~action`."""

    rows: tuple[dict[str, int], ...]
    rules: tuple[Rule, ...]
    first: dict[str, int]
    last: dict[str, int]
    spelling: dict[str, str]


Stored = tuple[Any, ...]


@cache
def tables() -> Tables:
    """Give the tables, from the cache when it holds them."""
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    place = _cache_folder() / f"{_key(grammar)}.tables"
    stored = _read(place)
    if stored is None:
        stored = _made(grammar)
        _write(place, stored)
    return _opened(stored)


def _opened(stored: Stored) -> Tables:
    rows, rules, first, last, spelling = stored
    return Tables(rows, tuple(Rule(*rule) for rule in rules), first, last, spelling)


def _key(grammar: str) -> str:
    made_by = f"{FORMAT} {sys.implementation.cache_tag} {marshal.version} {grammar}"
    return hashlib.sha256(made_by.encode()).hexdigest()[:32]


def _cache_folder() -> Path:
    root = os.environ.get("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "pipesmith"


def _read(place: Path) -> Stored | None:
    """Give what a cache file holds, or nothing when it is absent or not whole."""
    try:
        content = place.read_bytes()
        digest, data = content[:32], content[32:]
        if hashlib.sha256(data).digest() != digest:
            return None
        return tuple(marshal.loads(data))
    except (OSError, ValueError, EOFError, TypeError):
        return None


def _write(place: Path, stored: Stored) -> None:
    """Keep tables for the next run; the file appears whole or not at all."""
    data = marshal.dumps(stored)
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=place.parent, suffix=".draft")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(data).digest() + data)
        os.replace(draft, place)
    except OSError:
        Path(draft).unlink(missing_ok=True)


def _made(grammar: str) -> Stored:
    """Let lark analyse the grammar, and take from it what `Tables` holds."""
    from lark import Lark  # costly to import, and needed only when the cache is cold

    made = Lark(grammar, parser="lalr", start=list(STARTS), maybe_placeholders=True)
    table: IntParseTable = made.parser.parser._parse_table
    numbers = {rule: number for number, rule in enumerate(made.rules)}
    rows = tuple(_row(row, numbers) for _, row in sorted(table.states.items()))
    rules = tuple(_rule(rule) for rule in made.rules)
    spelling = {str(terminal.name): str(terminal.pattern.value) for terminal in made.terminals}
    return rows, rules, _states(table.start_states), _states(table.end_states), spelling


def _states(states: dict[str, int]) -> dict[str, int]:
    return {str(start): state for start, state in states.items()}


def _row(row: dict[str, tuple[object, Any]], numbers: dict["LarkRule", int]) -> dict[str, int]:
    """Write one state's actions as numbers; a rule that lark added at the start has none."""
    actions: dict[str, int] = {}
    for symbol, (_, target) in row.items():
        if isinstance(target, int):
            actions[str(symbol)] = target
        elif target in numbers:
            actions[str(symbol)] = ~numbers[target]
    return actions


def _rule(rule: "LarkRule") -> tuple[object, ...]:
    kept = _kept(rule)
    origin = str(rule.origin.name)
    alone = len(kept) == 1 and kept[0][0] >= 0
    passes = bool(rule.options.expand1) and not rule.alias and alone
    return origin, len(rule.expansion), str(rule.alias or origin), kept, passes, origin[0] == "_"


def _kept(rule: "LarkRule") -> tuple[Kept, ...]:
    """Say which parts of a rule are children, as lark does: no punctuation, a gap for an option."""
    absent = rule.options.empty_indices or [False] * len(rule.expansion)
    parts = iter(enumerate(rule.expansion))
    kept: list[Kept] = []
    for gap in absent:
        if gap:
            kept.append((-1, False))
            continue
        position, symbol = next(parts)
        punctuation = getattr(symbol, "filter_out", False)
        dropped = symbol.is_term and punctuation and not rule.options.keep_all_tokens
        if not dropped:
            kept.append((position, not symbol.is_term and symbol.name.startswith("_")))
    return tuple(kept)
