"""Calls of standard functions: an expression of Python's own, or a function of the runtime."""

from collections.abc import Callable

from pipesmith.ir import nodes as n
from pipesmith_targets.python import functions as f
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.fusion import fused
from pipesmith_targets.python.scope import Scope
from pipesmith_targets.python.templates import filled

Write = Callable[[n.Expression, Scope], py.Node]

_BINDING = {
    f.Level.test: py.LAMBDA,
    f.Level.either: py.OR,
    f.Level.both: py.AND,
    f.Level.negation: py.NOT,
    f.Level.comparison: py.COMPARED,
    f.Level.union: py.UNION,
    f.Level.sum: py.SUM,
    f.Level.product: py.PRODUCT,
    f.Level.unary: py.SIGN,
    f.Level.postfix: py.CALLED,
}


def standard_call(call: n.Call, scope: Scope, write: Write) -> py.Node:
    """Write a call of a standard function."""
    if (whole := fused(call, scope, write)) is not None:
        return whole
    form = f.write(call, scope.module.declared.aliases)
    if isinstance(form, f.RuntimeFunction):
        return _runtime_call(form, call, scope, write)
    template, holes = "", {}
    strict = scope.inner(strict=scope.strict or " for " in form.template)
    bodies = {
        at: _taken_apart(argument, scope)
        for at, argument in enumerate(call.arguments)
        if isinstance(argument, n.Lambda)
    }
    for at, piece in enumerate(form.pieces):
        match piece:
            case str():
                template += piece
            case f.RuntimeFunction():
                template += scope.module.imports.runtime(piece.name, piece.module)
            case f.Hole():
                holes[f"hole_{at}_"] = _filling(piece, call, scope, strict, bodies, write)
                template += f"hole_{at}_"
    return filled(template, holes)


def function_value(node: n.Lambda, scope: Scope, write: Write) -> py.Node:
    """Write a lambda as a value; one that takes a pair apart is wrapped."""
    parameters, inner = _taken_apart(node, scope)
    plain = py.function(parameters, write(node.body, inner))
    if not node.destructure:
        return plain
    return py.call(scope.runtime("apart", "lists"), plain)


def _runtime_call(form: f.RuntimeFunction, call: n.Call, scope: Scope, write: Write) -> py.Node:
    arguments = [
        py.NONE if argument is None else write(argument, scope) for argument in call.arguments
    ]
    return py.call(scope.runtime(form.name, form.module), *arguments)


_Bodies = dict[int, tuple[list[str], Scope]]


def _filling(
    hole: f.Hole, call: n.Call, scope: Scope, strict: Scope, bodies: _Bodies, write: Write
) -> py.Node:
    argument = call.arguments[hole.argument]
    if argument is None:
        return py.NONE
    if hole.part == "value" or not isinstance(argument, n.Lambda):
        return py.fit(write(argument, strict), _BINDING[hole.needs])
    parameters, inner = bodies[hole.argument]
    if hole.part == "body":
        return py.fit(write(argument.body, inner), _BINDING[hole.needs])
    names = [py.name(each) for each in parameters]
    if len(names) == 1:
        return names[0]
    return py.tupled(names, bare=hole.part == "each")


def _taken_apart(node: n.Lambda, scope: Scope) -> tuple[list[str], Scope]:
    """Name the parameters of a lambda, and give the scope of its body."""
    inner = scope.inner()
    parameters = []
    for source in node.parameters:
        parameter, inner = inner.bind(source)
        parameters.append(parameter)
    return parameters, inner
