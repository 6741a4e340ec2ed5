"""What a direct form calls: the hosts that it takes as parameters."""

from dataclasses import dataclass, field

from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.direct_looks import Looks
from pipesmith_targets.python.expressions import in_python_order
from pipesmith_targets.python.facts import Key
from pipesmith_targets.python.scope import ModuleScope


@dataclass(slots=True)
class DirectCalls:
    """The components whose hosts a direct form calls, each with the parameter that takes it.

    At most `most` stages of the pipeline run at once. `looks` are those at what hosts give.
    """

    module: ModuleScope
    names: Namespace
    looks: Looks
    most: int
    parameters: dict[Key, str] = field(default_factory=dict)

    def parameter(self, key: Key) -> str:
        """Give the parameter that takes the host of a component."""
        if key not in self.parameters:
            known = self.module.declaration(*key)
            self.parameters[key] = self.names.claim(f"call_{known}")
        return self.parameters[key]

    def written(self) -> list[ln.Parameter]:
        """Write the parameters."""
        return [(name, self._annotation(key), None) for key, name in self.parameters.items()]

    def _annotation(self, key: Key) -> py.Node:
        component = self.module.declared.components[key]
        parameters = in_python_order(component.parameters)
        taken = py.listed(annotation(each.type, self.module) for each in parameters)
        gives = annotation(component.result, self.module)
        call, awaitable = (
            py.name(self.module.imports.use("collections.abc", each, at_top=True))
            for each in ("Callable", "Awaitable")
        )
        return py.subscript(call, taken, py.subscript(awaitable, gives))

    def components(self) -> list[py.Node]:
        """Name the components."""
        return [py.name(self.module.declaration(*key)) for key in self.parameters]
