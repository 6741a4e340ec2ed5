"""Blocks, expressions as statements, variables and conditions."""

from __future__ import annotations

from collections.abc import Sequence

from tests.apexvm.coercion import coercer
from tests.apexvm.compiling import (
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    compile_statement,
    statement,
)
from tests.apexvm.expressions.operators import flag
from tests.apexvm.flow import check_reached
from tests.apexvm.tree import Node, kind, line, optional
from tests.apexvm.types import Type
from tests.apexvm.values import Value


@statement("BlockStmnt")
def block(node: Node, scope: Scope) -> Execute:
    """Compile `{ ... }`."""
    with scope.block():
        return sequence(node["stmnts"], scope)


def sequence(nodes: Sequence[Node], scope: Scope) -> Execute:
    """Compile statements that follow each other; the machine notes the line of each."""
    check_reached(nodes, scope.cls.full)
    machine, lines = scope.machine, scope.machine.lines_of(scope.cls)
    steps = [(line(node), compile_statement(node, scope)) for node in nodes]

    def run(frame: Frame) -> Signal | None:
        for number, step in steps:
            machine.line = number
            lines.add(number)
            signal = step(frame)
            if signal is not None:
                return signal
        return None

    return run


def body(node: Node | None, scope: Scope) -> Execute:
    """Compile what a condition or a loop governs."""
    if node is None:
        return lambda frame: None
    if kind(node) == "BlockStmnt":
        return compile_statement(node, scope)
    with scope.block():
        return sequence([node], scope)


@statement("ExpressionStmnt")
def expression_statement(node: Node, scope: Scope) -> Execute:
    """Compile an expression whose value is not used."""
    evaluate = compile_expression(node["expr"], scope).run

    def run(frame: Frame) -> None:
        evaluate(frame)

    return run


@statement("VariableDeclStmnt")
def variables(node: Node, scope: Scope) -> Execute:
    """Compile declared variables."""
    declared = node["variableDecls"]
    type_ = scope.resolve(declared["type"])
    steps = [variable(one, type_, scope) for one in declared["decls"]]
    if len(steps) == 1:
        return steps[0]

    def run(frame: Frame) -> None:
        for step in steps:
            step(frame)

    return run


def variable(node: Node, type_: Type, scope: Scope) -> Execute:
    """Compile one declared variable."""
    written = optional(node, "assignment")
    evaluate = compile_expression(written, scope).run if written else nothing
    place = scope.declare(node["name"]["value"], type_)
    change = coercer(type_)

    def run(frame: Frame) -> None:
        value = evaluate(frame)
        frame[place] = change(value) if change else value

    return run


def nothing(frame: Frame) -> Value:
    """Give null where nothing is written."""
    return None


@statement("IfElseBlock")
def conditional(node: Node, scope: Scope) -> Execute:
    """Compile `if`."""
    branches = [
        (compile_expression(one["expr"], scope).run, body(one["stmnt"], scope))
        for one in node["ifBlocks"]
    ]
    last = optional(node, "elseBlock")
    otherwise = body(last["stmnt"], scope) if last else None

    def run(frame: Frame) -> Signal | None:
        for condition, then in branches:
            if flag(condition(frame)):
                return then(frame)
        return otherwise(frame) if otherwise else None

    return run
