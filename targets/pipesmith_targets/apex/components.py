"""Components as methods: an attempt at their work, and the reading of what comes of it."""

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.constraints import parameter_checks
from pipesmith_targets.apex.json_reading import READER, read
from pipesmith_targets.apex.records import MANY
from pipesmith_targets.apex.scope import ClassScope, Place, parameters_of

_ARGUMENTS = "Map<String, Object>"
DEFAULT_TIMEOUTS = {"operator": 30_000, "node": 60_000}
"""The milliseconds that an attempt may take where the source says nothing."""


def apex_binding(component: n.Component) -> n.Binding | None:
    """Give the implementation that Apex can use, None where there is none."""
    fitting = (each for each in component.bindings if not isinstance(each, n.PythonBinding))
    return next(fitting, None)


def write_component(component: n.Component, module: str, home: ClassScope) -> ax.Method:
    """Write a component as a method of its class."""
    _, name = home.program.methods[module, component.name]
    parameters, place = parameters_of(Place(home, home.program.locals()), component.parameters)
    binding = apex_binding(component)
    assert isinstance(binding, n.ApexBinding), "the check lets nothing else through"
    done = ax.Call(_call(component, parameters), "doneBy", (ax.Text(binding.name),))
    lines = [*parameter_checks(component.parameters, place), *_given_back(component, done, place)]
    result = "void" if component.result is None else home.written(component.result)
    tags = [
        ("param", f"{given.name} {field.doc or 'the parameter ' + field.name}")
        for field, given in zip(component.parameters, parameters, strict=True)
    ]
    if component.result is not None:
        tags.append(("return", "what comes of it"))
    doc = ax.Doc(component.doc or f"Has the component {component.name} do its work.", tuple(tags))
    many = ("@SuppressWarnings('PMD.ExcessiveParameterList')",) if len(parameters) >= MANY else ()
    return ax.Method("public static", result, name, parameters, tuple(lines), doc, many)


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


def _given_back(component: n.Component, done: ax.Expression, place: Place) -> ax.Lines:
    if component.result is None:
        return [ax.Evaluate(done)]
    answer, result = (place.names.claim(each) for each in ("answer", "result"))
    value = read(ax.Name(answer), component.result, place.home)
    return [
        ax.Declare(READER, answer, done),
        ax.Declare(place.home.written(component.result), result, value),
        ax.Evaluate(ax.call(f"{answer}.requireSound")),
        ax.Return(ax.Name(result)),
    ]
