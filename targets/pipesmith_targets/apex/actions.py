"""Actions: what Flow and agents call to run a pipeline; one class beside that of the pipeline."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.limits import Cost
from pipesmith_targets.apex.literals import shown
from pipesmith_targets.apex.naming import camel
from pipesmith_targets.apex.scope import ClassScope, Place

_PLAIN = {"Long", "Double", "Decimal", "String", "Boolean", "Date", "Datetime"}
"""Types that Flow knows."""
_MAP = "Map<String, Object>"
_FAILURES = "Map<String, PipelineException>"


def write_action(
    pipeline: n.Pipeline, name: str, cost: Cost, home: ClassScope, origin: str
) -> ax.Class:
    """Write the action of a pipeline; the class is that of the pipeline's names."""
    label = pipeline.name.replace("_", " ").capitalize()
    job = home.name in {home.program.pipelines[key] for key in home.program.jobs}
    about = pipeline.doc or f"Runs the pipeline {pipeline.name}."
    doc = ax.Doc(
        f"Flow and agent action that runs the pipeline {pipeline.name}: errors are given back, "
        f"not thrown.\n\n{about}\n\n{origin}",
        (("group", "Pipelines"),),
    )
    members: list[ax.Member_] = [
        _run(label, about, cost if not job else Cost(), job),
        _answer(home.name, job),
        _request(pipeline, home),
        _result(_STARTED if job else _RESULTS),
    ]
    return ax.Class("public with sharing", name, members, doc)


def _run(label: str, about: str, cost: Cost, job: bool) -> ax.Method:
    given = [f"label={shown(label, 80)}", f"description={shown(about, 255)}"]
    if cost.callouts:
        given.append("callout=true")
    results = "List<Result>"
    each = ax.ForEach(
        "Request",
        "request",
        ax.Name("requests"),
        (ax.Evaluate(ax.call("results.add", ax.call("answer", ax.Name("request")))),),
    )
    made = ax.Declare(results, "results", ax.New(results))
    body = (made, *(_begun(each) if job else (each,)), ax.Return(ax.Name("results")))
    doc = ax.Doc(
        "Runs the pipeline once for each request.",
        (
            ("param", "requests what the runs are given"),
            ("return", "one result for each request, in the same order"),
        ),
    )
    annotation = (ax.Annotation("InvocableMethod", tuple(given)),)
    parameters = (ax.Parameter("List<Request>", "requests"),)
    return ax.Method("public static", results, "run", parameters, body, doc, annotation)


def _begun(started: ax.Statement) -> tuple[ax.Statement, ...]:
    """Write that jobs begin together; what does not begin is told to its own request."""
    failure = ax.call("failures.get", ax.Name("result.runName"))
    lost = ax.If(
        (
            (
                ax.call("failures.containsKey", ax.Name("result.runName")),
                (ax.Evaluate(ax.call("result.fail", failure)),),
            ),
        )
    )
    return (
        ax.Evaluate(ax.call("PipelineJob.gather")),
        started,
        ax.Declare(_FAILURES, "failures", ax.call("PipelineJob.beginAll")),
        ax.ForEach("Result", "result", ax.Name("results"), (lost,)),
    )


def _answer(pipeline: str, job: bool) -> ax.Method:
    """Write one run: what it gives, or the name of the run of a job, or why it failed."""
    result, problem = ax.Name("result"), "problem"
    method, given_back = ("startJson", "runName") if job else ("runJson", "output")
    run = ax.call(f"{pipeline}.{method}", ax.call("request.toJson"))
    tried = (
        ax.Assign(ax.Name(f"result.{given_back}"), run),
        ax.Assign(ax.Name("result.succeeded"), ax.TRUE),
    )
    wrapped = ax.call("PipelineException.wrap", ax.Name(problem))
    failed = (ax.Evaluate(ax.call("result.fail", wrapped)),)
    body = (
        ax.Declare("Result", "result", ax.New("Result")),
        ax.Try(tried, problem, failed),
        ax.Return(result),
    )
    given = (ax.Parameter("Request", "request"),)
    return ax.Method("private static", "Result", "answer", given, body)


