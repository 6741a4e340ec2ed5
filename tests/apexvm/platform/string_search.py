"""`String`: what it contains, and where."""

from __future__ import annotations

from tests.apexvm.registry import method
from tests.apexvm.text import units
from tests.apexvm.values import Value


@method("String")
def contains(this: str, part: str) -> bool:
    """Say whether a part occurs."""
    return part in this


@method("String")
def contains_ignore_case(this: str, part: str) -> bool:
    """Say whether a part occurs in any case."""
    return part.lower() in this.lower()


@method("String")
def contains_any(this: str, wanted: str) -> bool:
    """Say whether one of some characters occurs."""
    return any(unit in this for unit in wanted)


@method("String")
def contains_none(this: str, unwanted: str) -> bool:
    """Say whether none of some characters occurs."""
    return not contains_any(this, unwanted)


@method("String")
def contains_only(this: str, allowed: str) -> bool:
    """Say whether nothing but some characters occurs."""
    return all(unit in allowed for unit in this)


@method("String")
def contains_whitespace(this: str) -> bool:
    """Say whether there is space."""
    return any(unit.isspace() for unit in this)


@method("String")
def starts_with(this: str, part: str) -> bool:
    """Say how it starts."""
    return this.startswith(part)


@method("String")
def starts_with_ignore_case(this: str, part: str) -> bool:
    """Say how it starts, in any case."""
    return this.lower().startswith(part.lower())


@method("String")
def ends_with(this: str, part: str) -> bool:
    """Say how it ends."""
    return this.endswith(part)


@method("String")
def ends_with_ignore_case(this: str, part: str) -> bool:
    """Say how it ends, in any case."""
    return this.lower().endswith(part.lower())


@method("String")
def index_of(this: str, part: str, start: int = 0) -> int:
    """Find the first place of a part, or -1."""
    return this.find(part, max(start, 0))


@method("String")
def index_of_ignore_case(this: str, part: str, start: int = 0) -> int:
    """Find the first place of a part in any case, or -1."""
    return this.lower().find(part.lower(), max(start, 0))


@method("String")
def index_of_any(this: str, wanted: str) -> int:
    """Find the first of some characters, or -1."""
    return next((at for at, unit in enumerate(this) if unit in wanted), -1)


@method("String")
def index_of_any_but(this: str, unwanted: str) -> int:
    """Find the first character that is none of some, or -1."""
    return next((at for at, unit in enumerate(this) if unit not in unwanted), -1)


@method("String")
def index_of_char(this: str, code: int, start: int = 0) -> int:
    """Find a character by its code, or -1."""
    return this.find(units(chr(code)), max(start, 0))


@method("String")
def last_index_of(this: str, part: str, end: Value = None) -> int:
    """Find the last place of a part, or -1."""
    if end is None:
        return this.rfind(part)
    return this.rfind(part, 0, end + len(part)) if end >= 0 else -1


@method("String")
def last_index_of_ignore_case(this: str, part: str, end: Value = None) -> int:
    """Find the last place of a part in any case, or -1."""
    return last_index_of(this.lower(), part.lower(), end)


@method("String")
def last_index_of_char(this: str, code: int, end: Value = None) -> int:
    """Find the last place of a character by its code, or -1."""
    return last_index_of(this, units(chr(code)), end)


@method("String")
def index_of_difference(this: str, other: str) -> int:
    """Find where two texts begin to differ, or -1."""
    if this == other:
        return -1
    shared = zip(this, other, strict=False)
    shorter = min(len(this), len(other))
    return next((at for at, (one, another) in enumerate(shared) if one != another), shorter)
