"""A checked program: the trees, and what `check` knows of their nodes."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.analysis.bindings import Names
from pipesmith.analysis.check import Types, check
from pipesmith.analysis.load import load
from pipesmith.analysis.relations import Relations
from pipesmith.analysis.resolve import resolve
from pipesmith.diagnostics import Severity
from pipesmith.source import Source
from pipesmith.syntax import nodes as s


class Unsound(Exception):
    """A program has errors."""


@dataclass(frozen=True, slots=True)
class Program:
    """One module without errors."""

    module: str
    tree: s.Module
    names: Names
    types: Types

    @property
    def relations(self) -> Relations:
        """Give what is known of types among each other."""
        return self.types.relations

    def declared(self, name: str) -> object:
        """Give the declaration of a name, None where there is none."""
        found = self.names.find(self.module, name)
        return None if found is None else found.node

    def pipeline(self, name: str) -> s.Pipeline:
        """Give a pipeline."""
        found = self.declared(name)
        assert isinstance(found, s.Pipeline)
        return found

    def read_type(self, node: s.TypeSyntax | None) -> t.Type:
        """Give the type that source means."""
        return t.NULL if node is None else self.types.schemas.types.read(node, self.module)

    def lineage(self, error: str) -> tuple[str, ...]:
        """Give an error's name, its parent, and so on."""
        return self.names.lineage(self.module, error)

    def components(self) -> Iterator[s.Component]:
        """Give the components."""
        for node in self.tree.declarations:
            if isinstance(node, s.Component):
                yield node


def checked(text: str) -> Program:
    """Check the text of a module that must be sound."""
    modules = load(Source("main.pipe", text), lambda path: None)
    names = resolve(modules)
    types = check(modules, names)
    found = (*modules.findings, *names.findings, *types.findings)
    errors = [finding for finding in found if finding.severity is Severity.error]
    if errors:
        raise Unsound("; ".join(f"{each.message} ({each.slug.name})" for each in errors))
    return Program(modules.entry.name, modules.entry.tree, names, types)
