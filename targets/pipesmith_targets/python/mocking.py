"""Mocks of tests, as calls of the runtime's `testing`."""

from functools import reduce

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.errors import error_kind
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.scope import ModuleScope, Scope
from pipesmith_targets.python.standard import STANDARD


def mock(node: n.Mock, scope: Scope) -> py.Node:
    """Write a mock and its outcomes, one call after the other."""
    address = node.subject.address
    at = None if address is None else py.text(address)
    ask = py.attribute(py.name("scenario"), "mock")
    made: py.Node = py.call(ask, *_matched(node, scope), at=at)
    first, *others = node.alternatives
    chain = reduce(lambda so_far, each: _outcome(so_far, each, node, scope), first, made)
    for outcomes in others:
        start = py.attribute(chain, "or_")
        chain = reduce(lambda so_far, each: _outcome(so_far, each, node, scope), outcomes, start)
    return chain


def _matched(node: n.Mock, scope: Scope) -> list[py.Node]:
    called = subject(node.subject, scope.module)
    return [called, *([pattern(node.arguments, scope)] if node.arguments else [])]


def subject(node: n.Subject, module: ModuleScope) -> py.Node:
    """Read the component, pipeline or signal that a mock or expectation is about."""
    if node.module:
        return py.name(module.declaration(node.module, node.name))
    return py.name(module.imports.runtime(STANDARD[node.name].function, "components"))


def pattern(arguments: tuple[n.Pair, ...], scope: Scope) -> py.Node:
    """Write the arguments that calls are compared with."""
    return py.mapping((py.text(pair.name), write(pair.value, scope)) for pair in arguments)


def parameters(node: n.Subject, module: ModuleScope) -> tuple[n.Field, ...]:
    """Give the parameters of what is mocked; a signal has none."""
    key = (node.module, node.name)
    declared = module.declared
    if not node.module:
        return STANDARD[node.name].parameters
    found = declared.components.get(key) or declared.pipelines.get(key)
    return found.parameters if found is not None else ()


def _outcome(chain: py.Node, outcome: n.Outcome, node: n.Mock, scope: Scope) -> py.Node:
    takes = None if outcome.takes is None else write(outcome.takes, scope)
    times = None if outcome.times is None else write(outcome.times, scope)
    match outcome.does:
        case "calls":
            assert takes is not None
            return py.call(py.attribute(chain, "takes"), takes, times=times)
        case "fails":
            way, given = _failure(outcome, node, scope)
        case "returns":
            way, given = _answer(outcome, node, scope)
    return py.call(py.attribute(chain, way), *given, takes=takes, times=times)


def _failure(outcome: n.Outcome, node: n.Mock, scope: Scope) -> tuple[str, list[py.Node]]:
    if outcome.error is not None:
        return "fails", [error_kind(outcome.error, scope.module)]
    found = scope.module.declared.components.get((node.subject.module, node.subject.name))
    raised = found.raises if found is not None and found.raises is not None else ()
    return "fails_any", [error_kind(name, scope.module) for name in raised]


def _answer(outcome: n.Outcome, node: n.Mock, scope: Scope) -> tuple[str, list[py.Node]]:
    """Write a value, or how it is made of the arguments of the call."""
    if outcome.value is None:
        return "returns_any", []
    named = {each.name: each.type for each in parameters(node.subject, scope.module)}
    if not free_names(outcome.value) & named.keys():
        return "returns", [write(outcome.value, scope)]
    arguments = {name: py.subscript(py.name("call"), py.text(name)) for name in named}
    inner = scope.inner(strict=True).knowing(**arguments)
    value = outcome.value
    if value.type == t.NULL:
        return "returns", [py.NONE]
    return "computes", [py.function(["call"], write(value, inner))]
