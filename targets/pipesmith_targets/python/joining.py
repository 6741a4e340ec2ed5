"""Several things awaited at once: `a, b = await run.together(...)`."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.frame import Marks

MOST_BRANCHES = 8
"""Forks of more branches of different types are forks of forks: the runtime types no wider ones."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch: what has to be defined first, what is awaited, the names that it gives, and the
    types of their values.
    """

    before: ln.Lines
    awaited: py.Node
    gives: tuple[str, ...]
    types: tuple[t.Type, ...]
    place: n.Place


def join(
    branches: Sequence[Branch],
    run: py.Node,
    marks: Marks,
    nested: bool = False,
    how: str = "together",
) -> ln.Lines:
    """Write `a, b = await run.together(...)`, and note where each branch comes from.

    A `nested` one is part of the fork that stands around it. `how` names what joins them.
    """
    lines = [line for branch in branches for line in branch.before]
    most = len(branches) if len({branch.types for branch in branches}) == 1 else MOST_BRANCHES
    fork = py.attribute(run, how)
    targets, call = _together([(_target(b.gives), b.awaited) for b in branches], fork, most, nested)
    given = any(branch.gives for branch in branches)
    awaited = py.awaited(call)
    line = ln.assign(targets, awaited) if given else ln.evaluated(awaited)
    return [*lines, marks.fork(line, [branch.place for branch in branches])]


_Piece = tuple[py.Node, py.Node]


def _together(pieces: list[_Piece], fork: py.Node, most: int, nested: bool) -> _Piece:
    """Put pieces into one fork, or into forks of at most so many."""
    while len(pieces) > most:
        groups = [pieces[at : at + most] for at in range(0, len(pieces), most)]
        pieces = [
            _together(each, fork, most, True) if len(each) > 1 else each[0] for each in groups
        ]
    how = {"nested": py.TRUE} if nested else {}
    call = py.call(fork, *(awaited for _, awaited in pieces), **how)
    return py.tupled([target for target, _ in pieces]), call


def _target(names: tuple[str, ...]) -> py.Node:
    if not names:
        return py.name("_")
    if len(names) == 1:
        return py.name(names[0])
    return py.tupled([py.name(each) for each in names])
