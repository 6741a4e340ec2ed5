"""Sites: the constants of a pipeline's stages, named after their addresses."""

from dataclasses import dataclass, field

from pipesmith.ir import nodes as n
from pipesmith_targets.identifiers import Namespace, capitals
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.policies import constant_policies
from pipesmith_targets.python.scope import ModuleScope


@dataclass(slots=True)
class Sites:
    """The sites of one pipeline."""

    module: ModuleScope
    names: Namespace
    pipeline: str
    made: list[tuple[n.Place, ln.Line]] = field(default_factory=list)
    known: dict[tuple[str, n.Place], str] = field(default_factory=dict)

    @property
    def lines(self) -> ln.Lines:
        """Give the definitions in the order of the source."""
        in_order = sorted(self.made, key=lambda each: (each[0].line, each[0].column))
        return [line for _, line in in_order]

    def add(self, path: str, place: n.Place, policies: n.Policies | None = None) -> py.Node:
        """Define a site, once, and read it."""
        if (path, place) in self.known:
            return py.name(self.known[path, place])
        wanted = capitals(path)
        if wanted in self.names:
            wanted = capitals(f"{self.pipeline}_{path}")
        name = self.names.claim(wanted)
        made = self.module.imports.runtime("Site", at_top=True)
        where = (py.text(path), py.integer(place.line), py.integer(place.column))
        clauses = constant_policies(policies, self.module) if policies else {}
        self.made.append((place, ln.assign(name, py.call(made, *where, **clauses))))
        self.known[path, place] = name
        return py.name(name)
