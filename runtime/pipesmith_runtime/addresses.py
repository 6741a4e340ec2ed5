"""Addresses of stages, as people write them: `assessments[3]/crm`, `assessments[*]/crm`."""

import re
from dataclasses import dataclass
from typing import Self

_SEGMENT = re.compile(r"(?P<name>[^\[\]/]+)(\[(?P<index>\*|[0-9]+)\])?")
_INDEX = re.compile(r"\[(\*|[0-9]+)\]")
ANY = "*"


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of an address; an index that is left out means any, or the loop itself."""

    name: str
    index: str | None = None

    def takes(self, other: "Segment") -> bool:
        """Say whether this, as a pattern, covers a part of an address."""
        if self.name != other.name:
            return False
        return self.index in (None, other.index) or (self.index == ANY and other.index is not None)

    def touches(self, other: "Segment") -> bool:
        """Say whether both may mean one iteration, or one the loop of the other."""
        return self.takes(other) or other.takes(self)


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or a pattern of addresses."""

    segments: tuple[Segment, ...]

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read an address; None if the text is none."""
        found = [_SEGMENT.fullmatch(part) for part in text.split("/")]
        segments = [Segment(part["name"], part["index"]) for part in found if part]
        return cls(tuple(segments)) if len(segments) == len(found) else None

    def covers(self, other: "Address") -> bool:
        """Say whether another address is this stage or stands inside it."""
        pairs = zip(self.segments, other.segments, strict=False)
        return len(self.segments) <= len(other.segments) and all(a.takes(b) for a, b in pairs)

    def holds(self, other: "Address") -> bool:
        """Say whether another address may stand inside this stage, or be it."""
        pairs = zip(self.segments, other.segments, strict=False)
        return len(self.segments) <= len(other.segments) and all(a.touches(b) for a, b in pairs)

    def upto(self, count: int) -> "Address":
        """Give the first segments."""
        return Address(self.segments[:count])

    def precedes(self, other: "Address") -> bool:
        """Say whether another address stands in a later turn of a loop that this one names."""
        for at, (own, its) in enumerate(zip(self.segments, other.segments, strict=False)):
            if own.name != its.name or not self.upto(at).covers(other):
                return False
            if _number(own) is not None and (_number(its) or 0) > (_number(own) or 0):
                return True
        return False


def _number(segment: Segment) -> int | None:
    return int(segment.index) if segment.index not in (None, ANY) else None


def without_indexes(address: str) -> str:
    """Give the address of a stage in the text of the program."""
    return _INDEX.sub("", address)
