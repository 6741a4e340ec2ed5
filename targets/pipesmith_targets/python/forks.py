"""Statements that run at once: branches that join.

A branch that is one call stands in the fork as it is; a longer one is an async function named after
its last stage, which gives the values that others read. A fork in such a function is nested: its
statements are of the same block, so what fails there stops the branches of both forks.
"""

from collections.abc import Sequence
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.plan.parts import Fork, Plan, Series, Step, Weave, positions
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.closures import closed
from pipesmith_targets.python.control import Awaitable, awaitable
from pipesmith_targets.python.direct_forks import direct_fork
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.joining import Branch, join
from pipesmith_targets.python.locating import fails_before
from pipesmith_targets.python.naming import Named, given, named, python_name, title
from pipesmith_targets.python.readers import Readers
from pipesmith_targets.python.releasing import Releases
from pipesmith_targets.python.statements import write_statement
from pipesmith_targets.python.woven import Weaving


def write_part(
    part: Plan, block: n.Block, readers: Readers, frame: Frame, nested: bool = False
) -> ln.Lines:
    """Write a part of a plan; `nested` is one that stands in a branch of a fork."""
    match part:
        case Step(at=at):
            return write_statement(block.statements[at], frame)
        case Series():
            return _series(part, block, readers, frame, nested)
        case Fork(branches=branches):
            if lines := direct_fork(part, block, frame):
                return lines
            made = [_branch(each, block, readers, frame.indirect()) for each in branches]
            return join(made, frame.run, frame.marks, nested)
        case Weave():
            return Weaving(part, block, readers, frame, nested).lines()
        case _:
            assert_never(part)


def _series(
    series: Series, block: n.Block, readers: Readers, frame: Frame, nested: bool
) -> ln.Lines:
    """Write parts one after another, and let go of what has been read in between."""
    releases = Releases(block, readers, frame)
    lines: ln.Lines = []
    for part in series.parts:
        lines += releases.before(part)
        written = write_part(part, block, readers, frame, nested)
        releases.after(part, written)
        lines += written
    return lines


def _branch(part: Plan, block: n.Block, readers: Readers, frame: Frame) -> Branch:
    inside = list(positions(part))
    values = given(inside, block, readers)
    names = tuple(python_name(each, frame) for each in values)
    types = tuple(each.type for each in values)
    if isinstance(part, Step):
        statement = block.statements[part.at]
        direct = _direct(statement, frame)
        if direct is not None:
            lines = [frame.marks.at(line, statement.place) for line in direct[0]]
            return Branch(lines, direct[1], names, types, statement.place)
    known = frame.scope.names.claim(f"{title(inside, block)}_branch")
    inner = frame.function()
    inner.owned.update(python_name(each, frame) for each in named(inside, block))
    lines = write_part(part, block, readers, inner, nested=True)
    if names:
        results = [py.name(each) for each in names]
        whole = results[0] if len(results) == 1 else py.tupled(results, bare=True)
        lines.append(ln.returned(whole))
    made = ln.defined(known, [], _result(values, frame), closed(lines, inner, frame))
    place = block.statements[inside[0]].place
    return Branch([frame.marks.at(made, place)], py.call(known), names, types, place)


def _direct(statement: n.Statement, frame: Frame) -> Awaitable | None:
    """Write a branch that is one call. What can fail before the call is under way must not do so
    while the others are being made.
    """
    if not isinstance(statement, n.Stage) or fails_before(statement):
        return None
    return awaitable(statement, frame)


def _result(values: Sequence[Named], frame: Frame) -> py.Node:
    types: list[t.Type] = [each.type for each in values]
    if not types:
        return py.NONE
    if len(types) == 1:
        return annotation(types[0], frame.scope.module)
    return annotation(t.TupleType(tuple(types)), frame.scope.module)
