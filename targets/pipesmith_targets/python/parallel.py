"""`parallel`: branches that join, the first to succeed, or the first few."""

from dataclasses import replace

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
        branches = [_branch(each, t.NULL, stage, frame) for each in body.branches]
        return join(branches, frame.run, frame.marks)
    assert isinstance(body.result, t.AnonymousType), "branches that join make a record"
    types = {field.name: field.type for field in body.result.fields}
    branches = [_branch(each, types[each.name], stage, frame) for each in body.branches]
    fields = {
        each.name: py.name(branch.gives[0]) if branch.gives else py.NONE
        for each, branch in zip(body.branches, branches, strict=True)
    }
    made = py.name(frame.scope.module.anonymous[body.result])
    return [*join(branches, frame.run, frame.marks), give(py.call(made, **fields), sink)]


def parallel_call(stage: n.Stage, body: n.Parallel, frame: Frame) -> tuple[ln.Lines, py.Node]:
    """Write branches of which the first to succeed count."""
    match body.result:
        case t.ListType(item=item) if body.mode == "count":
            wanted = item
        case result:
            wanted = result
    of_stage = frame.of_stage(stage) if frame.framed else frame
    inner = replace(of_stage.below(stage.segment), framed=True)
    functions = [_function(each, wanted, stage, inner) for each in body.branches]
    names = [py.name(known) for known, _ in functions]
    count = [write(body.count, frame.scope)] if body.count else []
    ask = py.attribute(frame.run, "first_of" if body.mode == "count" else "any_of")
    made = [line for _, line in functions]
    return made, py.call(ask, bare_site(stage, frame), *count, *names, **frame.framing)


def _branch(branch: n.Branch, wanted: t.Type, stage: n.Stage, frame: Frame) -> Branch:
    """Write a branch as a function, its call, and the variable that takes what it gives."""
    known, made = _function(branch, wanted, stage, frame)
    given = wanted != t.NULL
    gives = (frame.scope.temporary(branch.name, wanted),) if given else ()
    return Branch([made], py.call(known), gives, (wanted,) if given else (), branch.place)


def _function(
    branch: n.Branch, wanted: t.Type, stage: n.Stage, frame: Frame
) -> tuple[str, ln.Line]:
    """Write a branch as a function, and give its name."""
    title = f"{stage.name}_{branch.name}" if stage.name else f"{branch.name}_branch"
    known = frame.scope.names.claim(title)
    inner = frame.below(branch.name).function()
    given = None if wanted == t.NULL else wanted
    lines = inner.block(branch.body, Give(given) if given else Drop())
    result = annotation(given, frame.scope.module)
    made = ln.commented(ln.defined(known, [], result, closed(lines, inner, frame)), branch.doc)
    return known, frame.marks.at(made, branch.place)
