"""What sends signals to the runs of a job: a method for each, with a value of its type."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.naming import Kind, pascal
from pipesmith_targets.apex.scope import ClassScope


def senders(pipeline: n.Pipeline, home: ClassScope) -> Iterator[ax.Method]:
    """Write the methods for the signals that a pipeline waits for."""
    signals = [part for part in inside(pipeline) if isinstance(part, n.Signal)]
    for name, result in {each.name: each.result for each in signals}.items():
        yield _sender(name, result, home)


def _sender(name: str, result: t.Type, home: ClassScope) -> ax.Method:
    method = home.members.claim(f"send{pascal(name)}", Kind.method)
    parameters = [ax.Parameter("String", "runName")]
    tags = [("param", "runName what `start` gave")]
    value: ax.Expression = ax.NULL
    if result != t.NULL:
        parameters.append(ax.Parameter(home.written(result), "value"))
        tags.append(("param", "value what is sent"))
        value = as_json(ax.Name("value"), result, home)
    sent = ax.call("PipelineSignals.send", ax.Name("runName"), ax.Text(name), value)
    doc = ax.Doc(f"Sends the signal {name} to a run that waits for it, or will.", tuple(tags))
    return ax.Method("public static", "void", method, tuple(parameters), (ax.Evaluate(sent),), doc)
