"""The standard components: functions of the runtime, and what they take.

A default is written out only where an argument after it is given.
"""

from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.standard import PARAMETERS


@dataclass(frozen=True, slots=True)
class Standard:
    """A function of the runtime's `components`, and its parameters in order."""

    function: str
    parameters: tuple[n.Field, ...]


STANDARD = {
    name: Standard(name.replace(".", "_"), parameters) for name, parameters in PARAMETERS.items()
}
