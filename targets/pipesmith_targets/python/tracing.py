"""Which source the lines of a finished module come from.

Formatting moves statements but keeps them all and their order. So the statements that were built
and those of the finished text are walked in step, and each place meets its lines.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import libcst as cst

from pipesmith.ir import nodes as n
from pipesmith.target import Row
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.frame import Marks


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a statement comes from, and where its branches do if it is a fork."""

    whole: n.Place
    branches: list[n.Place]


_FORKS = (".together", ".strands", ".at_once")
"""What joins the branches of a fork."""


def rows(header: str, pieces: Iterable[ln.Lines], text: str, marks: Marks) -> list[Row]:
    """Give a row for each statement after the header that comes from the source."""
    built = [line for piece in pieces for line in piece]
    places = [place for line in built for place in _places(line, None, marks)]
    first = len(ast.parse(header).body)
    lines = list(_statements(ast.parse(text).body[first:]))
    assert len(places) == len(lines), "formatting keeps all statements"
    return [row for line, place in zip(lines, places, strict=True) for row in _rows(line, place)]


def _rows(line: ast.stmt, place: _Origin | None) -> Iterator[Row]:
    """Give the row of a statement, and those of the branches of a fork."""
    if place is None:
        return
    yield _row(line, place.whole)
    if place.branches and line.end_lineno != line.lineno:
        for branch, part in zip(_branches(line), place.branches, strict=True):
            yield _row(branch, part)


def _branches(line: ast.stmt) -> Iterator[ast.expr]:
    """Give what a fork awaits; a fork in a fork is seen through."""
    assert isinstance(line, ast.Assign | ast.Expr) and isinstance(line.value, ast.Await)
    pending = [line.value.value]
    while pending:
        call = pending.pop(0)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(_FORKS):
            pending = [*call.args, *pending]
        else:
            yield call


def _row(line: ast.stmt | ast.expr, place: n.Place) -> Row:
    last = line.end_lineno or line.lineno
    return Row(line.lineno, last, place.line, place.column, place.end_line, place.end_column)


def _places(line: cst.CSTNode, around: n.Place | None, marks: Marks) -> Iterator[_Origin | None]:
    """Give the place of a statement, and of the statements inside it, in the order of the text.

    What has the place of the statement around it needs none of its own.
    """
    known = marks.places.get(id(line))
    place = known[1] if known else around
    branches = marks.forks.get(id(line), [])
    own = _Origin(place, branches) if place and (branches or place != around) else None
    if isinstance(line, cst.SimpleStatementLine):
        yield from (own for _ in line.body)
        return
    yield own
    for inner in _inner(line):
        yield from _places(inner, place, marks)


def _inner(line: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """Give the statements directly inside a compound one."""
    match line:
        case cst.If(body=body, orelse=rest):
            yield from body.body
            if isinstance(rest, cst.If):
                yield rest
            elif rest is not None:
                yield from rest.body.body
        case cst.Try(body=body, handlers=handlers, finalbody=final):
            yield from body.body
            for handler in handlers:
                yield from handler.body.body
            yield from final.body.body if final else ()
        case cst.Match(cases=cases):
            for case in cases:
                yield from case.body.body
        case cst.FunctionDef(body=body) | cst.ClassDef(body=body):
            yield from body.body
        case cst.For(body=body) | cst.With(body=body):
            yield from body.body
        case _:
            return


def _statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    for line in body:
        yield line
        for name in ("body", "handlers", "orelse", "finalbody", "cases"):
            for part in getattr(line, name, ()):
                inner = [part] if isinstance(part, ast.stmt) else part.body
                yield from _statements(inner)
