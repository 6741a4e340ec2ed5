"""Parameters of functions: their names, annotations, defaults, and the conditions on them."""

from collections.abc import Collection, Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.expressions import defaults_last, in_python_order, write
from pipesmith_targets.python.reserved import KEYWORDS
from pipesmith_targets.python.scope import Scope


class Parameters:
    """The parameters of one declaration, written in the scope of its function.

    Where data enters they are `checked`, and null may be left out; a plain function is only called
    by generated code, which gives it all that has no default.
    """

    def __init__(
        self, parameters: tuple[n.Field, ...], names: dict[str, str], scope: Scope, *, checked: bool
    ) -> None:
        self.parameters = parameters
        self.names = names
        self.checked = checked
        scope.names.shared.update({known: ("parameter", known) for known in names.values()})
        values = {source: py.name(known) for source, known in names.items()}
        self.scope = scope.knowing(**values)

    def written(self) -> list[ln.Parameter]:
        """Give the parameters in Python's order."""
        in_order = in_python_order if self.checked else defaults_last
        return [self._parameter(each) for each in in_order(self.parameters)]

    def _parameter(self, parameter: n.Field) -> ln.Parameter:
        module = self.scope.module
        written = annotation(parameter.type, module, checked=self.checked)
        return self.names[parameter.name], written, self._default(parameter)

    def _default(self, parameter: n.Field) -> py.Node | None:
        if parameter.default is None:
            optional = self.checked and isinstance(parameter.type, t.OptionalType)
            return py.NONE if optional else None
        if _is_computed(parameter.default):
            return self.scope.runtime("DEFAULT")
        return write(parameter.default, self.scope)

    def defaults(self, names: Collection[str]) -> Iterator[tuple[ln.Line, n.Place]]:
        """Give the lines that compute the defaults of some parameters, in declared order."""
        for each in self.parameters:
            if each.name in names and each.default is not None and _is_computed(each.default):
                yield self._computed(each, each.default), each.place

    def preparations(self, demand: py.Node) -> Iterator[tuple[ln.Line, n.Place]]:
        """Give the lines that compute defaults and check conditions, in declared order."""
        for each in self.parameters:
            yield from self.defaults([each.name])
            if each.where is not None:
                yield self._condition(each, each.where, demand), each.place

    def _computed(self, parameter: n.Field, default: n.Expression) -> ln.Line:
        known = py.name(self.names[parameter.name])
        missing = py.compared(known, ("is", self.scope.runtime("DEFAULT")))
        return ln.branches([(missing, [ln.assign(known, write(default, self.scope))])], None)

    def _condition(self, parameter: n.Field, where: n.Condition, demand: py.Node) -> ln.Line:
        known = py.name(self.names[parameter.name])
        test = write(where.test, self.scope.knowing(it=known))
        if isinstance(parameter.type, t.OptionalType):
            test = py.boolean("or", py.compared(known, ("is", py.NONE)), test)
        texts = py.text(parameter.name), py.text(where.text)
        return ln.evaluated(py.call(demand, test, *texts, known))

    @property
    def renamed(self) -> py.Node | None:
        """Give the names that Python could not keep, as a map to the names of the source."""
        pairs = [
            (py.text(known), py.text(name)) for name, known in self.names.items() if name != known
        ]
        return py.mapping(pairs) if pairs else None

    def keywords(self) -> dict[str, py.Node]:
        """Give each parameter under the name that host code knows it by."""
        return {
            known if name in KEYWORDS else name: py.name(known)
            for name, known in self.names.items()
        }


def _is_computed(default: n.Expression) -> bool:
    """Tell whether a default is made anew for each call: Python makes its own only once."""
    match default:
        case n.Collection() | n.MapValue():
            return True
        case _:
            return bool(free_names(default))
