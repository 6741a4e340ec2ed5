"""Expectations of tests, as conditions on a trial."""

from typing import assert_never

from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.mocking import pattern, subject
from pipesmith_targets.python.scope import Scope

_TRIAL = py.name("trial")


def expectation(node: n.Expectation, scope: Scope) -> py.Node:
    """Write what is asserted."""
    match node:
        case n.ExpectCondition(condition=condition):
            return write(condition, scope)
        case n.ExpectFails(error=error):
            return _asked("fails", py.text(error))
        case n.ExpectCalled():
            return _counted(_calls(node, scope), node.times, scope)
        case n.ExpectSkipped(address=address):
            return _asked("skipped", py.text(address))
        case n.ExpectRetried(address=address, times=times):
            return _counted(_asked("retried", py.text(address)), times, scope)
        case n.ExpectOrder(first=first, second=second):
            return _asked("ordered", py.text(first), py.text(second))
        case _:
            assert_never(node)


def _asked(question: str, *arguments: py.Node, **named: py.Node | None) -> py.Node:
    return py.call(py.attribute(_TRIAL, question), *arguments, **named)


def _calls(node: n.ExpectCalled, scope: Scope) -> py.Node:
    called = subject(node.subject, scope.module)
    given = [pattern(node.arguments, scope)] if node.arguments else []
    address = node.subject.address
    at = None if address is None else py.text(address)
    return _asked("called", called, *given, at=at)


def _counted(count: py.Node, times: n.Expression | None, scope: Scope) -> py.Node:
    """Compare a count; without a number it is to be at least one."""
    if times is None:
        return py.compared(count, (">=", py.integer(1)))
    return py.compared(count, ("==", write(times, scope)))
