"""A program within a test, taken through the passes one by one."""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.checking import ENTRY

from pipesmith.analysis.bindings import Names
from pipesmith.analysis.check import Types, check
from pipesmith.analysis.load import Loaded, load
from pipesmith.analysis.order import Order, put_in_order
from pipesmith.analysis.resolve import resolve
from pipesmith.diagnostics import Finding
from pipesmith.ir import nodes as n
from pipesmith.ir.lower import lower
from pipesmith.ir.verify import verify
from pipesmith.source import Source


@dataclass(frozen=True)
class Analysed:
    """What each pass gives."""

    loaded: Loaded
    names: Names
    types: Types
    order: Order

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Give the findings of all passes."""
        passes = (self.loaded, self.names, self.types, self.order)
        return tuple(finding for each in passes for finding in each.findings)

    @property
    def slugs(self) -> list[str]:
        """Give the slugs of all findings, sorted."""
        return sorted(finding.slug.name for finding in self.findings)


def analyse(text: str, others: Mapping[str, str] | None = None) -> Analysed:
    """Take a program through the passes."""
    files = {**(others or {}), ENTRY: text}

    def read(path: str) -> Source | None:
        return Source(path, files[path]) if path in files else None

    loaded = load(Source(ENTRY, text), read)
    names = resolve(loaded)
    types = check(loaded, names)
    return Analysed(loaded, names, types, put_in_order(loaded, names))


def types_in(text: str) -> dict[str, str]:
    """Give the type of every named value of a program that must be sound, as source writes it."""
    analysed = analyse(text)
    assert [f.message for f in analysed.findings if f.severity == "error"] == []
    values = analysed.types.tables.values
    return {binding.name: str(type_) for binding, type_ in values.items()}


def lowered(text: str, others: Mapping[str, str] | None = None) -> n.Program:
    """Give the IR of a program that must be sound, and IR that holds."""
    analysed = analyse(text, others)
    assert [f.message for f in analysed.findings if f.severity == "error"] == []
    program = lower(analysed.loaded, analysed.names, analysed.types, analysed.order)
    assert [str(problem) for problem in verify(program)] == []
    return program


def body(program: n.Program) -> tuple[n.Statement, ...]:
    """Give the statements of the last pipeline."""
    return program.entry.pipelines[-1].body.statements
