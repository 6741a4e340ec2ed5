"""`String`: what it tells and gives, on UTF-16 units."""

from __future__ import annotations

import re

from tests.apexvm import calendar
from tests.apexvm.equality import equal_exactly
from tests.apexvm.errors import fail
from tests.apexvm.hashing import hash_code
from tests.apexvm.regex import java_pattern, java_split, substitute
from tests.apexvm.registry import method, static
from tests.apexvm.text import characters, to_text, units
from tests.apexvm.types import STRING
from tests.apexvm.values import ApexList, Date, Value


def _blank(text: str) -> bool:
    return not text.strip()


@static("String")
def value_of(value: Value, *more: Value) -> Value:
    """Write a value; null stays null."""
    if value is None:
        return None
    return calendar.date_text(value.day) if isinstance(value, Date) else to_text(value)


@static("String")
def value_of_gmt(value: Value) -> str:
    """Write an instant in GMT."""
    return to_text(value)


@static("String")
def is_blank(text: str | None) -> bool:
    """Say whether there is nothing but space."""
    return text is None or _blank(text)


@static("String")
def is_not_blank(text: str | None) -> bool:
    """Say whether there is more than space."""
    return not is_blank(text)


@static("String")
def is_empty(text: str | None) -> bool:
    """Say whether there is nothing."""
    return not text


@static("String")
def is_not_empty(text: str | None) -> bool:
    """Say whether there is something."""
    return bool(text)


@static("String")
def join(items: Value, separator: str) -> str:
    """Join the texts of values."""
    if items is None:
        fail("NullPointerException", "Argument 1 cannot be null")
    return separator.join(map(to_text, items))


_HOLE = re.compile(r"'([^']*)'|'|\{(\d+)\}", re.DOTALL)


@static("String", "format")
def format_(pattern: str, values: Value) -> str:
    """Fill `{0}` as MessageFormat does: a quote protects, two quotes are one."""
    given = [] if values is None else values.items

    def fill(found: re.Match[str]) -> str:
        if found[2] is None:
            return found[1] or ""
        index = int(found[2])
        return to_text(given[index]) if index < len(given) else found[0]

    quote = "\ufffe"
    return _HOLE.sub(fill, pattern.replace("''", quote)).replace(quote, "'")


@static("String")
def escape_single_quotes(text: str) -> str:
    r"""Put a backslash before each quote and each backslash."""
    return text.replace("\\", "\\\\").replace("'", "\\'")


@static("String")
def from_char_array(codes: ApexList) -> str:
    """Make a text of code units."""
    return units("".join(map(chr, codes.items)))


@static("String")
def get_common_prefix(texts: ApexList) -> str:
    """Give what all texts start with."""
    first, last = min(texts.items), max(texts.items)
    for index, unit in enumerate(first):
        if unit != last[index]:
            return str(first[:index])
    return str(first)


@method("String")
def length(this: str) -> int:
    """Count the UTF-16 units."""
    return len(this)


@method("String")
def to_lower_case(this: str) -> str:
    """Give small letters."""
    return units(characters(this).lower())


@method("String")
def to_upper_case(this: str) -> str:
    """Give capital letters."""
    return units(characters(this).upper())


_TRIMMED = "".join(map(chr, range(33)))


@method("String")
def trim(this: str) -> str:
    """Drop space and control characters at both ends."""
    return this.strip(_TRIMMED)


@method("String")
def replace(this: str, old: str, new: str) -> str:
    """Replace a text wherever it occurs."""
    return this.replace(old, new)


@method("String")
def replace_all(this: str, expression: str, new: str) -> str:
    """Replace what a regular expression finds."""
    return substitute(java_pattern(expression), this, new)


@method("String")
def replace_first(this: str, expression: str, new: str) -> str:
    """Replace the first that a regular expression finds."""
    return substitute(java_pattern(expression), this, new, count=1)


@method("String")
def split(this: str, expression: str, limit: int = 0) -> ApexList:
    """Split at what a regular expression finds."""
    return ApexList(STRING, java_split(java_pattern(expression), this, limit))


_REST = r"[a-z]+|[0-9]+|\s+|[^a-zA-Z0-9\s]+"
_KINDS = re.compile(rf"[A-Z]+|{_REST}")
_CAMEL_KINDS = re.compile(rf"[A-Z]+(?![a-z])|[A-Z][a-z]+|{_REST}")


@method("String")
def split_by_character_type(this: str) -> ApexList:
    """Split where the kind of character changes."""
    return ApexList(STRING, (one[0] for one in _KINDS.finditer(this)))


@method("String")
def split_by_character_type_camel_case(this: str) -> ApexList:
    """Split where the kind of character changes; a capital goes with the small letters after it."""
    return ApexList(STRING, (one[0] for one in _CAMEL_KINDS.finditer(this)))


@method("String")
def equals(this: str, other: Value) -> bool:
    """Compare with regard to case."""
    return isinstance(other, str) and equal_exactly(this, other)


@method("String")
def equals_ignore_case(this: str, other: str | None) -> bool:
    """Compare without regard to case."""
    return other is not None and this.lower() == other.lower()


@method("String")
def compare_to(this: str, other: str) -> int:
    """Compare by code units: the difference of the first that differ, else of lengths."""
    for one, another in zip(this, other, strict=False):
        if one != another:
            return ord(one) - ord(another)
    return len(this) - len(other)


@method("String")
def hash_code_(this: str) -> int:
    """Give the hash code of Java."""
    return hash_code(this)
