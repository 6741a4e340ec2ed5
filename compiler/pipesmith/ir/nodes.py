"""The typed IR: all that a target may rely on, and all that it may see.

It is structured (blocks hold statements, bodies hold blocks), fully typed (every expression says
its type; every conversion is a node), fully resolved (names are declared once per scope, calls name
their module) and ordered (each statement lists the statements of its block that it waits for).
Policies are merged: a stage holds the clauses that apply to it, its own or its component's, with
defaults filled in. Nothing is left to be decided but how it is written.

This is the front door: expressions, statements, declarations and tests have files of their own.

Every node is a frozen dataclass with a `kind`, so that the JSON form is a tagged union
(`json_form.py`). Durations are integers in milliseconds, decimals are texts. Places are `Place`,
lines from 1; they take no part in equality.
"""

from dataclasses import dataclass

from pipesmith.ir.declarations import *  # noqa: F403
from pipesmith.ir.declarations import Declaration, Pipeline
from pipesmith.ir.expressions import *  # noqa: F403
from pipesmith.ir.statements import *  # noqa: F403
from pipesmith.ir.statements import Declared
from pipesmith.ir.tests import *  # noqa: F403
from pipesmith.ir.tests import Scenario

IR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Import:
    """Names this module takes from another."""

    module: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Module(Declared):
    """One source file: its name (a Python identifier, unique in the program), display path,
    declarations in source order, and the tests and properties that it holds.
    """

    name: str
    path: str
    imports: tuple[Import, ...]
    declarations: tuple[Declaration, ...]
    tests: tuple[Scenario, ...] = ()

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """Give the pipelines in source order."""
        return tuple(item for item in self.declarations if isinstance(item, Pipeline))


@dataclass(frozen=True, slots=True)
class Program:
    """All modules that the entry module needs; the entry is the last, and each follows what it
    imports where no cycle forbids.
    """

    modules: tuple[Module, ...]
    version: int = IR_VERSION

    @property
    def entry(self) -> Module:
        """Give the module that was compiled."""
        return self.modules[-1]

    def module(self, name: str) -> Module:
        """Give a module by name; KeyError when the program has none."""
        for module in self.modules:
            if module.name == name:
                return module
        raise KeyError(name)
