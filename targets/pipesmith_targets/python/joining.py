"""Several things awaited at once: `a, b = await run.together(...)`."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.frame import Marks

MOST_BRANCHES = 8
"""Forks of more branches are forks of forks: the runtime types no wider ones."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch: what has to be defined first, what is awaited, and the names that it gives."""

    before: ln.Lines
    awaited: py.Node
    gives: tuple[str, ...]
    place: n.Place


def join(branches: Sequence[Branch], run: py.Node, marks: Marks) -> ln.Lines:
    """Write `a, b = await run.together(...)`, and note where each branch comes from."""
    lines = [line for branch in branches for line in branch.before]
    targets, call = _together([(_target(b.gives), b.awaited) for b in branches], run)
    given = any(branch.gives for branch in branches)
    awaited = py.awaited(call)
    line = ln.assign(targets, awaited) if given else ln.evaluated(awaited)
    return [*lines, marks.fork(line, [branch.place for branch in branches])]


_Piece = tuple[py.Node, py.Node]


def _together(pieces: list[_Piece], run: py.Node) -> _Piece:
    """Put pieces into one fork, or into forks of at most so many."""
    while len(pieces) > MOST_BRANCHES:
        groups = [pieces[at : at + MOST_BRANCHES] for at in range(0, len(pieces), MOST_BRANCHES)]
        pieces = [_together(group, run) if len(group) > 1 else group[0] for group in groups]
    call = py.call(py.attribute(run, "together"), *(awaited for _, awaited in pieces))
    return py.tupled([target for target, _ in pieces]), call


def _target(names: tuple[str, ...]) -> py.Node:
    if not names:
        return py.name("_")
    if len(names) == 1:
        return py.name(names[0])
    return py.tupled([py.name(each) for each in names])
