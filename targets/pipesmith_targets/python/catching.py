"""`try`, `catch` and `finally`."""

from dataclasses import replace

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.frame import Drop, Frame, Sink


def write_try(body: n.Try, frame: Frame, sink: Sink) -> ln.Lines:
    """Write `try`, one `except` for all `catch` clauses, and `finally`."""
    lines = frame.block(body.body, sink)
    handler, failure = None, "failure"
    if body.catches:
        failure = frame.scope.temporary("failure", ("failure", frame.caught))
        caught = replace(frame, caught=failure, rethrows=True)
        handler = _handler(_reachable(body.catches), caught, sink)
    final = None if body.final is None else frame.below("finally").block(body.final, Drop())
    if not handler and not final:  # nothing is caught, and nothing done at the end
        return lines
    return [ln.tried(lines, failure, handler, final)]


def _reachable(catches: tuple[n.Catch, ...]) -> tuple[n.Catch, ...]:
    """Leave out what stands after a clause that catches everything."""
    all_ = next((at for at, each in enumerate(catches) if each.errors is None), len(catches))
    return catches[: all_ + 1]


def _handler(catches: tuple[n.Catch, ...], frame: Frame, sink: Sink) -> ln.Lines:
    names = [name for each in catches for name in each.errors or ()]
    wanted = () if catches[-1].errors is None else dict.fromkeys(names)
    arguments = py.name(frame.caught), *map(py.text, wanted)
    call = py.call(py.attribute(frame.run, "caught"), *arguments)
    if len(catches) == 1 and not _reads_error(catches[0]):
        return [ln.evaluated(call), *frame.below("catch").block(catches[0].body, sink)]
    title = next((each.name for each in catches if each.name), None) or "error"
    known = frame.scope.temporary(title, t.PIPELINE_ERROR)
    return [ln.assign(known, call), *_clauses(catches, known, frame, sink)]


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
    inner = frame.below("catch" if at == 0 else f"catch#{at + 1}")
    if catch.name:
        inner = inner.knowing(inner.scope.knowing(**{catch.name: py.name(known)}))
    return inner.block(catch.body, sink)


def _reads_error(catch: n.Catch) -> bool:
    return catch.name is not None and catch.name in free_names(catch.body)
