"""`try`, `catch` and `finally`."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names, inside
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.duration import takes_time
from pipesmith_targets.python.failing import may_fail
from pipesmith_targets.python.frame import Drop, Frame, Sink
from pipesmith_targets.python.locating import fails_in_line


def write_try(body: n.Try, frame: Frame, sink: Sink) -> ln.Lines:
    """Write `try`, one `except` for all `catch` clauses, and `finally`."""
    frame = frame.indirect()
    final = None if body.final is None else frame.below("finally").block(body.final, Drop())
    if body.final is None or not _fails(body.final):
        return _tried(body, frame, sink, final)
    finish = frame.scope.temporary("finish", ("finish", frame.finish), frame.finish)
    blocks = body.body, *(each.body for each in body.catches)
    begun = ln.assign(finish, py.call(py.attribute(frame.run, "finish"), **_path(blocks, frame)))
    inner = replace(frame, finish=finish, rethrows=False)
    return [begun, *_tried(body, inner, sink, [ln.within(py.name(finish), final or [])])]


def _tried(body: n.Try, frame: Frame, sink: Sink, final: ln.Lines | None) -> ln.Lines:
    lines = frame.block(body.body, sink)
    handler, failure = None, "failure"
    if body.catches:
        failure = frame.scope.temporary("failure", ("failure", frame.caught), frame.caught)
        caught = replace(frame, caught=failure, rethrows=True)
        handler = _handler(_reachable(body.catches), caught, sink, _path((body.body,), frame))
    if not handler and not final:  # nothing is caught, and nothing done at the end
        return lines
    return [ln.tried(lines, failure, handler, final)]


def _reachable(catches: tuple[n.Catch, ...]) -> tuple[n.Catch, ...]:
    """Leave out what stands after a clause that catches everything."""
    all_ = next((at for at, each in enumerate(catches) if each.errors is None), len(catches))
    return catches[: all_ + 1]


def _path(blocks: tuple[n.Block, ...], frame: Frame) -> dict[str, py.Node]:
    """Write the path of the statement, and of the stage around it, where what fails in its blocks
    may belong to none inside.
    """
    if not any(map(fails_in_line, blocks)):
        return {}
    path = frame.path.rstrip("/")
    within = {"within": py.text(frame.stage)} if frame.stage != path else {}
    attempt = {"attempt": py.attribute(frame.run, "attempt")} if frame.retried else {}
    return {"at": py.text(path), **within, **attempt}


def _handler(
    catches: tuple[n.Catch, ...], frame: Frame, sink: Sink, path: dict[str, py.Node]
) -> ln.Lines:
    """Write what is done with an error; it becomes the cause of one that arises meanwhile."""
    names = [name for each in catches for name in each.errors or ()]
    wanted = () if catches[-1].errors is None else dict.fromkeys(names)
    arguments = py.name(frame.caught), *map(py.text, wanted)
    call = py.call(py.attribute(frame.run, "caught"), *arguments, **path)
    fails = any(_fails(each.body) for each in catches)
    if len(catches) == 1 and not _reads_error(catches[0]):
        lines = [*frame.taken("catch"), *frame.below("catch").block(catches[0].body, sink)]
        return [ln.within(call, lines)] if fails else [ln.evaluated(call), *lines]
    title = next((each.name for each in catches if each.name), None) or "error"
    known = frame.scope.temporary(title, t.PIPELINE_ERROR)
    lines = _clauses(catches, known, frame, sink)
    return [ln.within(call, lines, known)] if fails else [ln.assign(known, call), *lines]


def _fails(block: n.Block) -> bool:
    """Tell whether an error can arise in a block."""
    return may_fail(block) or any(
        takes_time(each) or isinstance(each, n.Raise) for each in inside(block)
    )


def _clauses(catches: tuple[n.Catch, ...], known: str, frame: Frame, sink: Sink) -> ln.Lines:
    blocks = [_clause(at, each, known, frame, sink) for at, each in enumerate(catches)]
    if len(blocks) == 1:
        return blocks[0]
    matches = py.dotted(f"{known}.matches")
    arms = [
        (py.call(matches, *map(py.text, each.errors or ())), lines)
        for each, lines in zip(catches, blocks, strict=True)
    ]
    return [ln.branches(arms[:-1], blocks[-1])]


def _clause(at: int, catch: n.Catch, known: str, frame: Frame, sink: Sink) -> ln.Lines:
    branch = "catch" if at == 0 else f"catch#{at + 1}"
    inner = frame.below(branch)
    if catch.name:
        inner = inner.knowing(inner.scope.knowing(**{catch.name: py.name(known)}))
    return [*frame.taken(branch), *inner.block(catch.body, sink)]


def _reads_error(catch: n.Catch) -> bool:
    return catch.name is not None and catch.name in free_names(catch.body)
