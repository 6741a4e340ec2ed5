"""`try`, with `catch` and `finally`."""

from __future__ import annotations

from collections.abc import Callable

from tests.apexvm.compiling import (
    RETURNED,
    Execute,
    Frame,
    Scope,
    Signal,
    compile_statement,
    statement,
)
from tests.apexvm.conversion import instance_of
from tests.apexvm.errors import CompileError, Thrown
from tests.apexvm.tree import Node, optional
from tests.apexvm.types import Type
from tests.apexvm.values import Instance, Value


@statement("TryCatchFinallyBlock")
def try_(node: Node, scope: Scope) -> Execute:
    """Compile `try`; what breaks a limit, or fails an assertion, is never caught."""
    tried = compile_statement(node["tryBlock"], scope)
    catches = [_catch(one, scope) for one in node["catchBlocks"]]
    last = optional(node, "finallyBlock")
    if not catches and last is None:
        raise CompileError(f"try without catch and finally in {scope.cls.full}")
    finally_ = compile_statement(last["stmnt"], scope) if last else None
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        try:
            return tried(frame)
        except Thrown as thrown:
            machine.note(thrown.value)
            handler = None if _is_fatal(thrown.value) else _handler(thrown.value, catches)
            if handler is None:
                raise
            return handler(frame, thrown.value)

    return _with_finally(run, finally_) if finally_ else run


Handler = Callable[[Frame, Value], Signal | None]


def is_limit(value: Instance) -> bool:
    """Whether an exception says that a limit is broken."""
    return value.cls.told_name == "System.LimitException"


def _is_fatal(value: Instance) -> bool:
    """Whether an exception ends the transaction, whatever would catch it.

    Of assertions the Apex Reference Guide says so at the methods of `Assert` and `System`.
    """
    return is_limit(value) or value.cls.told_name == "System.AssertException"


def _catch(node: Node, scope: Scope) -> tuple[Type, Handler]:
    parameter = node["parameter"]
    type_ = scope.resolve(parameter["typeRef"])
    with scope.block():
        place = scope.declare(parameter["name"]["value"], type_)
        inside = compile_statement(node["stmnt"], scope)

    def run(frame: Frame, value: Value) -> Signal | None:
        frame[place] = value
        return inside(frame)

    return type_, run


def _handler(value: Instance, catches: list[tuple[Type, Handler]]) -> Handler | None:
    for type_, handler in catches:
        if instance_of(value, type_):
            return handler
    return None


def _with_finally(run: Execute, last: Execute) -> Execute:
    def both(frame: Frame) -> Signal | None:
        signal = None
        try:
            signal = run(frame)
        except Thrown as thrown:
            if is_limit(thrown.value) or last(frame) is None:
                raise
            return Signal.RETURN
        kept = frame[RETURNED]
        ended = last(frame)
        if ended is None:
            frame[RETURNED] = kept
        return ended or signal

    return both
