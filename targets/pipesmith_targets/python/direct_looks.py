"""How a direct form looks at plain values: by class, and closely where that says too little."""

from dataclasses import dataclass, field
from functools import partial, reduce

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.expressions import in_python_order
from pipesmith_targets.python.scope import ModuleScope

_CLASSES: dict[t.Type | None, str] = {t.INT: "int", t.STRING: "str", t.BOOL: "bool"}

_QUICK = 2**30 - 1
"""CPython compares ints quickest that are no further than this from zero; others are looked at."""


def is_class(declared: t.Type | None) -> bool:
    """Tell whether the class of a value says that it is of a type."""
    if isinstance(declared, t.NominalType):
        return bool(declared.module) and declared.of == "record"
    return declared in _CLASSES


@dataclass(slots=True)
class Looks:
    """The looks of one direct form.

    `near` has the builtins that are looked up once, each with its variable, as every look asks for
    them.
    """

    module: ModuleScope
    names: Namespace
    near: dict[str, str] = field(default_factory=dict)

    def builtin(self, name: str) -> py.Node:
        """Name a builtin by the variable that holds it."""
        if name not in self.near:
            self.near[name] = self.names.claim(f"{name}_")
        return py.name(self.near[name])

    def doubtful(self, value: py.Node, declared: t.Type | None) -> py.Node:
        """Ask whether a value needs a closer look, where its class says that it is of a type."""
        found = py.call(self.builtin("type"), value)
        known = _CLASSES.get(declared)
        kind = self.builtin(known) if known else annotation(declared, self.module)
        strange = py.compared(found, ("is not", kind))
        if declared != t.INT:
            return strange
        large = py.boolean("or", strange, py.compared(value, (">", py.integer(_QUICK))))
        return py.boolean("or", large, py.compared(value, ("<", py.integer(-_QUICK))))

    def at_given(self, parameters: tuple[n.Field, ...], names: dict[str, str]) -> ln.Lines:
        """Write the look at what a caller gives, where classes say enough of all of it."""
        if not parameters or not all(is_class(each.type) for each in parameters):
            return []
        in_order = in_python_order(parameters)
        given = [py.name(names[each.name]) for each in in_order]
        doubts = map(self.doubtful, given, [each.type for each in in_order])
        checked = ln.assign(py.tupled(given, bare=True), py.call("run.given", *given))
        return [ln.branches([(reduce(partial(py.boolean, "or"), doubts), [checked])], None)]

    def preparations(self) -> ln.Lines:
        """Write the variables of builtins."""
        if len(self.near) < 2:
            return [ln.assign(name, py.name(known)) for known, name in self.near.items()]
        names, builtins = (
            py.tupled([py.name(name) for name in each], bare=True)
            for each in (self.near.values(), self.near)
        )
        return [ln.assign(names, builtins)]
