"""Names for Apex: legal, readable, and never the same as another, whatever their case.

A name of the source is kept as far as Apex allows it. One that is reserved gets a word behind it
that says what it names, and a number where that is taken too.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import count

from pipesmith_targets.apex.reserved import NOT_OF_INNER, NOT_OF_TYPES, NOT_OF_VALUES, OF_METHODS

LONGEST_CLASS = 40
LONGEST = 255
_NOT_A_WORD = re.compile(r"[^A-Za-z0-9]+")
_LEGAL = re.compile(r"[A-Za-z](_?[A-Za-z0-9])*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Kind(Enum):
    """What a name names: the word behind a reserved one, the longest, and what is reserved."""

    type = ("Type", LONGEST_CLASS, NOT_OF_TYPES)
    inner = ("Type", LONGEST_CLASS, NOT_OF_INNER)
    value = ("Value", LONGEST, NOT_OF_VALUES)
    method = ("Call", LONGEST, OF_METHODS)

    @property
    def suffix(self) -> str:
        """Give the word that makes a reserved name another."""
        return self.value[0]

    @property
    def longest(self) -> int:
        """Give the number of characters that a name may have."""
        return self.value[1]

    @property
    def reserved(self) -> frozenset[str]:
        """Give the names that nothing may have."""
        return self.value[2]


def pascal(text: str) -> str:
    """Write any text as the name of a class."""
    return "".join(word[0].upper() + word[1:] for word in _words(text))


def camel(text: str) -> str:
    """Write any text as the name of a variable or method."""
    whole = pascal(text)
    return whole[0].lower() + whole[1:]


def is_legal(name: str) -> bool:
    """Tell whether a value may have a name as it is."""
    return bool(_LEGAL.fullmatch(name)) and name.lower() not in NOT_OF_VALUES


def variants(wanted: str, kind: Kind) -> Iterator[str]:
    """Give a name, and names as near to it as can be; none is reserved."""
    fitting = wanted[: kind.longest].rstrip("_")
    if fitting.lower() in kind.reserved:
        fitting += kind.suffix
    yield fitting
    for number in count(2):
        yield fitting[: kind.longest - len(str(number))].rstrip("_") + str(number)


@dataclass(slots=True)
class Names:
    """The names taken in one scope, and in the scopes around it, in lower case."""

    outer: "Names | None" = None
    taken: set[str] = field(default_factory=set)

    def __contains__(self, name: str) -> bool:
        own = name.lower() in self.taken
        return own or (self.outer is not None and name in self.outer)

    def claim(self, wanted: str, kind: Kind = Kind.value) -> str:
        """Take a name that nobody has."""
        name = next(each for each in variants(wanted, kind) if each not in self)
        self.taken.add(name.lower())
        return name

    def release(self, name: str) -> None:
        """Give a name back that was kept free for later."""
        self.taken.discard(name.lower())

    def inner(self) -> "Names":
        """Give the scope of a block in this one."""
        return Names(self)


def _words(text: str) -> list[str]:
    """Give the words of a text: letters and digits of ASCII, the first beginning with a letter."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = [word for word in _NOT_A_WORD.split(plain) if word] or ["unnamed"]
    return words if words[0][0].isalpha() else ["n" + words[0], *words[1:]]


def constant(text: str) -> str:
    """Write any text as the name of a constant."""
    return _HUMP.sub("_", "_".join(_words(text))).upper()
