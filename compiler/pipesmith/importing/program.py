"""The program that an import comes to: written, read back, and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pipesmith.diagnostics import Finding, Findings, Severity
from pipesmith.driver import check_source
from pipesmith.importing.rewriting import Tree
from pipesmith.source import Source
from pipesmith.syntax import format_source, unparse
from pipesmith.syntax import nodes as n


@dataclass(frozen=True, slots=True)
class Imported:
    """The texts of modules by the names of their files, and what is said of their sources."""

    files: Mapping[str, str]
    findings: Findings


def module_text(declarations: Iterable[n.TopLevel], doc: str | None = None) -> str:
    """Write declarations in the canonical layout."""
    text = unparse(n.Module(printable(tuple(declarations)), doc))
    formatted = format_source(Source("imported.pipe", text))
    return formatted if isinstance(formatted, str) else text


def printable(node: Tree) -> Tree:
    """Give a tree whose comments hold nothing that a program cannot show."""
    if isinstance(node, tuple):
        return tuple(printable(each) for each in node)  # type: ignore[return-value]
    if not isinstance(node, n.Node) or not is_dataclass(node):
        return node
    parts: dict[str, Any] = {
        part.name: _shown(getattr(node, part.name))
        if part.name == "doc"
        else printable(getattr(node, part.name))
        for part in fields(node)
        if part.name != "span"
    }
    return replace(node, **parts)


def _shown(doc: str | None) -> str | None:
    if doc is None:
        return None
    lines = (
        "".join(char if char.isprintable() else " " for char in line) for line in doc.split("\n")
    )
    return "\n".join(line.rstrip() for line in lines)


def first_error(text: str, others: Mapping[str, str], name: str) -> Finding | None:
    """Check a module among others, and give the first error in it."""

    def read(path: str) -> Source | None:
        file = path.removeprefix("./")
        return Source(path, others[file]) if file in others else None

    checked = check_source(Source(name, text), read)
    return next((each for each in checked.findings if each.severity is Severity.error), None)
