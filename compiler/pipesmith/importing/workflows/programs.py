"""A program of several workflows, which may call one another.

Reads     raw workflows, and what the nodes of their system do.
Gives     the text of one module: operators to be bound, functions, pipelines.
Reports   calls in a circle or too deep, flow that no statement says, what is left of the files.
Promises  the text is a program that checks.
Leaves    the shape of the files to the readers of each system.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pipesmith.diagnostics import Findings
from pipesmith.importing import codes
from pipesmith.importing import findings as say
from pipesmith.importing.declared import Declared
from pipesmith.importing.expressions.translating import Scope
from pipesmith.importing.ledger import Ledger
from pipesmith.importing.names import top_level_names
from pipesmith.importing.program import Imported, first_error, module_text
from pipesmith.importing.structuring import Tangle, close, structure
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.building import Building, Built
from pipesmith.importing.workflows.depth import Called, check_calls
from pipesmith.importing.workflows.here import Here
from pipesmith.importing.workflows.operators import Operators
from pipesmith.importing.workflows.raw import Raw, RawNode
from pipesmith.importing.workflows.scopes import Words, WorkflowScope
from pipesmith.importing.workflows.writer import Workflow, Written, write
from pipesmith.schema.naming import pascal_case
from pipesmith.source import Source
from pipesmith.syntax import nodes as n
from pipesmith.syntax import parse

JSON = n.NamedType(n.Name("json"))

MERGED = """
/// The members of all objects in a list; of two with one name the later. Null has none.
function merged(items: list[json]) -> json =
  items
    | filter(each => each != null)
    | reduce({} as map[string, json], (whole, each) => merge(whole, each as map[string, json]))
"""


class System(Protocol):
    """What tells one system from another."""

    @property
    def words(self) -> Words:
        """Give what names mean in its expressions."""

    def role(self, node: RawNode) -> str:
        """Tell which part a node has in the flow; nothing for one that does something."""

    def act(self, node: RawNode, program: "Program") -> a.Act:
        """Give what a node does."""


@dataclass(slots=True)
class Program:
    """The workflows of one import, with all that they declare."""

    system: System
    raws: dict[str, Raw]
    operators: Operators = field(init=False)
    calls: dict[str, list[Called]] = field(default_factory=dict)
    variables: dict[str, dict[str, n.Expression]] = field(default_factory=dict)
    _current: str = ""
    _names: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give each pipeline its name, before anything calls it."""
        names = top_level_names()
        names.give("merged")
        self._names = {key: names.give(raw.title) for key, raw in self.raws.items()}
        self.operators = Operators(names)

    def pipeline(self, workflow: str) -> str | None:
        """Give the name of a workflow's pipeline; None where there is no such workflow."""
        return self._names.get(workflow)

    def called(self, call: Called) -> None:
        """Note a call of the workflow at hand."""
        self.calls[self._current].append(call)

    def variable(self, name: str) -> None:
        """Declare a variable of the workflow at hand."""
        self.variables[self._current].setdefault(name, n.NullLiteral())

    # ---------------------------------------------------------------- the module

    def declarations(self) -> tuple[n.TopLevel, ...]:
        """Give all declarations, the workflow that calls the others last."""
        built = {key: self._built(key, raw) for key, raw in self.raws.items()}
        check_calls({key: tuple(calls) for key, calls in self.calls.items()})
        pipelines: list[n.TopLevel] = []
        merges = False
        for key, raw in self.raws.items():
            written = self._written(key, raw, built[key])
            if written is not None:
                merges |= written.merges
                pipelines += [*written.enums, self._pipeline(key, raw, written)]
        functions = parse(Source("merged.pipe", MERGED)).module.declarations if merges else ()
        return (*self.operators.declared.values(), *functions, *pipelines)

    def _built(self, key: str, raw: Raw) -> Built | None:
        self._current = key
        self.calls[key], self.variables[key] = [], {}
        if raw.entry is None:
            return None
        act = self.system.act
        return Building(raw, lambda node: act(node, self), self.system.role).built(raw.entry)

    def _written(self, key: str, raw: Raw, built: Built | None) -> Written | None:
        if built is None:
            return None
        closed, homeless = close(built.flow)
        for name in homeless:
            message = f"`{name}` stands in no loop"
            built.nodes[name].part.note(codes.TANGLED, message, "no loop to leave")
        try:
            shapes = structure(closed)
        except Tangle as tangle:
            self._tell_tangle(tangle.point, raw, built)
            return None
        scopes = _Scopes(self.system.words, raw, dict(_ids(raw)))
        workflow = Workflow(
            raw.name, built.nodes, closed.entry, shapes, scopes.of, self.variables[key]
        )
        title = pascal_case(self._names[key])
        return write(workflow, lambda number: f"{title}State{number + 1 if number else ''}")

    def _tell_tangle(self, point: str, raw: Raw, built: Built) -> None:
        for node in raw.nodes.values():
            node.part.take()  # not read further, since no statements are written
        part = built.nodes[point].part if point in built.nodes else raw.part
        part.note(
            codes.TANGLED,
            f"control goes into or out of a loop, branch or attempt at `{point or 'the end'}`",
            "no statement says this",
            "branches that run at once end where all of them meet; loops over items are entered "
            "at their node and left by `break` or their end",
        )

    def _pipeline(self, key: str, raw: Raw, written: Written) -> n.Pipeline:
        parameter = n.Field(n.Name("input"), JSON, n.NullLiteral())
        name = n.Name(self._names[key])
        doc = "\n".join(raw.doc) or None
        return n.Pipeline(name, None, (parameter,), JSON, (), written.body, doc=doc)


@dataclass(frozen=True, slots=True)
class _Scopes:
    words: Words
    raw: Raw
    ids: Mapping[str, str]

    def of(self, here: Here) -> Scope:
        """Give what names mean where a node stands."""
        owner = here.writer.nodes[here.node].part.path
        node = next(each for each in self.raw.nodes.values() if each.part.path == owner)
        return WorkflowScope(self.words, here, node, self.ids, Declared())


def _ids(raw: Raw) -> Iterator[tuple[str, str]]:
    for node in raw.nodes.values():
        yield node.title, node.id
    for node in raw.nodes.values():
        yield node.id, node.id


def imported(program: Program, ledgers: Sequence[Ledger], file: str) -> Imported:
    """Write a program and check it; nothing is written if an error was found."""
    declarations = program.declarations()
    for ledger in ledgers:
        _tell_rest(ledger)
    findings = Findings({ledger.document.source.path: ledger.document.source for ledger in ledgers})
    for ledger in ledgers:
        findings.add(ledger.findings)
    if findings.errors:
        return Imported({}, findings)
    text = module_text(declarations)
    error = first_error(text, {}, file)
    if error is not None:
        findings.add([say.does_not_check(ledgers[0].document, (), error.message)])
        return Imported({}, findings)
    return Imported({file: text}, findings)


def _tell_rest(ledger: Ledger) -> None:
    """Tell what is left of a file, the fields of one name together."""
    left: dict[str, list[tuple[str | int, ...]]] = {}
    for path in ledger.left():
        left.setdefault(str(path[-1]) if path else "", []).append(path)
    for name, paths in left.items():
        what = f"`{name}` has no place in the program" if name else "nothing here is a workflow"
        ledger.add(say.left_out(ledger.document, paths, what))
        for path in paths:
            ledger.take(path)
