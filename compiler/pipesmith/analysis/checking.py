"""What `check` carries from node to node, and what it learns of each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from pipesmith import types as t
from pipesmith.analysis.bindings import Awaited, Binding, Names
from pipesmith.analysis.facts import Fact, Facts
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.jumps import JumpFinder
from pipesmith.analysis.relations import Relations, Steps
from pipesmith.analysis.schemas import Schemas
from pipesmith.analysis.type_reader import TypeReader
from pipesmith.analysis.written import written
from pipesmith.diagnostics import Finding
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Source, Span
from pipesmith.syntax import nodes as s

Where = Literal["run", "component", "pure"]
"""A pipeline's body; a component's own texts; where nothing of a run can be read."""


@dataclass(frozen=True, slots=True)
class StandardCall:
    """A call of a standard function: the argument for each parameter in order, None for one left
    out.
    """

    function: str
    arguments: tuple[s.Expression | None, ...]


@dataclass(frozen=True, slots=True)
class BoundCall:
    """A call of what is declared, or of a standard component: the arguments by parameter, in
    declared order.
    """

    module: str
    name: str
    arguments: tuple[tuple[str, s.Expression], ...]


@dataclass(frozen=True, slots=True)
class Tables:
    """What is learned of nodes. All later passes read these."""

    types: IdentityMap[t.Type] = field(default_factory=IdentityMap)  # expressions, types
    steps: IdentityMap[Steps] = field(default_factory=IdentityMap)  # conversions of expressions
    links: IdentityMap[t.Type] = field(default_factory=IdentityMap)  # inside chains with `?.`
    standard: IdentityMap[StandardCall] = field(default_factory=IdentityMap)
    bound: IdentityMap[BoundCall] = field(default_factory=IdentityMap)
    taken_apart: IdentityMap[bool] = field(default_factory=IdentityMap)  # lambdas
    results: IdentityMap[t.Type] = field(default_factory=IdentityMap)  # bodies
    stages: IdentityMap[t.Type] = field(default_factory=IdentityMap)  # statements with a body
    converted: IdentityMap[Steps] = field(default_factory=IdentityMap)  # what bodies give whole
    completes: IdentityMap[bool] = field(default_factory=IdentityMap)  # blocks
    misplaced: IdentityMap[bool] = field(default_factory=IdentityMap)  # jumps, reported
    exhaustive: IdentityMap[bool] = field(default_factory=IdentityMap)  # switches
    items: IdentityMap[t.Type] = field(default_factory=IdentityMap)  # loops
    raises: IdentityMap[tuple[str, ...]] = field(default_factory=IdentityMap)  # pipelines
    values: dict[Binding, t.Type] = field(default_factory=dict)
    plain_env: set[str] = field(default_factory=set)  # read without `??` somewhere


Rules = Callable[[s.Expression, "Checking", t.Type | None], t.Type]


@dataclass(slots=True)
class Checking:
    """The state of the pass in one module."""

    names: Names
    module: str
    reader: TypeReader
    schemas: Schemas
    relations: Relations
    tables: Tables
    findings: list[Finding]
    rules: Rules
    sources: Mapping[str, Source]
    facts: Facts = field(default_factory=Facts)
    it: t.Type = t.ANY
    where: Where = "pure"
    place: str = ""
    secrets: bool = False  # a secret may be part of the value at hand
    jumps: JumpFinder = field(init=False)

    def __post_init__(self) -> None:
        self.jumps = JumpFinder(self.names, self.module)

    def infer(self, node: s.Expression, hint: t.Type | None = None) -> t.Type:
        """Give an expression its type; a hint is what its place would like, and guides literals."""
        type_ = self.rules(node, self, hint)
        self.tables.types[node] = type_
        self.tables.steps[node] = ()
        return type_

    def report(self, finding: Finding) -> t.Type:
        """Keep a finding; the unknown type keeps all others silent about the same place."""
        self.findings.append(finding)
        return t.ANY

    def led_astray(self, within: Span) -> bool:
        """Tell whether a way out of a block is reported in a place: its end was meant by it."""
        return any(
            finding.slug in (codes.MISPLACED_JUMP, codes.MISPLACED_YIELD)
            and finding.label.span.within(within)
            for finding in self.findings
        )

    def written(self, node: s.Expression) -> str:
        """Give an expression as the source writes it, on one line."""
        return written(node, self.sources)

    def read_type(self, node: s.TypeSyntax) -> t.Type:
        """Give the type that source means in this module."""
        return self.reader.read(node, self.module)

    def signal_type(self, awaited: Awaited) -> t.Type:
        """Give the type of what is sent to a stage that waits for a signal."""
        written = awaited.node.type
        return t.NULL if written is None else self.reader.read(written, awaited.module)

    def value_of(self, binding: Binding) -> t.Type:
        """Give the type that a name was declared with."""
        match binding.kind:
            case "it":
                return self.it
            case "error" | "caught":
                return t.PIPELINE_ERROR
            case "took":
                return t.DURATION
            case _:
                return self.tables.values.get(binding, t.ANY)  # unknown inside a circle

    @contextmanager
    def assuming(self, facts: list[Fact]) -> Iterator[None]:
        """Hold facts true inside."""
        mark = self.facts.mark()
        self.facts.assume(facts)
        yield
        self.facts.undo(mark)

    @contextmanager
    def allowing_secrets(self, allowed: bool = True) -> Iterator[None]:
        """Tell whether a secret may be part of what is checked inside."""
        outer, self.secrets = self.secrets, allowed
        yield
        self.secrets = outer

    @contextmanager
    def inside(self, where: Where, place: str) -> Iterator[None]:
        """Tell what can be read inside, and how a message calls it."""
        before = self.where, self.place
        self.where, self.place = where, place
        yield
        self.where, self.place = before

    @contextmanager
    def with_it(self, type_: t.Type) -> Iterator[None]:
        """Let `it` have a type inside."""
        outer, self.it = self.it, type_
        yield
        self.it = outer
