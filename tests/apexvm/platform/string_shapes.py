"""`String`: the same text in another shape."""

from __future__ import annotations

from tests.apexvm.errors import fail
from tests.apexvm.platform.string_search import ends_with_ignore_case, starts_with_ignore_case
from tests.apexvm.registry import method
from tests.apexvm.text import characters, units
from tests.apexvm.values import Value


@method("String")
def repeat(this: str, separator: Value, times: Value = None) -> str:
    """Repeat, with a separator between if one is given."""
    if times is None:
        separator, times = "", separator
    return str(separator).join([this] * max(int(times), 0))


@method("String")
def reverse(this: str) -> str:
    """Turn the order of characters around."""
    return units(characters(this)[::-1])


@method("String")
def left_pad(this: str, size: int, padding: str | None = None) -> str:
    """Fill up at the start."""
    return _filling(this, size, padding) + this


@method("String")
def right_pad(this: str, size: int, padding: str | None = None) -> str:
    """Fill up at the end."""
    return this + _filling(this, size, padding)


def _filling(text: str, size: int, padding: str | None) -> str:
    missing = max(size - len(text), 0)
    return ((padding or " ") * missing)[:missing]


@method("String")
def center(this: str, size: int, padding: str | None = None) -> str:
    """Fill up at both ends."""
    missing = max(size - len(this), 0)
    return right_pad(left_pad(this, len(this) + missing // 2, padding), size, padding)


@method("String")
def abbreviate(this: str, most: int, offset: int = 0) -> str:
    """Cut to a length, with dots."""
    if most < 4:
        fail("IllegalArgumentException", "Minimum abbreviation width is 4")
    if len(this) <= most:
        return this
    start = min(offset, len(this))
    if len(this) - start < most - 3:
        start = len(this) - (most - 3)
    if start <= 4:
        return this[: most - 3] + "..."
    if start + most - 3 < len(this):
        return "..." + abbreviate(this[start:], most - 3)
    return "..." + this[len(this) - (most - 3) :]


@method("String")
def capitalize(this: str) -> str:
    """Make the first letter a capital."""
    return this[:1].upper() + this[1:]


@method("String")
def uncapitalize(this: str) -> str:
    """Make the first letter small."""
    return this[:1].lower() + this[1:]


@method("String")
def swap_case(this: str) -> str:
    """Exchange small and capital letters."""
    return this.swapcase()


@method("String")
def count_matches(this: str, part: str) -> int:
    """Count how often a part occurs."""
    return this.count(part) if part else 0


@method("String")
def remove(this: str, part: str) -> str:
    """Drop a part wherever it occurs."""
    return this.replace(part, "")


@method("String")
def remove_start(this: str, part: str) -> str:
    """Drop a part at the start."""
    return this.removeprefix(part)


@method("String")
def remove_end(this: str, part: str) -> str:
    """Drop a part at the end."""
    return this.removesuffix(part)


@method("String")
def remove_start_ignore_case(this: str, part: str) -> str:
    """Drop a part at the start, in any case."""
    return this[len(part) :] if starts_with_ignore_case(this, part) else this


@method("String")
def remove_end_ignore_case(this: str, part: str) -> str:
    """Drop a part at the end, in any case."""
    return this[: len(this) - len(part)] if ends_with_ignore_case(this, part) else this


@method("String")
def delete_whitespace(this: str) -> str:
    """Drop all space."""
    return "".join(this.split())


@method("String")
def normalize_space(this: str) -> str:
    """Make each run of space one blank, and drop it at both ends."""
    return " ".join(this.split())


@method("String")
def difference(this: str, other: str) -> str:
    """Give the rest of the other text from where it differs."""
    for index, unit in enumerate(other):
        if index >= len(this) or this[index] != unit:
            return other[index:]
    return ""


@method("String")
def get_levenshtein_distance(this: str, other: str, threshold: Value = None) -> int:
    """Count the changes of one character from one text to the other."""
    row = list(range(len(other) + 1))
    for index, unit in enumerate(this, 1):
        before, row[0] = row[0], index
        for at, another in enumerate(other, 1):
            kept = row[at]
            row[at] = min(row[at] + 1, row[at - 1] + 1, before + (unit != another))
            before = kept
    return -1 if threshold is not None and row[-1] > threshold else row[-1]
