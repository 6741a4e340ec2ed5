"""The program that an import comes to: written, read back, and checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pipesmith.diagnostics import Finding, Findings, Severity
from pipesmith.driver import check_source
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
    text = unparse(n.Module(tuple(declarations), doc))
    formatted = format_source(Source("imported.pipe", text))
    return formatted if isinstance(formatted, str) else text


def first_error(text: str, others: Mapping[str, str], name: str) -> Finding | None:
    """Check a module among others, and give the first error in it."""

    def read(path: str) -> Source | None:
        file = path.removeprefix("./")
        return Source(path, others[file]) if file in others else None

    checked = check_source(Source(name, text), read)
    return next((each for each in checked.findings if each.severity is Severity.error), None)
