"""Which method of which class a test became."""

from collections.abc import Mapping

from pipesmith.ir import nodes as n
from pipesmith_targets.apex.program_names import ProgramNames


def tried(program: n.Program) -> Mapping[tuple[str, str], n.Test]:
    """Give the tests of a program by class and method."""
    return ProgramNames.of(program).tried
