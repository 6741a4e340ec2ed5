"""Actions: what Flow and agents call to run a pipeline; one class beside that of the pipeline."""

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.action_inputs import labelled, write_request
from pipesmith_targets.apex.json_writing import is_text_in_json
from pipesmith_targets.apex.limits import Cost
from pipesmith_targets.apex.literals import shown
from pipesmith_targets.apex.scope import ClassScope

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
        _answer(pipeline, home, job),
        write_request(pipeline, home),
        _result(_STARTED if job else _results(pipeline, home)),
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


def gives_text(pipeline: n.Pipeline, home: ClassScope) -> bool:
    """Tell whether what a pipeline gives is a text, which an action gives as it is."""
    return pipeline.result is not None and is_text_in_json(pipeline.result, home)


def _answer(pipeline: n.Pipeline, home: ClassScope, job: bool) -> ax.Method:
    """Write one run: what it gives, or the name of the run of a job, or why it failed."""
    result, problem = ax.Name("result"), "problem"
    method, given_back = ("startJson", "runName") if job else ("runJson", "output")
    run: ax.Expression = ax.call(f"{home.name}.{method}", ax.call("request.toJson"))
    if not job and gives_text(pipeline, home):
        run = ax.Cast("String", ax.call("PipelineJson.read", run))
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


_Variable = tuple[str, str, str]
"""The type and the name of a variable, and what it tells."""

_STARTED = (
    ("Boolean", "succeeded", "Whether the run was started."),
    ("String", "runName", "The name of the run, which its record and its events carry."),
    ("String", "errorType", "The type of the error, empty where the run was started."),
    ("String", "message", "Why the run was not started, empty where it was."),
)


def _results(pipeline: n.Pipeline, home: ClassScope) -> tuple[_Variable, ...]:
    form = "" if gives_text(pipeline, home) else " as JSON"
    return (
        ("Boolean", "succeeded", "Whether the run succeeded."),
        ("String", "output", f"The result{form}, empty where the run failed."),
        ("String", "errorType", "The type of the error, empty where the run succeeded."),
        ("String", "message", "Why the run failed, empty where it succeeded."),
    )


def _result(variables: tuple[_Variable, ...]) -> ax.Class:
    fields: list[ax.Member_] = [
        ax.Field("public", written, name, None, ax.Doc(about), (labelled(name, about),))
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
