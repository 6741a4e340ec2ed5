"""Operators and nodes: typed async functions around host code, a request, or a question."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation, is_class
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.frame import Marks
from pipesmith_targets.python.parameters import Parameters
from pipesmith_targets.python.scope import ModuleScope, Scope
from pipesmith_targets.python.texts import Piece, written

Chosen = n.PythonBinding | n.HttpBinding | n.ModelBinding


def python_binding(component: n.Component) -> Chosen | None:
    """Give the implementation that Python can use."""
    fitting = (each for each in component.bindings if not isinstance(each, n.ApexBinding))
    return next(fitting, None)


def called_as_is(component: n.Component) -> bool:
    """Tell whether the call of a host is all that a component does."""
    binding = python_binding(component)
    bare = all(each.where is None for each in component.parameters)
    return isinstance(binding, n.PythonBinding) and bare and not binding.isolated


def write_component(component: n.Component, module: ModuleScope, marks: Marks) -> ln.Line:
    """Write a component as a function marked with its role."""
    binding = python_binding(component)
    assert binding is not None, "components without a binding are refused"
    names = module.names.members[module.module.name, component.name]
    scope = Scope(module, Namespace(module.imports.names))
    given = Parameters(component.parameters, names, scope, checked=True)
    prepared = list(given.preparations(py.dotted("run.require")))
    lines = [
        *ln.documented(component.doc),
        *(marks.at(line, place) for line, place in prepared),
        *(marks.at(line, binding.place) for line in _body(component, binding, given)),
    ]
    run = ("run", py.name(module.imports.runtime("Run", at_top=True)), None)
    made = ln.defined(
        module.declaration(module.module.name, component.name),
        [run, *given.written()],
        annotation(component.result, module, checked=True),
        lines,
        decorators=[_decorator(component, binding, given, bool(prepared))],
    )
    return marks.at(made, component.place)


def _decorator(
    component: n.Component, binding: Chosen, given: Parameters, prepared: bool
) -> py.Node:
    role = py.name(given.scope.module.imports.runtime(component.role, at_top=True))
    host = None
    if isinstance(binding, n.PythonBinding) and not (prepared or binding.isolated):
        host = py.text(f"{binding.module}:{binding.callable}")
    known = given.scope.module.declaration(given.scope.module.module.name, component.name)
    name = py.text(component.name) if known != component.name else None
    if host is name is given.renamed is None:
        return role
    return py.call(role, host=host, name=name, names=given.renamed)


def _body(component: n.Component, binding: Chosen, given: Parameters) -> ln.Lines:
    call = py.awaited(_call(component, binding, given))
    result = component.result
    if result is None or result == t.NULL:
        return [ln.evaluated(call)]
    if is_class(result):
        return [ln.returned(call)]
    known = given.scope.temporary("result", "result")
    declared = annotation(result, given.scope.module, checked=True)
    return [ln.assign(known, call, declared), ln.returned(py.name(known))]


def _call(component: n.Component, binding: Chosen, given: Parameters) -> py.Node:
    result = annotation(component.result, given.scope.module, checked=True)
    match binding:
        case n.PythonBinding():
            target = py.text(f"{binding.module}:{binding.callable}")
            host = given.scope.runtime("isolated" if binding.isolated else "host")
            return py.call(host, py.name("run"), target, result, **given.keywords())
        case n.HttpBinding():
            return _request(binding, result, given.scope)
        case n.ModelBinding():
            return _question(binding, result, given.scope)
        case _:
            assert_never(binding)


def _request(binding: n.HttpBinding, result: py.Node, scope: Scope) -> py.Node:
    return py.call(
        "run.http",
        py.text(binding.method),
        _url(binding.url, scope),
        headers=_pairs(binding.headers, scope),
        query=_pairs(binding.query, scope),
        auth=_auth(binding.auth, scope) if binding.auth else None,
        body=write(binding.body, scope) if binding.body else None,
        result=result,
    )


def _url(url: n.Interpolation | n.TextValue, scope: Scope) -> py.Node:
    """Write a URL; what it is made of is percent-encoded, save where it begins."""
    if isinstance(url, n.TextValue):
        return py.text(url.value)
    pieces: list[Piece] = []
    for at, part in enumerate(url.parts):
        if isinstance(part, n.TextValue):
            pieces.append(part.value)
        elif at == 0 and isinstance(part, n.EnvValue):
            pieces.append(write(part, scope))
        else:
            pieces.append(py.call(scope.runtime("url_part"), write(part, scope)))
    return written(pieces)


def _auth(auth: n.Auth, scope: Scope) -> py.Node:
    kind = {"bearer": "Bearer", "basic": "Basic", "named_credential": "NamedCredential"}
    return py.call(scope.runtime(kind[auth.scheme]), *(write(v, scope) for v in auth.values))


def _pairs(pairs: tuple[n.Pair, ...], scope: Scope) -> py.Node | None:
    if not pairs:
        return None
    return py.mapping((py.text(pair.name), write(pair.value, scope)) for pair in pairs)


def _question(binding: n.ModelBinding, result: py.Node, scope: Scope) -> py.Node:
    settings = {pair.name: write(pair.value, scope) for pair in binding.settings}
    return py.call(
        "run.ask",
        write(binding.model, scope),
        system=write(binding.system, scope) if binding.system else None,
        prompt=write(binding.prompt, scope),
        **settings,
        repair=py.integer(binding.repair) if binding.repair else None,
        result=result,
    )
