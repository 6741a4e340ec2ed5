"""Components that the language does not bring, and that have to be written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.importing.names import Names, snake_name
from pipesmith.importing.values import text, type_syntax
from pipesmith.syntax import nodes as n

MODULE = "components"
"""The Python module in which the components that have to be written are looked for."""

SIMPLE = (t.STRING, t.INT, t.FLOAT, t.BOOL)


@dataclass(slots=True)
class Parameter:
    """A parameter: its name, its type, and how many calls give it."""

    name: str
    type: t.Type
    given: int = 0


@dataclass(slots=True)
class Unbound:
    """A component to be written; its parameters are what all its calls give."""

    called: str
    scope: Names
    name: str = ""
    calls: int = 0
    parameters: dict[str, Parameter] = field(default_factory=dict)
    _names: Names = field(default_factory=Names)

    def call(self, given: Mapping[str, t.Type]) -> None:
        """Take in a call, by the names and types of its arguments."""
        self.name = self.name or self.scope.give(self.called)
        self.calls += 1
        for original, kind in given.items():
            own = kind if kind in SIMPLE else t.JSON
            if original not in self.parameters:
                self.parameters[original] = Parameter(self._names.give(original), own)
            known = self.parameters[original]
            known.type = own if known.type == own else t.JSON
            known.given += 1

    def declaration(self) -> n.Component:
        """Declare the component; what not every call gives may be left out."""
        own = snake_name(self.called) == self.called
        return n.Component(
            "operator",
            n.Name(self.name),
            tuple(self._field(each) for each in self.parameters.values()),
            type_syntax(t.JSON),
            (n.PythonBinding(text(f"{MODULE}:{self.name}")),),
            doc="To be written." if own else f"To be written: `{self.called}`.",
        )

    def _field(self, parameter: Parameter) -> n.Field:
        if parameter.given == self.calls:
            return n.Field(n.Name(parameter.name), type_syntax(parameter.type))
        return n.Field(n.Name(parameter.name), type_syntax(t.JSON), n.NullLiteral())
