"""Apex text to its syntax tree, by the parser executable that the gates install."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from tests.apexvm.tree import Node

TOOLS = Path(__file__).parents[1] / "apex" / "node_modules"
_OUTPUT = "apex.jorje.semantic.compiler.parser.ParserOutput"


class ParserMissing(Exception):
    """The parser is not installed."""


class ApexSyntaxError(Exception):
    """A text is not Apex."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What the parser complains about, and on which line."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A syntax tree, or the mistakes that prevent one."""

    unit: Node | None
    mistakes: tuple[Mistake, ...]


@cache
def executable() -> Path:
    """Find the parser of this platform."""
    found = sorted(TOOLS.glob("@prettier-apex/apex-ast-serializer-*/apex-ast-serializer-*"))
    if not found:
        raise ParserMissing("the Apex parser is not installed; `make apex-tools` installs it")
    return found[0]


@lru_cache(maxsize=400)
def parse(text: str) -> Parsed:
    """Parse one file; equal texts are parsed once, unless many others came between."""
    done = subprocess.run(
        [executable()], input=text.encode(), capture_output=True, check=True, timeout=120
    )
    output = json.loads(done.stdout)[_OUTPUT]
    mistakes = tuple(map(_mistake, output["parseErrors"] or output["internalErrors"]))
    return Parsed(output.get("unit") if not mistakes else None, mistakes)


def parse_all(files: Mapping[str, str]) -> dict[str, Node]:
    """Parse the files of a project at once, or say where the first mistake is."""
    with ThreadPoolExecutor() as pool:
        results = dict(zip(files, pool.map(parse, files.values()), strict=True))
    return {name: _unit(name, parsed) for name, parsed in results.items()}


def _unit(name: str, parsed: Parsed) -> Node:
    if parsed.unit is None:
        first = parsed.mistakes[0]
        raise ApexSyntaxError(f"{name}:{first.line}: {first.message}")
    return parsed.unit


def _mistake(error: Node) -> Mistake:
    place = (error.get("error") or {}).get("error") or error.get("error") or {}
    return Mistake((place.get("loc") or {}).get("line", 0), error.get("message", "not Apex"))
