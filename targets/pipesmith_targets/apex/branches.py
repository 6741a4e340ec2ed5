"""`parallel`: branches one after another, as one transaction has it."""

from collections.abc import Callable
from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.frame import Address, Append, Drop, Frame, Into, Sink
from pipesmith_targets.apex.sinks import put

WriteBlock = Callable[[n.Block, Frame, Sink], None]


def write_parallel(
    body: n.Parallel, frame: Frame, own: Address, sink: Sink, write_block: WriteBlock
) -> None:
    """Write branches that join, or those of which the first to succeed count."""
    if body.mode == "all":
        _joined(body, frame, sink, write_block)
    else:
        _first(body, frame, own, sink, write_block)


def _inside(branch: n.Branch, frame: Frame) -> Frame:
    path = frame.path.below(branch.name)
    return replace(frame, path=path)


def _joined(body: n.Parallel, frame: Frame, sink: Sink, write_block: WriteBlock) -> None:
    if isinstance(sink, Drop):
        for branch in body.branches:
            write_block(branch.body, _inside(branch, frame), Drop())
        return
    assert isinstance(body.result, t.AnonymousType), "branches that join make a record"
    home, values = frame.place.home, []
    for branch, field in zip(body.branches, body.result.fields, strict=True):
        if field.type == t.NULL:
            write_block(branch.body, _inside(branch, frame), Drop())
            values.append(ax.NULL)
            continue
        name = frame.place.declare(ax.NULL, field.type, branch.name)
        write_block(branch.body, _inside(branch, frame), Into(name, field.type))
        values.append(ax.Name(name))
    wanted = sink.name if isinstance(sink, Into) else "branches"
    made = ax.New(home.join(body.result, wanted), tuple(values))
    put(made, body.result, frame, sink)


def _first(
    body: n.Parallel, frame: Frame, own: Address, sink: Sink, write_block: WriteBlock
) -> None:
    """Write branches as attempts, until enough of them have succeeded."""
    frame.lost()
    frame.mark(own)
    made = counted(body, frame)
    known = frame.place.names.claim("branches")
    frame.place.add(ax.Declare("PipelineBranches", known, made))
    inner_sink = values_of(body, frame, sink)
    for branch in body.branches:
        frame.place.add(_attempt(branch, known, frame, inner_sink, write_block))
    frame.place.add(ax.Evaluate(ax.call(f"{known}.finish")))
    frame.lost()


def counted(body: n.Parallel, frame: Frame) -> ax.Expression:
    """Write the count of branches that have to succeed."""
    size = ax.Name(str(len(body.branches)))
    count = ax.Name("1") if body.count is None else write(body.count, frame.place)
    return ax.New("PipelineBranches", (count, size))


def values_of(body: n.Parallel, frame: Frame, sink: Sink) -> Sink:
    """Give what takes the value of each branch that counts."""
    if body.mode == "any" or not isinstance(sink, Into):
        return sink
    written = frame.place.home.written(body.result)
    frame.place.add(ax.Assign(ax.Name(sink.name), ax.New(written)))
    assert isinstance(body.result, t.ListType)
    return Append(sink.name, body.result.item)


def _attempt(
    branch: n.Branch, known: str, frame: Frame, sink: Sink, write_block: WriteBlock
) -> ax.Statement:
    inner = _inside(branch, frame.block())
    inner.lost()
    problem = inner.place.names.claim("problem")
    write_block(branch.body, inner, sink)
    inner.place.add(ax.Evaluate(ax.call(f"{known}.succeed")))
    failed = ax.Evaluate(ax.call(f"{known}.fail", ax.Name(problem)))
    tried = ax.Try(tuple(inner.place.lines), problem, (failed,))
    return ax.If(((ax.call(f"{known}.isOpen"), (tried,)),))
