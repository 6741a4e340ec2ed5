"""A pipeline as a class: what starts it, and what it does."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.constraints import parameter_checks
from pipesmith_targets.apex.environment import needed_variables
from pipesmith_targets.apex.errors import ERROR
from pipesmith_targets.apex.frame import Drop, Frame
from pipesmith_targets.apex.json_reading import READER, choices
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.limiting import at_least_one, limited
from pipesmith_targets.apex.records import read_field
from pipesmith_targets.apex.scope import ClassScope, Place, Value, parameters_of
from pipesmith_targets.apex.statements import write_block


def pipeline_methods(pipeline: n.Pipeline, home: ClassScope) -> list[ax.Member_]:
    """Write the methods of a pipeline's class."""
    result = None if pipeline.result in (None, t.NULL) else pipeline.result
    return [
        _run(pipeline, result, home),
        _run_json(pipeline, result, home),
        _perform(pipeline, result, home),
        *_on_error(pipeline, home),
    ]


def _written(result: t.Type | None, home: ClassScope) -> str:
    return "void" if result is None else home.written(result)


def _run(pipeline: n.Pipeline, result: t.Type | None, home: ClassScope) -> ax.Method:
    """Write what starts the pipeline: it knows where a failure belongs."""
    parameters, place = parameters_of(Place(home, home.program.locals()), pipeline.parameters)
    names = tuple(ax.Name(each.name) for each in parameters)
    begin = ax.Evaluate(ax.call("PipelineRun.begin", ax.Text(pipeline.name)))
    inner = place.inner()
    inner.add(*requirements(pipeline, home), *parameter_checks(pipeline.parameters, inner))
    at_least_one(pipeline.concurrency, "concurrency", inner)
    performed = ax.call("perform", *names)
    lines: ax.Lines = [ax.Evaluate(performed) if result is None else ax.Return(performed)]
    if pipeline.timeout is not None:
        limited(pipeline.timeout, "timeout", lines, inner)
    else:
        inner.add(*lines)
    problem = place.names.claim("problem")
    failed: ax.Expression = ax.call("PipelineRun.failed", ax.Name(problem))
    if pipeline.on_error is not None:
        failed = ax.call("afterError", failed, *names)
    end = ax.Evaluate(ax.call("PipelineRun.finish"))
    tried = ax.Try(tuple(inner.lines), problem, (ax.Throw(failed),), (end,))
    tags = [
        ("param", about(each, given))
        for each, given in zip(pipeline.parameters, parameters, strict=True)
    ]
    if result is not None:
        tags.append(("return", "what the pipeline gives back"))
    doc = ax.Doc("Runs the pipeline in this transaction.", tuple(tags))
    body = (begin, tried)
    written = _written(result, home)
    return ax.Method("public static", written, "run", parameters, body, doc)


def about(field: n.Field, given: ax.Parameter) -> str:
    """Tell what a parameter is."""
    return f"{given.name} {field.doc or 'the parameter ' + field.name}"


def requirements(pipeline: n.Pipeline, home: ClassScope) -> ax.Lines:
    """Write that the pipeline needs variables of the environment."""
    names = needed_variables(pipeline, home.declared)
    return [ax.Evaluate(ax.call("PipelineRun.require", choices(names)))] if names else []


def _run_json(pipeline: n.Pipeline, result: t.Type | None, home: ClassScope) -> ax.Method:
    """Write what starts the pipeline with JSON, and gives JSON back."""
    place = Place(home, home.locals("source", "text"))
    source = ax.Name("source")
    made = ax.call(f"{READER}.answer", ax.call("PipelineJson.read", ax.Name("text")))
    names = choices([each.name for each in pipeline.parameters])
    place.add(ax.Declare(READER, "source", ax.Call(made, "only", (names,))))
    values = []
    for each in pipeline.parameters:
        value = read_field(each, source, place)
        name, place = place.bind(each.name, each.type)
        place.add(ax.Declare(home.written(each.type), name, value))
        values.append(ax.Name(name))
    place.add(ax.Evaluate(ax.call("source.requireSound")))
    run = ax.call("run", *values)
    if result is None:
        place.add(ax.Evaluate(run), ax.Return(ax.Text("null")))
    else:
        tree = as_json(place.kept(run, result, "result"), result, home)
        place.add(ax.Return(ax.call("PipelineJson.write", tree)))
    doc = ax.Doc(
        "Runs the pipeline with an input in JSON.",
        (("param", "text a JSON object with the parameters by name"), ("return", "JSON")),
    )
    given = (ax.Parameter("String", "text"),)
    return ax.Method("public static", "String", "runJson", given, tuple(place.lines), doc)


def _perform(pipeline: n.Pipeline, result: t.Type | None, home: ClassScope) -> ax.Method:
    parameters, place = parameters_of(Place(home, home.program.locals()), pipeline.parameters)
    frame = Frame(place, result, read=names_read(pipeline.body))
    write_block(pipeline.body, frame, Drop())
    lines = list(frame.place.lines)
    if result is not None and pipeline.body.completes and not ax.ends(lines):
        lines.append(ax.Return(ax.NULL))
    if not lines:
        lines.append(ax.Return())
    written = _written(result, home)
    return ax.Method("private static", written, "perform", parameters, tuple(lines))


def names_read(block: n.Block) -> frozenset[str]:
    """Give the names that something in a block reads."""
    return frozenset(part.name for part in inside(block) if isinstance(part, n.Local))


def _on_error(pipeline: n.Pipeline, home: ClassScope) -> list[ax.Member_]:
    """Write what is done when the pipeline has failed; the error goes on, whatever comes of it."""
    handling = pipeline.on_error
    if handling is None:
        return []
    parameters, place = parameters_of(Place(home, home.program.locals()), pipeline.parameters)
    error, place = place.bind(handling.name, t.PIPELINE_ERROR)
    frame = Frame(place.inner(), None, read=names_read(handling.body))
    frame.lost()
    frame = replace(frame, path=frame.path.below("on_error"))
    frame = frame.knowing(handling.name, Value(ax.Name(error), t.PIPELINE_ERROR))
    write_block(handling.body, frame, Drop())
    other = place.names.claim("other")
    attached = ax.call(f"{error}.attach", ax.call("PipelineRun.failed", ax.Name(other)))
    tried = ax.Try(tuple(frame.place.lines), other, (ax.Evaluate(attached),))
    given = (ax.Parameter(ERROR, error), *parameters)
    kept = ax.Return(ax.Name(error))
    stopped = ax.If(((ax.call(f"{error}.isCancellation"), (kept,)),))
    body = (*((stopped, tried) if tried.body else ()), kept)
    return [ax.Method("private static", ERROR, "afterError", given, body)]
