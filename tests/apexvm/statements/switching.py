"""`switch`."""

from __future__ import annotations

from collections.abc import Callable

from tests.apexvm.compiling import (
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    compile_statement,
    statement,
)
from tests.apexvm.conversion import instance_of
from tests.apexvm.equality import equal, equal_exactly
from tests.apexvm.errors import UnknownSyntax
from tests.apexvm.statements.trying import Handler
from tests.apexvm.tree import Node, kind, names
from tests.apexvm.values import EnumValue, Value


@statement("SwitchStmnt")
def switch(node: Node, scope: Scope) -> Execute:
    """Compile `switch on`; texts are compared with their case."""
    evaluate = compile_expression(node["expr"], scope).run
    branches = [_when(one, scope) for one in node["whenBlocks"]]

    def run(frame: Frame) -> Signal | None:
        value = evaluate(frame)
        for fits, then in branches:
            if fits(frame, value):
                return then(frame, value)
        return None

    return run


Fits = Callable[[Frame, Value], bool]


def _when(node: Node, scope: Scope) -> tuple[Fits, Handler]:
    match kind(node):
        case "TypeWhen":
            return _when_type(node, scope)
        case "ElseWhen":
            fits: Fits = _always
        case "ValueWhen":
            cases = [_case(one, scope) for one in node["whenCases"]]
            fits = lambda frame, value: any(one(frame, value) for one in cases)  # noqa: E731
        case other:
            raise UnknownSyntax(other)
    then = compile_statement(node["stmnt"], scope)
    return fits, lambda frame, value: then(frame)


def _always(frame: Frame, value: Value) -> bool:
    return True


def _when_type(node: Node, scope: Scope) -> tuple[Fits, Handler]:
    type_ = scope.resolve(node["typeRef"])
    with scope.block():
        place = scope.declare(node["name"]["value"], type_)
        inside = compile_statement(node["stmnt"], scope)

    def then(frame: Frame, value: Value) -> Signal | None:
        frame[place] = value
        return inside(frame)

    return (lambda frame, value: instance_of(value, type_)), then


def _case(node: Node, scope: Scope) -> Fits:
    if kind(node) == "EnumCase":
        name = names(node["identifiers"])[-1].lower()
        return lambda frame, value: isinstance(value, EnumValue) and value.name.lower() == name
    evaluate = compile_expression(node["expr"], scope).run

    def fits(frame: Frame, value: Value) -> bool:
        wanted = evaluate(frame)
        compare = equal_exactly if isinstance(wanted, str) else equal
        return compare(value, wanted)

    return fits
