"""Where a statement of SQL takes values: `:name`, save in its texts, quoted names and comments."""

import re
from typing import Final

_QUIET: Final = (
    r"(?<!\w)[eE]'(?:[^'\\]|''|\\.)*(?:'|\Z)",  # a text with escapes
    r"'(?:[^']|'')*(?:'|\Z)",
    r'"(?:[^"]|"")*(?:"|\Z)',
    r"`(?:[^`]|``)*(?:`|\Z)",
    r"--[^\n]*",
    r"/\*.*?(?:\*/|\Z)",
    r"(?<![\w$])\$(?P<tag>(?:[^\W\d]\w*)?)\$.*?\$(?P=tag)\$",
)
PLACE: Final = re.compile(
    rf"(?P<quiet>{'|'.join(_QUIET)})|(?<![:\w\\]):(?P<name>\w+)(?![:\w])", re.DOTALL
)
"""A text, a quoted name or a comment; or a place: not `::type`, and not behind a backslash."""


def places(statement: str) -> set[str]:
    """Give the names of the values that a statement takes."""
    return {found["name"] for found in PLACE.finditer(statement) if found["name"]}


def quieted(statement: str) -> str:
    """Put a backslash before each colon that is in a text, a quoted name or a comment."""
    return PLACE.sub(_escaped, statement)


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found["quiet"] is None else found[0].replace(":", r"\:")
