"""Components that an imported program declares: what it calls and nothing here implements."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipesmith.importing import codes
from pipesmith.importing.ledger import Part
from pipesmith.importing.names import Names
from pipesmith.importing.unbound import MODULE
from pipesmith.importing.values import text
from pipesmith.syntax import nodes as n

JSON = n.NamedType(n.Name("json"))


@dataclass(slots=True)
class Operators:
    """The operators of one program; the same thing is declared once."""

    names: Names
    declared: dict[str, n.Component] = field(default_factory=dict)

    def declare(
        self, key: str, title: str, parameters: tuple[str, ...], doc: str, part: Part
    ) -> str:
        """Declare an operator to be bound, and give its name."""
        if key not in self.declared:
            name = self.names.give(title)
            self.declared[key] = self._component(name, parameters, doc)
            part.note(
                codes.UNBOUND,
                f"`{title}` has no implementation in the language",
                "becomes an operator to be written",
                f"the program declares `operator {name}`, bound to `{MODULE}:{name}`",
            )
        return self.declared[key].name.text

    def _component(self, name: str, parameters: tuple[str, ...], doc: str) -> n.Component:
        fields = tuple(n.Field(n.Name(each), JSON) for each in parameters)
        binding = n.PythonBinding(text(f"{MODULE}:{name}"))
        return n.Component("operator", n.Name(name), fields, JSON, (binding,), doc=doc)


def parameter_names(wanted: Mapping[str, object]) -> dict[str, str]:
    """Give each field of a configuration the name of a parameter."""
    names = Names(frozenset({"input"}))
    return {key: names.of(key) for key in wanted}
