"""Colour for terminals, and when to use it."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import TextIO


class Style(Enum):
    """What a piece of output is."""

    error = auto()
    warning = auto()
    headline = auto()
    frame = auto()
    main = auto()
    other = auto()
    note = auto()
    help = auto()


_CODES = {
    Style.error: "1;31",
    Style.warning: "1;33",
    Style.headline: "1",
    Style.frame: "1;34",
    Style.main: "1;31",
    Style.other: "34",
    Style.note: "1",
    Style.help: "1;32",
}

Paint = Callable[[Style, str], str]


def in_colour(style: Style, text: str) -> str:
    """Give a text that a terminal shows in a style."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else text


def without_colour(_style: Style, text: str) -> str:
    """Give the text as it is."""
    return text


def wants_colour(stream: TextIO, environment: Mapping[str, str]) -> bool:
    """Tell whether a stream should get colour: NO_COLOR, FORCE_COLOR, TERM, then the stream."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    if environment.get("TERM", "") == "dumb":
        return False
    return stream.isatty()
