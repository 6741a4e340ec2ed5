"""The comparison bites: faults planted in generated Python, and in the oracle, are noticed soon."""

import ast
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import pytest
from tests.oracle import policies
from tests.oracle.bodies import Bodies
from tests.oracle.simulation import Simulation, Work
from tests.properties.comparing import Disagreement, compare
from tests.properties.drawing import drawn
from tests.properties.generated import Change, unchanged

PROGRAMS = 100
"""Within so many programs each fault is noticed."""


# ---------------------------------------------------------------- in generated Python


@dataclass
class Without(ast.NodeTransformer):
    """Leaves out an argument of calls of a name."""

    function: str
    argument: str

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Look at one call."""
        self.generic_visit(node)
        if _name(node.func) in (self.function, "with_policies"):
            node.keywords = [each for each in node.keywords if each.arg != self.argument]
        return node


class WithoutFinally(ast.NodeTransformer):
    """Does nothing in `finally`."""

    def visit_Try(self, node: ast.Try) -> ast.AST:
        """Look at one `try`."""
        self.generic_visit(node)
        node.finalbody = [ast.Pass()] if node.finalbody else []
        return node


class NeverSkipping(ast.NodeTransformer):
    """Executes stages whose `when` is false."""

    def visit_If(self, node: ast.If) -> ast.AST:
        """Look at one `if`."""
        self.generic_visit(node)
        calls = (each for part in node.orelse for each in ast.walk(part))
        if any(isinstance(each, ast.Call) and _name(each.func) == "skipped" for each in calls):
            node.test = ast.Constant(True)
        return node


class Catching(ast.NodeTransformer):
    """Catches every error, whatever is named."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Look at one call."""
        self.generic_visit(node)
        if _name(node.func) == "caught":
            del node.args[1:]
        return node


class InTurn(ast.NodeTransformer):
    """Awaits the branches of a fork one after another."""

    def visit_Await(self, node: ast.Await) -> ast.AST:
        """Look at one `await`."""
        self.generic_visit(node)
        match node.value:
            case ast.Call(func=ast.Attribute(attr="together"), args=branches):
                return ast.Tuple([ast.Await(branch) for branch in branches], ast.Load())
            case _:
                return node


class Gathered(ast.NodeTransformer):
    """Awaits the branches of a fork, and lets the others be when one fails."""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Look at one call."""
        self.generic_visit(node)
        if _name(node.func) == "together":
            node.func = ast.parse("__import__('asyncio').gather", mode="eval").body
        return node


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


# ---------------------------------------------------------------- in the oracle


def _all_at_once(self: policies.Stage, given: dict[str, Any]) -> Work[Any]:
    return self._bounded(given)


def _not_collected(self: Bodies, body: object, work: Work[Any], index: int) -> Work[Any]:
    return work


def _first_only(self: Simulation, works: list[Work[Any]], count: int) -> Work[list[object]]:
    return self.all_of(works)


IN_PYTHON: dict[str, Callable[[], ast.NodeTransformer]] = {
    "retry left out": lambda: Without("Site", "retry"),
    "timeout ignored": lambda: Without("Site", "timeout"),
    "deadline ignored": lambda: Without("Site", "deadline"),
    "fallback ignored": lambda: Without("stage", "fallback"),
    "conversion left out": lambda: Without("stage", "convert"),
    "cache ignored": lambda: Without("Site", "cache"),
    "errors not collected": lambda: Without("foreach", "collect"),
    "finally skipped": WithoutFinally,
    "when ignored": NeverSkipping,
    "everything caught": Catching,
    "siblings not cancelled": Gathered,
    "one after another": InTurn,
}

IN_THE_ORACLE: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "no slots": lambda: patch.object(policies.Stage, "_slotted", _all_at_once),
    "no backoff": lambda: patch.object(policies, "delay", lambda *_: 0),
    "errors not collected": lambda: patch.object(Bodies, "_collected", _not_collected),
    "all branches awaited": lambda: patch.object(Simulation, "some_of", _first_only),
}


@pytest.mark.parametrize("fault", IN_PYTHON)
def test_a_fault_in_generated_python_is_noticed(fault: str) -> None:
    def change(tree: ast.Module) -> ast.Module:
        IN_PYTHON[fault]().visit(tree)
        return ast.fix_missing_locations(tree)

    assert noticed(change) < PROGRAMS


@pytest.mark.parametrize("fault", IN_THE_ORACLE)
def test_a_fault_in_the_oracle_is_noticed(fault: str) -> None:
    with IN_THE_ORACLE[fault]():
        assert noticed(unchanged) < PROGRAMS


def noticed(change: Change) -> int:
    """Count the programs that are drawn before one shows that something is wrong."""
    for number, case in drawn(PROGRAMS, 0):
        try:
            compare(case, change)
        except Disagreement:
            return number
    return PROGRAMS
