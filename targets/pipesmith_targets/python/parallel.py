"""`parallel`: branches that join, the first to succeed, or the first few."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.closures import closed
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.frame import Drop, Frame, Give, Sink
from pipesmith_targets.python.joining import Branch, join
from pipesmith_targets.python.sinks import give
from pipesmith_targets.python.stages import bare_site


def write_parallel(stage: n.Stage, body: n.Parallel, frame: Frame, sink: Sink) -> ln.Lines:
    """Write branches that join; their values become the fields of one record."""
    if isinstance(sink, Drop):
        branches = [_branch(each, t.NULL, frame) for each in body.branches]
        return join([Branch([made], call, ()) for made, call in branches], frame.run)
    assert isinstance(body.result, t.AnonymousType), "branches that join make a record"
    types = {field.name: field.type for field in body.result.fields}
    joined, fields = [], {}
    for each in body.branches:
        made, call = _branch(each, types[each.name], frame)
        known = frame.scope.names.claim(each.name)
        fields[each.name] = py.name(known)
        joined.append(Branch([made], call, () if types[each.name] == t.NULL else (known,)))
    for name, type_ in types.items():
        fields[name] = py.NONE if type_ == t.NULL else fields[name]
    record = py.name(frame.scope.module.anonymous[body.result])
    return [*join(joined, frame.run), give(py.call(record, **fields), sink)]


def parallel_call(stage: n.Stage, body: n.Parallel, frame: Frame) -> tuple[ln.Lines, py.Node]:
    """Write branches of which the first to succeed count."""
    match body.result:
        case t.ListType(item=item) if body.mode == "count":
            wanted = item
        case result:
            wanted = result
    inner = frame.below(stage.segment)
    branches = [_branch(each, wanted, inner) for each in body.branches]
    calls = [call for _, call in branches]
    count = [write(body.count, frame.scope)] if body.count else []
    ask = py.attribute(frame.run, "first_of" if body.mode == "count" else "any_of")
    return [made for made, _ in branches], py.call(ask, bare_site(stage, frame), *count, *calls)


def _branch(branch: n.Branch, wanted: t.Type, frame: Frame) -> tuple[ln.Line, py.Node]:
    """Write a branch as a function, and its call."""
    known = frame.scope.names.claim(f"{branch.name}_branch")
    inner = frame.below(branch.name).function()
    given = None if wanted == t.NULL else wanted
    lines = inner.block(branch.body, Give(given) if given else Drop())
    result = annotation(given, frame.scope.module)
    made = ln.defined(known, [], result, closed(lines, inner, frame))
    return ln.commented(made, branch.doc), py.call(known)
