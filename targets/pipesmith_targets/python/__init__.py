"""The Python target: standalone asyncio modules, one for each module of the program."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipesmith.diagnostics import Finding
from pipesmith.ir.nodes import Pipeline, Program
from pipesmith.source import Source
from pipesmith.target import NO_SOURCES, PLAIN, Bundle, Need, Options

__all__ = ["TARGET"]


@dataclass(frozen=True, slots=True)
class PythonTarget:
    """Writes programs in Python; what it takes to do so is loaded when it is first asked to."""

    name: str = "python"
    lacks: frozenset[str] = frozenset()

    def check(
        self,
        program: Program,
        sources: Mapping[str, Source] = NO_SOURCES,
        options: Options = PLAIN,
    ) -> Iterator[Finding]:
        """Find what cannot be written in Python."""
        from pipesmith_targets.python.checking import check

        return check(program, sources)

    def needs(self, program: Program, module: str, pipeline: Pipeline) -> tuple[Need, ...]:
        """Tell what a run needs of what is limited, which in Python is nothing."""
        return ()

    def emit(self, program: Program, options: Options) -> Bundle:
        """Write the modules of a program."""
        from pipesmith_targets.python.emitting import emit

        return emit(program, options)


TARGET = PythonTarget()
