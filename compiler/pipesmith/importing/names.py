"""Names of other systems as names of the language: each once, and no word of its own."""

import re
import unicodedata

from pipesmith.analysis.functions import FUNCTIONS
from pipesmith.analysis.standard import STANDARD_COMPONENTS
from pipesmith.syntax.words import RESERVED, snake_case

PREDEFINED = frozenset({"it", "context", "env", "secret"})
"""What may not be declared again, beside the reserved words."""

CALLABLE = frozenset((*FUNCTIONS, *(name.partition(".")[0] for name in STANDARD_COMPONENTS)))
"""What no declaration may be called."""


def snake_name(text: str) -> str:
    """Write a text as the name of a value: `fetchUser-2` is `fetch_user_2`."""
    name = snake(text)
    return f"{name}_value" if name in RESERVED | PREDEFINED else name


def snake(text: str) -> str:
    """Write a text in small letters, with `_` between its words."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    spread = re.sub(r"[^A-Za-z0-9]+", "_", snake_case(plain)).strip("_").lower()
    name = re.sub(r"_+", "_", spread) or "value"
    return f"value_{name}" if name[0].isdigit() else name


class Names:
    """The names of one scope: the same thing has one name, different things have different ones."""

    def __init__(self, taken: frozenset[str] = frozenset()) -> None:
        self._taken = {name.casefold() for name in taken}
        self._given: dict[str, str] = {}

    def give(self, wanted: str) -> str:
        """Give a new name, as near to the wanted one as is free."""
        plain = snake_name(wanted)
        name, number = plain, 2
        while name.casefold() in self._taken:
            name, number = f"{plain}_{number}", number + 1
        self._taken.add(name.casefold())
        return name

    def of(self, thing: str, wanted: str | None = None) -> str:
        """Give the name of a thing: a new one at first, then always the same."""
        if thing not in self._given:
            self._given[thing] = self.give(thing if wanted is None else wanted)
        return self._given[thing]


def top_level_names() -> Names:
    """Give the scope of a module, where no standard function can be declared."""
    return Names(CALLABLE | {"as_json"})