def _request(pipeline: n.Pipeline, home: ClassScope) -> ax.Class:
    place = Place(home, home.locals("values"))
    fields: list[ax.Member_] = []
    lines: ax.Lines = [ax.Declare(_MAP, "values", ax.New(_MAP))]
    for each, (name, plain) in zip(
        pipeline.parameters, request_variables(pipeline, home), strict=True
    ):
        fields.append(_variable(each, name, plain, home))
        lines.append(_put(each, ax.Name(name), plain, place))
    lines.append(ax.Return(ax.call("PipelineJson.write", ax.Name("values"))))
    doc = ax.Doc("Gives the input of the pipeline.", (("return", "a JSON object"),))
    made = ax.Method("public", "String", "toJson", (), tuple(lines), doc)
    about = ax.Doc("What one run is given.")
    return ax.Class("public", "Request", [*fields, made], about)


def request_variables(pipeline: n.Pipeline, home: ClassScope) -> list[tuple[str, bool]]:
    """Name the variables of the request, and tell which hold values of Flow rather than JSON."""
    names, found = home.locals("values"), []
    for each in pipeline.parameters:
        plain = home.written(each.type) in _PLAIN and home.types.plain(each.type) != t.DURATION
        found.append((names.claim(_variable_name(each, plain)), plain))
    return found


def _variable_name(field: n.Field, plain: bool) -> str:
    """Name a variable of the request."""
    return camel(field.name) if plain else f"{camel(field.name)}Json"


def _variable(field: n.Field, name: str, plain: bool, home: ClassScope) -> ax.Field:
    label = field.name.replace("_", " ").capitalize()
    about = " ".join((field.doc or f"The parameter {field.name}.").split())
    told = about if plain else f"{about} As JSON."
    given = [f"label={shown(label, 80)}", f"description={shown(told, 255)}"]
    if field.default is None and not isinstance(field.type, t.OptionalType):
        given.append("required=true")
    written = home.written(field.type) if plain else "String"
    annotation = ax.Annotation("InvocableVariable", tuple(given))
    return ax.Field("public", written, name, None, ax.Doc(told), (annotation,))


def _put(field: n.Field, name: ax.Name, plain: bool, place: Place) -> ax.Statement:
    """Write that a value is given to the pipeline, unless there is none."""
    value = (
        as_json(name, t.present(field.type), place.home)
        if plain
        else ax.call("PipelineJson.read", name)
    )
    put = ax.Evaluate(ax.call("values.put", ax.Text(field.name), value))
    return ax.If(((ax.Binary("!=", name, ax.NULL), (put,)),))


_RESULTS = (
    ("Boolean", "succeeded", "Whether the run succeeded."),
    ("String", "output", "The result as JSON, empty where the run failed."),
    ("String", "errorType", "The type of the error, empty where the run succeeded."),
    ("String", "message", "Why the run failed, empty where it succeeded."),
)


_STARTED = (
    ("Boolean", "succeeded", "Whether the run was started."),
    ("String", "runName", "The name of the run, which its record and its events carry."),
    ("String", "errorType", "The type of the error, empty where the run was started."),
    ("String", "message", "Why the run was not started, empty where it was."),
)


def _result(variables: tuple[tuple[str, str, str], ...]) -> ax.Class:
    fields: list[ax.Member_] = [
        ax.Field("public", written, name, None, ax.Doc(about), (_told(name, about),))
        for written, name, about in variables
    ]
    _, (_, given, _), *_ = variables
    members = [*fields, _fail(given)]
    return ax.Class("public", "Result", members, ax.Doc("What one run came to."))


def _fail(given: str) -> ax.Method:
    """Write that an error is given back, and nothing else."""
    body = (
        ax.Assign(ax.Name("succeeded"), ax.FALSE),
        ax.Assign(ax.Name(given), ax.NULL),
        ax.Assign(ax.Name("errorType"), ax.Name("problem.type")),
        ax.Assign(ax.Name("message"), ax.call("problem.getMessage")),
    )
    parameters = (ax.Parameter("PipelineException", "problem"),)
    return ax.Method("private", "void", "fail", parameters, body)


def _told(name: str, about: str) -> ax.Annotation:
    given = (f"label={shown(name, 80)}", f"description={shown(about, 255)}")
    return ax.Annotation("InvocableVariable", given)
