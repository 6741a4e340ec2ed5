"""Names of a schema as names of the language: each once, in its case, and no word of its own."""

import re
from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.syntax.words import RESERVED

_WORD = re.compile(r"(?:[A-Z]+(?![a-z])|[A-Z]?[a-z]+)[0-9]*|[0-9]+")
_PLAIN = re.compile(r"[a-z_]*[a-z][a-z0-9_]*")
_GENERIC = ("list", "set", "map", "tuple", "Outcome")
_TAKEN_TYPES = {name.casefold() for name in (*t.SCALARS, *t.BUILT_IN_RECORDS, *_GENERIC)}
_TAKEN_FIELDS = {"where", "check", "it"}


class Names:
    """Gives names that differ by more than case."""

    def __init__(self) -> None:
        self._types = set(_TAKEN_TYPES)

    def type_name(self, *wanted: str) -> str:
        """Give a new name of a type: the first wanted one that is free."""
        candidates = [pascal_case(each) for each in wanted]
        name = next(each for each in _numbered(candidates) if each.casefold() not in self._types)
        self._types.add(name.casefold())
        return name


def _numbered(candidates: list[str]) -> Iterator[str]:
    yield from candidates
    number = 2
    while True:
        yield f"{candidates[0]}{number}"
        number += 1


def pascal_case(text: str) -> str:
    """Write a text as the name of a type."""
    name = "".join(word[0].upper() + word[1:].lower() for word in _WORD.findall(text))
    return name if name[:1].isalpha() else f"Value{name}"


def field_name(text: str, taken: set[str]) -> str:
    """Write a text as the name of a field, and take it."""
    plain = text if _PLAIN.fullmatch(text) else _snake(text)
    plain = f"{plain}_value" if plain in _TAKEN_FIELDS else plain
    name, number = plain, 2
    while name in taken:
        name, number = f"{plain}_{number}", number + 1
    taken.add(name)
    return name


def _snake(text: str) -> str:
    name = "_".join(word.lower() for word in _WORD.findall(text))
    return name if name[:1].isalpha() else f"value_{name}" if name else "value"


def is_plain(text: str) -> bool:
    """Tell whether a text is the name of a value as it stands."""
    return _PLAIN.fullmatch(text) is not None and text not in RESERVED
