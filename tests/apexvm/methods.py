"""Methods, constructors and accessors as functions of `this` and the arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.apexvm.coercion import Coerce, coercer
from tests.apexvm.compiling import RETURNED, Execute, Frame, Scope, compile_statement
from tests.apexvm.construction import compile_constructor_body
from tests.apexvm.errors import Thrown, UnknownSyntax
from tests.apexvm.flow import check_returns
from tests.apexvm.values import Value

if TYPE_CHECKING:
    from tests.apexvm.declarations import Method, Run
    from tests.apexvm.machine import Machine


def compile_method(method: Method, machine: Machine) -> Run:
    """Compile a method."""
    scope = Scope(machine, method.owner, method.static, method.accessor_of)
    for one in method.parameters:
        scope.declare(one.name, one.type)
    body = _body(method, scope)
    run = _runner(method, machine, body, scope.size - 2 - len(method.parameters))
    return _initialized(run, method, machine) if method.static else run


def _body(method: Method, scope: Scope) -> Execute:
    if method.body is None:
        raise UnknownSyntax(f"a call of the abstract method {method.place}")
    if method.name == "<init>":
        return compile_constructor_body(method, scope)
    if method.returns:
        check_returns(method.body, method.place)
    return compile_statement(method.body, scope)


def _runner(method: Method, machine: Machine, body: Execute, locals_: int) -> Run:
    changes = [coercer(one.type) for one in method.parameters]
    changing = [(at, change) for at, change in enumerate(changes) if change]
    returned = coercer(method.returns)
    rest = [None] * locals_
    enter, leave, note = machine.enter, machine.leave, machine.note

    def run(this: Value, arguments: list[Value]) -> Value:
        frame: Frame = [this, None, *arguments, *rest]
        for at, change in changing:
            frame[at + 2] = change(frame[at + 2])
        enter(method)
        try:
            body(frame)
        except Thrown as thrown:
            note(thrown.value)
            raise
        finally:
            leave()
        return _returned(frame[RETURNED], returned)

    return run


def _returned(value: Value, change: Coerce | None) -> Value:
    return change(value) if change else value


def _initialized(run: Run, method: Method, machine: Machine) -> Run:
    owner, ready = method.owner, machine.ready

    def started(this: Value, arguments: list[Value]) -> Value:
        if not owner.ready:
            ready(owner)
        return run(this, arguments)

    return started
