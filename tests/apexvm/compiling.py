"""The frame of the compiler from syntax trees to Python closures.

A closure takes the frame of a call: a list of `this`, the value that is returned, and the
variables, each at a place that is fixed when the method is compiled. The closure of a statement
gives None, or why its block ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from tests.apexvm.declarations import Class
from tests.apexvm.errors import CompileError, UnknownSyntax
from tests.apexvm.tree import Node, kind
from tests.apexvm.types import Type, written_type
from tests.apexvm.values import Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine

Frame = list[Value]
Evaluate = Callable[[Frame], Value]

THIS = 0
RETURNED = 1
_FIRST = 2


class Signal(Enum):
    """Why a block ends before its last statement."""

    BREAK = "break"
    CONTINUE = "continue"
    RETURN = "return"


Execute = Callable[[Frame], Signal | None]


class Code(NamedTuple):
    """A compiled expression, with its type where that is known before it runs."""

    run: Evaluate
    type: Type | None = None


class Variable(NamedTuple):
    """Where a variable lives in its frame, and what it holds."""

    place: int
    type: Type
    name: str


@dataclass
class Scope:
    """What names mean at a place of a method."""

    machine: Machine
    cls: Class
    static: bool
    accessor: str | None = None
    blocks: list[dict[str, Variable]] = field(default_factory=lambda: [{}])
    used: int = _FIRST
    size: int = _FIRST

    def declare(self, name: str, type_: Type) -> int:
        """Give a variable its place."""
        if self.find(name):
            raise CompileError(f"a second variable {name} in {self.cls.full}")
        place = self.used
        self.used += 1
        self.size = max(self.size, self.used)
        self.blocks[-1][name.lower()] = Variable(place, type_, name)
        return place

    def find(self, name: str) -> Variable | None:
        """Find a variable. One that hides a field which is written as the field is, is a fault that
        Apex does not tell.
        """
        key = name.lower()
        found = next((block[key] for block in self.blocks if key in block), None)
        if found and found.name != name:
            hidden = self.cls.static_fields.get(key)
            if hidden and hidden.name == name:
                raise CompileError(f"the variable {found.name} hides {name} in {self.cls.full}")
        return found

    @contextmanager
    def block(self) -> Iterator[None]:
        """Let variables live until the end of a block."""
        used = self.used
        self.blocks.append({})
        yield
        self.blocks.pop()
        self.used = used

    def resolve(self, node: Node) -> Type:
        """Give the type that is written at a place."""
        return self.machine.catalogue.resolve(written_type(node), self.cls)


ExpressionCompiler = Callable[[Node, Scope], Code]
StatementCompiler = Callable[[Node, Scope], Execute]

EXPRESSIONS: dict[str, ExpressionCompiler] = {}
STATEMENTS: dict[str, StatementCompiler] = {}


def expression(*kinds: str) -> Callable[[ExpressionCompiler], ExpressionCompiler]:
    """Register the compiler of a kind of expression."""

    def register(function: ExpressionCompiler) -> ExpressionCompiler:
        EXPRESSIONS.update(dict.fromkeys(kinds, function))
        return function

    return register


def statement(*kinds: str) -> Callable[[StatementCompiler], StatementCompiler]:
    """Register the compiler of a kind of statement."""

    def register(function: StatementCompiler) -> StatementCompiler:
        STATEMENTS.update(dict.fromkeys(kinds, function))
        return function

    return register


def compile_expression(node: Node, scope: Scope) -> Code:
    """Compile an expression."""
    compiler = EXPRESSIONS.get(kind(node))
    if compiler is None:
        raise UnknownSyntax(kind(node))
    return compiler(node, scope)


def compile_statement(node: Node, scope: Scope) -> Execute:
    """Compile a statement."""
    compiler = STATEMENTS.get(kind(node))
    if compiler is None:
        raise UnknownSyntax(kind(node))
    return compiler(node, scope)
