"""Names for generated code: legal, readable, and never the same as another.

Source names are kept wherever the target language allows it. A name that is taken or reserved gets
an underscore at its end, and a number when that is taken too.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import count

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


def variants(wanted: str) -> Iterator[str]:
    """Give a name, and names as near to it as can be."""
    yield wanted
    plain = wanted.rstrip("_")
    yield f"{plain}_"
    yield from (f"{plain}_{number}" for number in count(2))


def unused(wanted: str, taken: Container[str]) -> str:
    """Give a name that is not taken, as near to the wanted one as can be."""
    return next(name for name in variants(wanted) if name not in taken)


@dataclass(slots=True)
class Namespace:
    """The names taken in one scope of generated code, and in the scopes around it.

    `names` are taken for good. `shared` are those of values, with what kind of value each holds:
    where a value is out of reach, its name may serve another of its kind, and in a scope further
    in any other.
    """

    outer: "Namespace | None" = None
    names: set[str] = field(default_factory=set)
    shared: dict[str, object] = field(default_factory=dict)

    def __contains__(self, name: object) -> bool:
        return self._fixed(name) or self._holds(name)

    def claim(self, wanted: str) -> str:
        """Take a name that nobody has, for good."""
        name = unused(wanted, self)
        self.names.add(name)
        return name

    def share(self, wanted: str, kind: object, reach: Container[str]) -> str:
        """Take a name for a value; `reach` holds the names of all values in reach."""
        name = next(each for each in variants(wanted) if self._free(each, kind, reach))
        self.shared[name] = kind
        return name

    def _free(self, name: str, kind: object, reach: Container[str]) -> bool:
        own = self.shared.get(name, kind)
        return not self._fixed(name) and name not in reach and own == kind

    def _fixed(self, name: object) -> bool:
        return name in self.names or (self.outer is not None and self.outer._fixed(name))

    def _holds(self, name: object) -> bool:
        return name in self.shared or (self.outer is not None and self.outer._holds(name))


def _words(text: str) -> list[str]:
    return [word for word in _NOT_A_WORD.split(text) if word] or ["_"]


def _safe(word: str) -> str:
    return f"_{word}" if word[0].isdigit() else word
