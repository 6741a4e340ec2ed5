"""Components as methods: an attempt at their work, and the reading of what comes of it."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.bindings import DEFAULT_TIMEOUTS, apex_binding
from pipesmith_targets.apex.constraints import parameter_checks
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.questions import asked
from pipesmith_targets.apex.requests import request
from pipesmith_targets.apex.scope import ClassScope, Place, parameters_of

_ARGUMENTS = "Map<String, Object>"


def write_component(component: n.Component, module: str, home: ClassScope) -> ax.Method:
    """Write a component as a method of its class."""
    _, name = home.program.methods[module, component.name]
    locals_ = home.locals("call")
    parameters, place = parameters_of(Place(home, locals_), component.parameters)
    place.add(*parameter_checks(component.parameters, place))
    call = _call(component, parameters)
    match apex_binding(component):
        case n.ApexBinding(name=worker):
            done = ax.Call(call, "doneBy", (ax.Text(worker),))
            _given_back(component.result, done, place)
        case n.HttpBinding() as binding:
            known = home.program.credentials.of.get((module, component.name))
            _requested(component.result, binding, call, place, known.name if known else None)
        case n.ModelBinding() as binding:
            _asked(component.result, binding, call, place)
        case binding:
            raise AssertionError(f"the check lets no {binding} through")
    result = "void" if component.result is None else home.written(component.result)
    lines, doc = tuple(place.lines), _doc(component, parameters)
    return ax.Method("public static", result, name, parameters, lines, doc)


def _doc(component: n.Component, parameters: tuple[ax.Parameter, ...]) -> ax.Doc:
    tags = [
        ("param", f"{given.name} {field.doc or 'the parameter ' + field.name}")
        for field, given in zip(component.parameters, parameters, strict=True)
    ]
    if component.result is not None:
        tags.append(("return", "what comes of it"))
    return ax.Doc(component.doc or f"Has the component {component.name} do its work.", tuple(tags))


def _call(component: n.Component, parameters: tuple[ax.Parameter, ...]) -> ax.Expression:
    """Write an attempt with its arguments."""
    entries = tuple(
        (ax.Text(field.name), ax.Name(given.name))
        for field, given in zip(component.parameters, parameters, strict=True)
    )
    arguments = ax.NewMap(_ARGUMENTS, entries) if entries else ax.New(_ARGUMENTS)
    made = ax.call("PipelineRun.call", ax.Text(component.name), arguments)
    limit = ax.Name(f"{DEFAULT_TIMEOUTS[component.role]}L")
    return ax.Call(made, "orWithin", (limit,))


def _given_back(result: t.Type | None, done: ax.Expression, place: Place) -> None:
    """Write that the answer is read, and what it is."""
    if result is None:
        place.add(ax.Evaluate(done))
        return
    answer = place.names.claim("answer")
    place.add(ax.Declare(READER, answer, done))
    _read_back(result, answer, place)


def _read_back(result: t.Type, answer: str, place: Place) -> None:
    """Write that an answer is of the declared type, and what it is."""
    value = place.names.claim("result")
    made = read(ax.Name(answer), result, place.home)
    place.add(
        ax.Declare(place.home.written(result), value, made),
        ax.Evaluate(ax.call(f"{answer}.requireSound")),
        ax.Return(ax.Name(value)),
    )


def _requested(
    result: t.Type | None,
    binding: n.HttpBinding,
    call: ax.Expression,
    place: Place,
    credential: str | None,
) -> None:
    """Write that a service is asked, unless something stands in for it."""
    place.add(ax.Declare("PipelineCall", "call", call))
    inner = place.inner()
    sent = request(binding, result, inner, credential)
    if result is None:
        inner.add(ax.Evaluate(sent))
        place.add(ax.If(((_IS_ANSWERED, (ax.Evaluate(_ANSWER),)),), tuple(inner.lines)))
        return
    answer = place.names.claim("answer")
    _taken(answer, sent, inner, place)
    _read_back(result, answer, place)


def _taken(answer: str, sent: ax.Expression, inner: Place, place: Place) -> None:
    """Write what reads an answer; what the request needs is done for it alone."""
    standing = ax.call(f"{READER}.answer", _ANSWER, ax.Text("body"))
    if not inner.lines:
        place.add(ax.Declare(READER, answer, ax.Choice(_IS_ANSWERED, standing, sent)))
        return
    place.add(ax.Declare(READER, answer))
    inner.add(ax.Assign(ax.Name(answer), sent))
    taken = ax.Assign(ax.Name(answer), standing)
    place.add(ax.If(((_IS_ANSWERED, (taken,)),), tuple(inner.lines)))


def _asked(
    result: t.Type | None, binding: n.ModelBinding, call: ax.Expression, place: Place
) -> None:
    """Write that a model is asked, unless something stands in for it."""
    place.add(ax.Declare("PipelineCall", "call", call))
    standing = place.inner()
    _given_back(result, ax.call(f"{READER}.answer", _ANSWER), standing)
    if result is None:
        standing.add(ax.Evaluate(_ANSWER), ax.Return())
    place.add(ax.If(((_IS_ANSWERED, tuple(standing.lines)),)))
    if result is None:
        asked(binding, None, "", place)
        return
    known = place.names.claim("result")
    place.add(ax.Declare(place.home.written(result), known))
    asked(binding, result, known, place)
    place.add(ax.Return(ax.Name(known)))


_IS_ANSWERED, _ANSWER = ax.call("call.isAnswered"), ax.call("call.answer")
