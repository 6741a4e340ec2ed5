"""What names mean: the result of `resolve`, which every later pass reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.load import LoadedModule
from pipesmith.analysis.standard import StandardComponent
from pipesmith.diagnostics import Finding
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Declaration = (
    s.Record | s.Enum | s.TypeAlias | s.ErrorDeclaration | s.Function | s.Component | s.Pipeline
)
"""The declarations that have a name."""

BUILT_IN_ERRORS: tuple[str, ...] = (
    "connectivity",
    "timeout",
    "rate_limit",
    "validation",
    "transformation",
    "expression",
    "routing",
    "security",
    "execution",
    "retry_exhausted",
    "cancellation",
    "unknown",
)
NEVER_RAISED = ("cancellation", "unknown", "retry_exhausted")
"""Built-in errors that no source may raise (rule 34)."""

PREDEFINED = ("context", "env", "secret")
"""Values that are in scope everywhere; `it` and `error` are only where they are bound."""


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """A declaration and the module it stands in."""

    module: str
    node: Declaration

    @property
    def name(self) -> str:
        """Give its name."""
        return self.node.name.text

    @property
    def key(self) -> tuple[str, str]:
        """Give what tells it from all others in the program."""
        return self.module, self.name


BindingKind = Literal[
    "stage",
    "let",
    "var",
    "parameter",
    "loop",
    "branch",
    "lambda",
    "caught",
    "it",
    "error",
    "result",
    "took",
]


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """A value name and where it is declared.

    Names of a block know their block, their statement's position in it, and how deep the block
    stands.
    """

    kind: BindingKind
    name: str
    span: Span
    node: object
    block: s.Block | None = None
    position: int = -1
    depth: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What a mock or an expectation is about: calls of a component or pipeline, at an address or
    anywhere.
    """

    called: Declared | StandardComponent
    address: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Awaited:
    """The first stage of a program that waits for a signal of a name, and its module."""

    module: str
    node: s.Signal


@dataclass(frozen=True, slots=True)
class Touch:
    """How a statement, or anything inside it, touches a variable of its block or one around it."""

    reads: Span | None
    sets: Span | None


@dataclass(frozen=True, slots=True)
class Names:
    """What every name of a program means.

    `references` maps each Reference and Set to its binding (a Reference that is absent is a type,
    predefined or unknown); `bindings` maps each declaring node to its own. `reads` holds, for each
    statement, what it or anything inside it reads from its own block, with the first place;
    `afters` the same for `after`; `touches` for variables. `subjects` holds what each mock and
    expectation of a test is about. `signals` holds what is awaited, by name. `used` are all names
    that something reads or waits for, `valued` those whose values are read.
    """

    modules: tuple[LoadedModule, ...]
    spaces: Mapping[str, Mapping[str, Declared]]
    references: IdentityMap[Binding] = field(default_factory=IdentityMap)
    bindings: IdentityMap[Binding] = field(default_factory=IdentityMap)
    reads: IdentityMap[dict[Binding, Span]] = field(default_factory=IdentityMap)
    touches: IdentityMap[dict[Binding, Touch]] = field(default_factory=IdentityMap)
    afters: IdentityMap[dict[Binding, Span]] = field(default_factory=IdentityMap)
    subjects: IdentityMap[Subject] = field(default_factory=IdentityMap)
    signals: dict[str, Awaited] = field(default_factory=dict)
    used: set[Binding] = field(default_factory=set)
    valued: set[Binding] = field(default_factory=set)
    findings: tuple[Finding, ...] = ()

    def find(self, module: str, name: str) -> Declared | None:
        """Give the declaration that a name means in a module."""
        return self.spaces[module].get(name)

    def lineage(self, module: str, error: str) -> tuple[str, ...]:
        """Give an error's name, its parent, and so on to a built-in one."""
        line = [error]
        while line[-1] not in BUILT_IN_ERRORS:
            declared = self.find(module, line[-1])
            if declared is None or not isinstance(declared.node, s.ErrorDeclaration):
                break
            module, parent = declared.module, declared.node.parent.text
            if parent in line:
                break
            line.append(parent)
        return tuple(line)
