"""A JSON document, where its parts stand in the text, and what references in it lead to."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from pipesmith.source import Source, Span

Path = tuple[str | int, ...]

MISSING = object()


@dataclass(frozen=True, slots=True)
class Document:
    """JSON that was read from a file."""

    source: Source
    root: Any
    places: Mapping[Path, Span]
    repeated: tuple[Path, ...] = ()
    """The members of which an object has two by one name; the last one counts."""

    def span(self, path: Path) -> Span:
        """Give the place of a part, or of the innermost part around it that was written."""
        while path not in self.places:
            path = path[:-1]
        return self.places[path]

    def head(self, path: Path) -> Span:
        """Give the place where a part begins."""
        span = self.span(path)
        return Span(span.path, span.start, span.start + 1)

    def at(self, path: Path) -> Any:
        """Give the part at a path; MISSING when there is none."""
        value = self.root
        for step in path:
            value = _step(value, step)
        return value

    @property
    def has_parts(self) -> bool:
        """Tell whether a part is a document of its own, where references mean something else."""
        return any(path[-1:] == ("$id",) and len(path) > 1 for path in self.places)

    def target(self, reference: str) -> Path | None:
        """Give where a reference within the document leads."""
        own = self.root.get("$id") if isinstance(self.root, dict) else None
        reference = reference.removeprefix(own) if isinstance(own, str) else reference
        fragment = unquote(reference.removeprefix("#"))
        if (reference and not reference.startswith("#")) or self.has_parts:
            return None
        if fragment and not fragment.startswith("/"):
            return next(_anchored(self.root, fragment, ()), None)
        path: Path = ()
        for token in fragment.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            in_list = isinstance(self.at(path), list) and name.isdecimal()
            path = (*path, int(name) if in_list else name)
        return path if self.at(path) is not MISSING else None


def _step(value: Any, step: str | int) -> Any:
    if isinstance(value, dict) and isinstance(step, str):
        return value.get(step, MISSING)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return MISSING


def _anchored(value: Any, name: str, path: Path) -> Iterator[Path]:
    if isinstance(value, dict):
        if value.get("$anchor") == name:
            yield path
        for key, each in value.items():
            yield from _anchored(each, name, (*path, key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _anchored(each, name, (*path, at))


def read_document(source: Source) -> Document:
    """Read a document; ValueError and RecursionError say that it is not JSON."""
    text = source.text.removeprefix("\ufeff")
    root = json.loads(text, parse_constant=_refuse)
    places: dict[Path, Span] = {}
    reading = _Places(source, places)
    reading.value(len(source.text) - len(text), ())
    return Document(source, root, places, tuple(reading.repeated))


def _refuse(word: str) -> Any:
    raise ValueError(f"`{word}` is not JSON")


_DECODER = json.JSONDecoder()
_BLANK = re.compile(r"[ \t\r\n]*")
_SCALAR = re.compile(r"[^\s,\]}]+")


class _Places:
    """Walks a text that is known to be JSON, and notes where each part stands."""

    def __init__(self, source: Source, places: dict[Path, Span]) -> None:
        self.source = source
        self.text = source.text
        self.places = places
        self.repeated: list[Path] = []

    def value(self, at: int, path: Path) -> int:
        """Note a value, and give where it ends."""
        at = self.blank(at)
        match self.text[at]:
            case "{":
                end = self.members(at + 1, path)
            case "[":
                end = self.items(at + 1, path)
            case '"':
                end = self.name(at)[1]
            case _:
                found = _SCALAR.match(self.text, at)
                end = found.end() if found else at + 1
        if path in self.places:
            self.repeated.append(path)
        self.places[path] = self.source.span(at, end)
        return end

    def name(self, at: int) -> tuple[str, int]:
        """Read a text, and give where it ends."""
        text, end = _DECODER.raw_decode(self.text, at)
        return str(text), end

    def blank(self, at: int) -> int:
        """Pass over blanks."""
        found = _BLANK.match(self.text, at)
        return found.end() if found else at

    def members(self, at: int, path: Path) -> int:
        """Note the members of an object."""
        at = self.blank(at)
        while self.text[at] != "}":
            name, at = self.name(at)
            at = self.blank(self.value(self.blank(at) + 1, (*path, name)))
            at = self.blank(at + 1) if self.text[at] == "," else at
        return at + 1

    def items(self, at: int, path: Path) -> int:
        """Note the items of a list."""
        at, count = self.blank(at), 0
        while self.text[at] != "]":
            at = self.blank(self.value(at, (*path, count)))
            at, count = self.blank(at + 1) if self.text[at] == "," else at, count + 1
        return at + 1


def json_path(path: Path) -> str:
    """Write a path as JSONPath does."""
    return "$" + "".join(
        f"[{step}]"
        if isinstance(step, int)
        else f".{step}"
        if re.fullmatch(r"[$A-Za-z_]\w*", step, re.ASCII)
        else f"[{json.dumps(step)}]"
        for step in path
    )
