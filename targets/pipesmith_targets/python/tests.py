"""Tests and properties as a module of pytest and Hypothesis.

Reads     a module of a program that passed the target's check.
Gives     formatted Python beside the module's own: a function for each test and property.
Reports   nothing.
Promises  the source's order and words; each statement knows the place that it comes from.
Leaves    mocks, time and what a run did to the runtime's `testing`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipesmith.ir import nodes as n
from pipesmith.ir.declared import Declared
from pipesmith.ir.walk import free_names
from pipesmith.target import SourceMap
from pipesmith_targets.identifiers import Namespace, snake
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.build import Written
from pipesmith_targets.python.conversions import adapted
from pipesmith_targets.python.edges import header_text
from pipesmith_targets.python.expectations import expectation
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.formatting import formatted
from pipesmith_targets.python.frame import Marks
from pipesmith_targets.python.imports import Imports
from pipesmith_targets.python.layout import laid_out
from pipesmith_targets.python.mocking import mock
from pipesmith_targets.python.names import Names
from pipesmith_targets.python.reserved import BUILTINS, KEYWORDS, MODULE_NAMES
from pipesmith_targets.python.scope import ModuleScope, Scope
from pipesmith_targets.python.tracing import rows

PREFIX = "test_"
_OWN = {"scenario", "trial", "example", "call"}
"""Names that every test gives a meaning."""


def test_functions(module: n.Module) -> dict[str, n.Scenario]:
    """Give the name of the function that each test becomes."""
    taken = Namespace()
    return {taken.claim(f"{PREFIX}{snake(each.title)}"): each for each in module.tests}


def build_tests(module: n.Module, source: str, names: Names, declared: Declared) -> Written:
    """Write the tests of one module; `source` is what its file is called in the text."""
    functions = test_functions(module)
    taken = Namespace(names={*functions, *KEYWORDS, *BUILTINS, *MODULE_NAMES, *_OWN})
    beside = n.Module(
        f"{PREFIX}{module.name}",
        module.path,
        (n.Import(module.name, ()), *module.imports),
        (),
        doc=f"Tests of {source}.",
    )
    scope = ModuleScope(beside, names, declared, Imports(taken, _values(module, declared)), {})
    marks = Marks()
    pieces: list[ln.Lines] = [
        [_Function(each, name, scope, marks).write()] for name, each in functions.items()
    ]
    header = formatted(header_text(beside, source, scope.imports))
    text = header + "".join("\n\n" + laid_out(piece) for piece in pieces)
    return Written(text, SourceMap(source, tuple(rows(header, pieces, text, marks))))


def _values(module: n.Module, declared: Declared) -> set[str]:
    """Give the names of inputs, which nothing imported may bear."""
    pipelines = {declared.pipelines[each.module, each.pipeline].name: each for each in module.tests}
    return {
        parameter.name
        for each in pipelines.values()
        for parameter in declared.pipelines[each.module, each.pipeline].parameters
    }


@dataclass(slots=True)
class _Function:
    """One test being written."""

    scenario: n.Scenario
    name: str
    module: ModuleScope
    marks: Marks
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self.module, Namespace(self.module.imports.names))

    @property
    def pipeline(self) -> n.Pipeline:
        """Give the pipeline that the test runs."""
        return self.module.declared.pipelines[self.scenario.module, self.scenario.pipeline]

    def write(self) -> ln.Line:
        """Write the function."""
        lines: ln.Lines = [self._set_up(), *self._inputs()]
        for each in self.scenario.mocks:
            lines.append(self.marks.at(ln.evaluated(mock(each, self.scope)), each.place))
        lines.append(ln.assign("trial", self._run()))
        trial = py.name("trial")
        scope = self.scope.knowing(
            **{
                **{each: py.attribute(trial, each) for each in ("result", "took")},
                **self.scope.values,
            }
        )
        for expected in self.scenario.expectations:
            line = ln.asserted(expectation(expected, scope))
            lines.append(self.marks.at(line, expected.place))
        return self.marks.at(self._defined(lines), self.scenario.place)

    def _defined(self, lines: ln.Lines) -> ln.Line:
        doc = ln.documented(self.scenario.doc or _sentence(self.scenario.title))
        given: list[ln.Parameter] = []
        decorators: list[py.Node] = []
        if isinstance(self.scenario, n.Property):
            kind = self.module.imports.use("hypothesis.strategies", "DataObject", at_top=True)
            given = [("example", py.name(kind), None)]
            decorators = self._decorators()
        return ln.defined(
            self.name, given, py.NONE, [*doc, *lines], decorators=decorators, asynchronous=False
        )

    def _decorators(self) -> list[py.Node]:
        use = self.module.imports.use
        drawn = py.call(use("hypothesis.strategies", "data", at_top=True))
        return [
            py.call(self.module.imports.runtime("examples", "testing", at_top=True)),
            py.call(use("hypothesis", "given", at_top=True), drawn),
        ]

    def _set_up(self) -> ln.Line:
        known = self.module.declaration(self.scenario.module, self.scenario.pipeline)
        made = self.module.imports.runtime("Scenario", "testing", at_top=True)
        drawing = [py.name("example")] if isinstance(self.scenario, n.Property) else []
        return ln.assign("scenario", py.call(made, py.name(known), *drawing))

    # ------------------------------------------------------------ inputs

    def _inputs(self) -> Iterator[ln.Line]:
        """Name the inputs that are drawn, and those that something reads."""
        read = self._read()
        for parameter in self.pipeline.parameters:
            if parameter.name not in read:
                continue
            value = self._value(parameter)
            written = annotation(parameter.type, self.module)
            known, self.scope = self.scope.bind(parameter.name)
            line = ln.assign(known, value, written)
            yield self.marks.at(line, self.scenario.place)

    def _read(self) -> set[str]:
        """Give the inputs that are drawn or read, and those that their defaults read."""
        parts = (*self.scenario.mocks, *self.scenario.expectations)
        read = {name for part in parts for name in free_names(part)}
        if isinstance(self.scenario, n.Property):
            read |= set(self.scenario.parameters)
        for parameter in reversed(self.pipeline.parameters):
            if parameter.name in read and parameter.default is not None:
                read |= free_names(parameter.default)
        return read

    def _value(self, parameter: n.Field) -> py.Node:
        """Give what an input is: drawn, given, its default, or null."""
        if isinstance(self.scenario, n.Property) and parameter.name in self.scenario.parameters:
            draw = py.attribute(py.name("scenario"), "draw")
            return py.call(draw, py.text(parameter.name))
        given = self._given(parameter.name)
        if given is not None:
            return adapted(write(given, self.scope), given, parameter.type)
        default = parameter.default
        return py.NONE if default is None else write(default, self.scope)

    def _given(self, name: str) -> n.Expression | None:
        if isinstance(self.scenario, n.Property):
            return None
        return next((each.value for each in self.scenario.arguments if each.name == name), None)

    def _run(self) -> py.Node:
        """Write the run, with each input that is not left to its default."""
        names = self.module.names.members[self.scenario.module, self.scenario.pipeline]
        given: dict[str, py.Node] = {}
        for parameter in self.pipeline.parameters:
            local = self.scope.values.get(parameter.name)
            if local is not None:
                given[names[parameter.name]] = local
            elif self._given(parameter.name) is not None:
                given[names[parameter.name]] = self._value(parameter)
        return py.call(py.attribute(py.name("scenario"), "run"), **given)


def _sentence(title: str) -> str:
    """Write a title as a docstring begins and ends."""
    text = title[:1].upper() + title[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."
