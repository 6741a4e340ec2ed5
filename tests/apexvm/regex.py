"""Regular expressions of Java, on UTF-16 texts, by Python's engine on characters."""

from __future__ import annotations

import re
import sys
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache

from tests.apexvm.errors import UnknownSyntax, fail
from tests.apexvm.text import characters, units

_POSIX = {
    "Alpha": "a-zA-Z",
    "Lower": "a-z",
    "Upper": "A-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Space": r" \t\n\x0b\f\r",
    "Blank": r" \t",
    "XDigit": "0-9a-fA-F",
    "ASCII": r"\x00-\x7f",
    "Graph": "!-~",
    "Print": " -~",
    "Cntrl": r"\x00-\x1f\x7f",
}
_PIECE = re.compile(
    r"""\\Q(?P<quoted>.*?)(?:\\E|$)
      | \\(?P<sign>[pP])\{(?P<property>\w+)\} | \\(?P<short_sign>[pP])(?P<short>[A-Z])
      | \\x\{(?P<code>[0-9a-fA-F]+)\}
      | \\k<(?P<reference>\w+)>
      | \\(?P<escape>[\s\S])
      | (?P<flags>\(\?[a-zA-Z]+\))
      | (?P<name>\(\?<(?=[a-zA-Z]))
      | (?P<opening>\[\^?\]?) | (?P<closing>\]) | (?P<both>&&)
      | (?P<other>[\s\S])""",
    re.VERBOSE,
)
_ESCAPES = {
    "z": r"\Z",
    "Z": r"(?=(?:\r\n|[\n\r\u0085\u2028\u2029])?\Z)",
    "h": r"[ \t\xA0\u1680\u2000-\u200a\u202f\u205f\u3000]",
    "R": r"(?:\r\n|[\n\x0b\f\r\u0085\u2028\u2029])",
    "e": r"\x1b",
}
_REFUSED = frozenset("GXNBHvVcC") - {"B"}
_DOT = r"[^\n\r\u0085\u2028\u2029]"
_END = r"(?=(?:\r\n|[\n\r\u0085\u2028\u2029])?\Z)"


@cache
def java_pattern(expression: str) -> re.Pattern[str]:
    """Compile an expression of Java; without its flag `U`, digits and words are those of ASCII."""
    flags = _leading_flags(expression)
    mode = re.NOFLAG if "U" in flags else re.ASCII
    try:
        return re.compile("".join(_pieces(characters(expression), flags)), mode)
    except re.error as error:
        fail("StringException", f"Invalid regex: {error}")


def _leading_flags(expression: str) -> str:
    found = re.match(r"\(\?([a-zA-Z]+)\)", expression)
    return found[1] if found else ""


def _pieces(expression: str, flags: str) -> Iterator[str]:
    inside = False
    for found in _PIECE.finditer(expression):
        name = found.lastgroup or "other"
        if name == "opening":
            inside = _opened(inside)
        elif name == "closing":
            inside = False
        yield _piece(name, found, flags, inside)


def _opened(inside: bool) -> bool:
    if inside:
        raise UnknownSyntax("a class within a class of a regular expression")
    return True


def _piece(name: str, found: re.Match[str], flags: str, inside: bool) -> str:
    match name:
        case "quoted":
            return re.escape(found["quoted"])
        case "property" | "short":
            sign = found["sign"] or found["short_sign"]
            return _class_of(found["property"] or found["short"], sign == "P", inside)
        case "code":
            return re.escape(chr(int(found["code"], 16)))
        case "reference":
            return f"(?P={found['reference']})"
        case "escape":
            return _escape(found["escape"], inside)
        case "flags":
            return _flags(found[0])
        case "name":
            return "(?P<"
        case "opening":
            return found[0].replace("]", r"\]")
        case "both" if inside:
            raise UnknownSyntax("an intersection of classes of a regular expression")
        case _:
            return found[0] if inside else _outside(found[0], flags)


