"""Statements that run at once: branches that join, and chains that wait for each other.

A branch that is one call stands in the fork as it is; a longer one is an async function named after
its last stage, which gives the values that others read.
"""

from collections.abc import Sequence
from typing import assert_never

import libcst as cst

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.closures import closed
from pipesmith_targets.python.control import awaitable
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.joining import Branch, join
from pipesmith_targets.python.plan import Fork, Plan, Series, Step, Weave, positions
from pipesmith_targets.python.readers import Readers
from pipesmith_targets.python.statements import write_statement


def write_part(part: Plan, block: n.Block, readers: Readers, frame: Frame) -> ln.Lines:
    """Write a part of a plan."""
    match part:
        case Step(at=at):
            return write_statement(block.statements[at], frame)
        case Series(parts=parts):
            return [line for each in parts for line in write_part(each, block, readers, frame)]
        case Fork(branches=branches):
            return join([_branch(each, block, readers, frame) for each in branches], frame.run)
        case Weave():
            return _woven(part, block, readers, frame)
        case _:
            assert_never(part)


def _branch(part: Plan, block: n.Block, readers: Readers, frame: Frame) -> Branch:
    inside = list(positions(part))
    given = _given(inside, block, readers)
    names = tuple(_python(each, frame) for each in given)
    if isinstance(part, Step):
        statement = block.statements[part.at]
        if isinstance(statement, n.Stage) and (direct := awaitable(statement, frame)):
            return Branch(*direct, names)
    known = frame.scope.names.claim(f"{_title(inside, block)}_branch")
    inner = frame.function()
    inner.owned.update(_python(each, frame) for each in _named(inside, block))
    lines = write_part(part, block, readers, inner)
    if names:
        values = [py.name(each) for each in names]
        lines.append(ln.returned(values[0] if len(values) == 1 else py.tupled(values, bare=True)))
    made = ln.defined(known, [], _result(given, frame), closed(lines, inner, frame))
    return Branch([made], py.call(known), names)


def _woven(part: Weave, block: n.Block, readers: Readers, frame: Frame) -> ln.Lines:
    """Write chains as functions that share variables, and events for what they wait for."""
    shared = {
        each.name or "": each for chain in part.chains for each in _given(chain, block, readers)
    }
    signals = _signals(part, block, frame)
    lines = [
        ln.declare(_python(each, frame), annotation(each.type, frame.scope.module))
        for each in shared.values()
    ]
    event = py.name(frame.scope.module.imports.use("asyncio", "Event")) if signals else py.NONE
    lines += [ln.assign(name, py.call(event)) for name in signals.values()]
    chains = [_chain(c, part, block, readers, frame, signals, shared) for c in part.chains]
    return [*lines, *join(chains, frame.run)]


def _chain(
    chain: tuple[int, ...],
    part: Weave,
    block: n.Block,
    readers: Readers,
    frame: Frame,
    signals: dict[int, str],
    shared: "dict[str, _Named]",
) -> Branch:
    known = frame.scope.names.claim(f"{_title(chain, block)}_chain")
    inner = frame.function()
    own = _named(chain, block)
    inner.owned.update(_python(each, frame) for each in own if each.name not in shared)
    inner.foreign.update(_python(each, frame) for each in own if each.name in shared)
    lines: ln.Lines = []
    for at in chain:
        lines += [
            ln.evaluated(py.awaited(py.call(py.attribute(py.name(signals[need]), "wait"))))
            for need in part.waits.get(at, ())
        ]
        lines += write_statement(block.statements[at], inner)
        if at in signals:
            lines.append(ln.evaluated(py.call(py.attribute(py.name(signals[at]), "set"))))
    made = ln.defined(known, [], py.NONE, closed(lines, inner, frame))
    return Branch([made], py.call(known), ())


_Named = n.Stage | n.Let | n.Var


def _named(inside: Sequence[int], block: n.Block) -> list[_Named]:
    statements = (block.statements[at] for at in inside)
    return [
        each
        for each in statements
        if isinstance(each, n.Stage | n.Let | n.Var) and each.name is not None
    ]


def _given(inside: Sequence[int], block: n.Block, readers: Readers) -> list[_Named]:
    """Give what is named inside and read elsewhere, in the order of the source."""
    named = _named(sorted(inside), block)
    return [each for each in named if readers.outside(each.name or "", inside)]


def _python(each: _Named, frame: Frame) -> str:
    value = frame.scope.values[each.name or ""]
    assert isinstance(value, cst.Name), "statements are read by their names"
    return value.value


def _title(inside: Sequence[int], block: n.Block) -> str:
    named = _named(inside, block)
    return (named[-1].name if named else None) or "side"


def _result(given: Sequence[_Named], frame: Frame) -> py.Node:
    types: list[t.Type] = [each.type for each in given]
    if not types:
        return py.NONE
    if len(types) == 1:
        return annotation(types[0], frame.scope.module)
    return annotation(t.TupleType(tuple(types)), frame.scope.module)


def _signals(part: Weave, block: n.Block, frame: Frame) -> dict[int, str]:
    needed = sorted({need for needs in part.waits.values() for need in needs})
    return {at: frame.scope.names.claim(f"{_title([at], block)}_done") for at in needed}
