"""The Apex target: an sfdx project, with a class for each pipeline of the program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipesmith.diagnostics import Finding
from pipesmith.ir.nodes import Pipeline, Program
from pipesmith.source import Source
from pipesmith.target import NO_SOURCES, PLAIN, Bundle, Need, Options

__all__ = ["TARGET"]


@dataclass(frozen=True, slots=True)
class ApexTarget:
    """Writes programs in Apex; what it takes to do so is loaded when it is first asked to."""

    name: str = "apex"
    lacks: frozenset[str] = frozenset({"link", "optimize"})

    def check(
        self,
        program: Program,
        sources: Mapping[str, Source] = NO_SOURCES,
        options: Options = PLAIN,
    ) -> Iterator[Finding]:
        """Find what cannot be written in Apex."""
        from pipesmith_targets.apex.checking import check

        return check(program, sources, options.tests)

    def needs(self, program: Program, module: str, pipeline: Pipeline) -> tuple[Need, ...]:
        """Tell what a run needs of what a transaction allows."""
        from pipesmith.ir.declared import Declared
        from pipesmith_targets.apex.card import needs_of

        return needs_of(Declared.of(program), module, pipeline)

    def emit(self, program: Program, options: Options) -> Bundle:
        """Write the project of a program."""
        from pipesmith_targets.apex.emitting import emit

        return emit(program, options)


TARGET = ApexTarget()