def _outside(unit: str, flags: str) -> str:
    if unit == "." and "s" not in flags:
        return _DOT
    return _END if unit == "$" and "m" not in flags else unit


def _escape(unit: str, inside: bool) -> str:
    if unit in _REFUSED:
        raise UnknownSyntax(f"\\{unit} in a regular expression")
    if inside and unit == "h":
        return _ESCAPES[unit][1:-1]
    return f"\\{unit}" if inside else _ESCAPES.get(unit, f"\\{unit}")


def _flags(written: str) -> str:
    kept = written[2:-1].replace("U", "").replace("u", "")
    return f"(?{kept})" if kept else ""


def _class_of(name: str, negated: bool, inside: bool) -> str:
    ranges = _POSIX.get(name) or _category(
        name.removeprefix("Is").removeprefix("general_category=")
    )
    if not ranges:
        raise UnknownSyntax(f"\\p{{{name}}} in a regular expression")
    if inside and negated:
        raise UnknownSyntax(f"\\P{{{name}}} in a class of a regular expression")
    return ranges if inside else f"[{'^' if negated else ''}{ranges}]"


@cache
def _category(name: str) -> str:
    """Write the characters of a category of Unicode as ranges."""
    found = _categories()
    wanted = {"Alphabetic": ("L", "Nl"), "L1": ()}.get(name, (name,))
    kinds = [kind for kind in found if kind.startswith(wanted)] if wanted else []
    return "".join(found[kind] for kind in kinds)


@cache
def _categories() -> dict[str, str]:
    runs: dict[str, list[str]] = {}
    start, kind = 0, unicodedata.category("\0")
    for code in range(1, sys.maxunicode + 2):
        now = unicodedata.category(chr(code)) if code <= sys.maxunicode else ""
        if now != kind:
            runs.setdefault(kind, []).append(f"\\U{start:08x}-\\U{code - 1:08x}")
            start, kind = code, now
    return {kind: "".join(ranges) for kind, ranges in runs.items()}


class Searched:
    """A text as characters, with the places that they have as units."""

    def __init__(self, text: str) -> None:
        self.text = characters(text)
        self._places = None if len(self.text) == len(text) else _places(self.text)

    def unit(self, place: int) -> int:
        """Give the place of a unit."""
        return place if self._places is None or place < 0 else self._places[place]

    def character(self, place: int) -> int:
        """Give the place of a character."""
        return place if self._places is None else bisect_left(self._places, place)


def _places(text: str) -> list[int]:
    places = [0]
    for one in text:
        places.append(places[-1] + (2 if one > "\uffff" else 1))
    return places


_REFERENCE = re.compile(r"\\(.)|\$(\d)|\$\{(\w+)\}", re.DOTALL)


def replacement(written: str) -> Callable[[re.Match[str]], str]:
    """Read what is put in place of a match: `$1` is a group, a backslash protects."""

    def build(found: re.Match[str]) -> str:
        def fill(piece: re.Match[str]) -> str:
            if piece[1] is not None:
                return piece[1]
            return found[int(piece[2]) if piece[2] else piece[3]] or ""

        return _REFERENCE.sub(fill, characters(written))

    return build


def substitute(pattern: re.Pattern[str], text: str, new: str, count: int = 0) -> str:
    """Replace what is found in a text."""
    return units(pattern.sub(replacement(new), characters(text), count=count))


def java_split(pattern: re.Pattern[str], given: str, limit: int) -> list[str]:
    """Split as Java does: no empty text first for an empty match, none at the end without limit."""
    text = characters(given)
    parts: list[str] = []
    start = 0
    for found in pattern.finditer(text):
        if limit > 0 and len(parts) == limit - 1:
            break
        if found.end() > 0 and not (found.start() == found.end() == len(text)):
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    while limit == 0 and len(parts) > 1 and not parts[-1]:
        parts.pop()
    return [units(part) for part in parts]
