"""What leaves a loop or a method."""

from __future__ import annotations

from tests.apexvm.compiling import (
    RETURNED,
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    statement,
)
from tests.apexvm.errors import Thrown, dereference
from tests.apexvm.statements.blocks import nothing
from tests.apexvm.tree import Node, optional


@statement("BreakStmnt")
def break_(node: Node, scope: Scope) -> Execute:
    """Compile `break`."""
    return lambda frame: Signal.BREAK


@statement("ContinueStmnt")
def continue_(node: Node, scope: Scope) -> Execute:
    """Compile `continue`."""
    return lambda frame: Signal.CONTINUE


@statement("ReturnStmnt")
def return_(node: Node, scope: Scope) -> Execute:
    """Compile `return`."""
    written = optional(node, "expr")
    evaluate = compile_expression(written, scope).run if written else nothing

    def run(frame: Frame) -> Signal:
        frame[RETURNED] = evaluate(frame)
        return Signal.RETURN

    return run


@statement("ThrowStmnt")
def throw(node: Node, scope: Scope) -> Execute:
    """Compile `throw`."""
    evaluate = compile_expression(node["expr"], scope).run
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        value = evaluate(frame)
        if value is None:
            dereference()
        machine.note(value)
        raise Thrown(value)

    return run
