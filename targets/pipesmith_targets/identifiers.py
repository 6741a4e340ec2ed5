"""Names for generated code: legal, readable, and never the same as another.

Source names are kept wherever the target language allows it. A name that is taken or reserved gets
an underscore at its end, and a number when that is taken too.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

_NOT_A_WORD = re.compile(r"[^A-Za-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def snake(text: str) -> str:
    """Write any text as a `snake_case` word."""
    return _safe(_HUMP.sub("_", "_".join(_words(text))).lower())


def capitals(text: str) -> str:
    """Write any text as the name of a constant."""
    return _safe(_HUMP.sub("_", "_".join(_words(text))).upper())


def pascal(text: str) -> str:
    """Write any text as the name of a type."""
    return _safe("".join(word[0].upper() + word[1:] for word in _words(text)))


def singular(text: str) -> str | None:
    """Give the name of one of several, None where the name is not a plural."""
    for ending, single in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("s", "")):
        if text.endswith(ending) and len(text) > len(ending) + 1 and not text.endswith("ss"):
            return text[: -len(ending)] + single
    return None


def unused(wanted: str, taken: Container[str]) -> str:
    """Give a name that is not taken, as near to the wanted one as can be."""
    if wanted not in taken:
        return wanted
    candidate = f"{wanted.rstrip('_')}_"
    number = 2
    while candidate in taken:
        candidate = f"{wanted.rstrip('_')}_{number}"
        number += 1
    return candidate


@dataclass(slots=True)
class Namespace:
    """The names taken in one scope of generated code, and in the scopes around it."""

    outer: "Namespace | None" = None
    names: set[str] = field(default_factory=set)

    def __contains__(self, name: object) -> bool:
        return name in self.names or (self.outer is not None and name in self.outer)

    def claim(self, wanted: str) -> str:
        """Take a name that nobody has, as near to the wanted one as can be."""
        name = unused(wanted, self)
        self.names.add(name)
        return name


def _words(text: str) -> list[str]:
    return [word for word in _NOT_A_WORD.split(text) if word] or ["_"]


def _safe(word: str) -> str:
    return f"_{word}" if word[0].isdigit() else word
