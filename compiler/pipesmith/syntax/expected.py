"""What can be read next, in words."""

from collections.abc import Iterable

from pipesmith.syntax.tables import tables
from pipesmith.syntax.words import DECLARATIONS, STATEMENTS

VALUES = frozenset(
    {
        "INT",
        "FLOAT",
        "DECIMAL",
        "DURATION",
        "TEXT",
        "TRUE",
        "FALSE",
        "NULL",
        "NAME",
        "ERROR",
        "REPEAT_CALL",
        "LPAR",
        "LSQB",
        "LBRACE",
        "MINUS",
        "NOT",
    }
)
TYPES = frozenset(
    {
        "NAME",
        "SET",
        "TEXT",
        "LPAR",
    }
)
OPERATORS = frozenset(
    {
        "PLUS",
        "MINUS",
        "STAR",
        "SLASH",
        "DIV",
        "PERCENT",
        "OR",
        "AND",
        "COALESCE",
        "OR_OUTCOME",
        "NOT",
        "IN",
        "AS",
        "DOT",
        "VBAR",
        "QMARK",
        "LSQB",
        "LESSTHAN",
        "MORETHAN",
    }
)
CLAUSES = frozenset(
    {
        "TIMEOUT",
        "DEADLINE",
        "RETRY",
        "WHEN",
        "FALLBACK",
        "AFTER",
        "CACHE",
        "IDEMPOTENT",
        "CONCURRENCY",
        "PRIORITY",
    }
)
BINDINGS = frozenset(
    {
        "PYTHON",
        "APEX",
        "HTTP",
        "MODEL",
        "SYSTEM",
        "PROMPT",
        "TEMPERATURE",
        "TOP_P",
        "MAX_TOKENS",
        "SEED",
        "STOP",
        "REPAIR",
    }
)
CONTROLS = STATEMENTS - frozenset(
    {
        "STAGE",
        "DO",
        "LET",
        "VAR",
        "SET",
        "RETURN",
        "RAISE",
        "BREAK",
        "CONTINUE",
        "YIELD",
    }
)
GROUPS = (
    ("a declaration", frozenset({"PIPELINE", "RECORD"}), DECLARATIONS),
    ("a statement", frozenset({"STAGE", "LET"}), STATEMENTS),
    ("a call or a control statement", frozenset({"FOREACH", "NAME"}), CONTROLS | {"NAME"}),
    ("a value", frozenset({"INT", "TEXT", "LPAR", "NAME"}), VALUES),
    ("a type", frozenset({"SET", "NAME", "LPAR"}), TYPES),
    ("an implementation", frozenset({"PYTHON", "HTTP"}), BINDINGS),
    ("a clause", frozenset({"TIMEOUT", "RETRY"}), CLAUSES),
)
SINGLE = {
    "NAME": "a name",
    "WORD": "a name",
    "TEXT": "a text",
    "INT": "a whole number",
    "ON_ERROR": "`on error`",
    "ON_SCHEDULE": "`on schedule`",
    "ON_WEBHOOK": "`on webhook`",
}
MOST = 5


def described(accepted: Iterable[str]) -> str:
    """Say what can be read next: `a value`, "`)` or `,`"."""
    left = set(accepted) - {"$END"}
    if {"PLUS", "STAR"} <= left:
        left -= OPERATORS | {kind for kind in left if kind.startswith("__")}
    words: list[str] = []
    for name, needed, covered in GROUPS:
        if needed <= left:
            words.append(name)
            left -= covered
    spelling = tables().spelling
    singles = {SINGLE.get(kind) or f"`{spelling[kind]}`" for kind in left}
    if not words and not singles:
        return "nothing more"
    words = sorted(singles, key=_signs_first) + words
    if len(words) > MOST:
        words = [*words[: MOST - 1], "something else"]
    return _joined(words)


def _signs_first(word: str) -> tuple[bool, str]:
    return word.strip("`")[0].isalpha(), word


def _joined(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def keywords(accepted: Iterable[str]) -> set[str]:
    """Give the keywords among terminals, as they are written."""
    spelling = tables().spelling
    return {spelling[kind] for kind in accepted if spelling.get(kind, "").isidentifier()}
