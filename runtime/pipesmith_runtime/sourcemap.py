"""From lines of generated Python to places in the source."""

import ast
from bisect import bisect_right
from itertools import islice
from types import CodeType, TracebackType
from typing import NamedTuple

from pipesmith_runtime.errors import SourcePlace


class Row(NamedTuple):
    """Generated lines `first` to `last`, and the source span they come from; all from 1."""

    first: int
    last: int
    line: int
    column: int
    end_line: int
    end_column: int


class SourceMap:
    """The rows of one generated module: `first-last:line:column-line:column`, by spaces."""

    __slots__ = ("_rows", "_text", "path")

    def __init__(self, path: str, rows: str = "") -> None:
        self.path = path
        self._text = rows
        self._rows: list[Row] | None = None

    @property
    def rows(self) -> list[Row]:
        """Give the rows, by generated line."""
        if self._rows is None:
            self._rows = sorted(map(_row, self._text.split()))
        return self._rows

    def find(self, line: int) -> Row | None:
        """Give the narrowest row that covers a generated line."""
        end = bisect_right(self.rows, line, key=lambda row: row.first)
        covering = [row for row in self.rows[:end] if row.last >= line]
        return min(covering, key=lambda row: (row.last - row.first, -row.first), default=None)


def _row(text: str) -> Row:
    try:
        lines, start, end = _split(text)
        first, last = lines.split("-")
        return Row(int(first), int(last), *map(int, start.split(":")), *map(int, end.split(":")))
    except (ValueError, TypeError):
        raise ValueError(f"a row of the source map reads {text!r}") from None


def _split(text: str) -> tuple[str, str, str]:
    """Take `first-last:line:column-line:column` apart."""
    lines, _, span = text.partition(":")
    start, _, end = span.partition("-")
    return lines, start, end


def source_place(failure: BaseException) -> SourcePlace | None:
    """Find the innermost line of generated code that a failure passed, as a place in the source."""
    place, traceback = None, failure.__traceback__
    while traceback is not None:
        rows = traceback.tb_frame.f_globals.get("SOURCE")
        if isinstance(rows, SourceMap):
            place = _in_source(rows, traceback) or place
        traceback = traceback.tb_next
    return place


def _in_source(rows: SourceMap, traceback: TracebackType) -> SourcePlace | None:
    code = traceback.tb_frame.f_code
    if not code.co_filename.endswith(".py"):  # relocated: its lines are those of the source
        at = next(islice(code.co_positions(), traceback.tb_lasti // 2, None), (None,) * 4)
        return SourcePlace(rows.path, traceback.tb_lineno, (at[2] or 0) + 1)
    row = rows.find(traceback.tb_lineno)
    return SourcePlace(rows.path, row.line, row.column) if row else None


def relocate(source: str, rows: SourceMap, path: str) -> CodeType:
    """Compile generated Python so that its tracebacks and breakpoints show the source.

    Functions and classes themselves go to the first line: they run when the module is imported,
    and nothing should stop there.
    """
    tree = ast.parse(source, path)
    for node in ast.walk(tree):
        if isinstance(node, _Placed):
            _move(node, rows)
    return compile(tree, path, "exec", dont_inherit=True)


_Placed = ast.expr | ast.stmt | ast.excepthandler | ast.arg | ast.keyword | ast.alias | ast.pattern
_Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def _move(node: "_Placed", rows: SourceMap) -> None:
    row = None if isinstance(node, _Defined) else rows.find(node.lineno)
    if row is None:
        node.lineno = node.end_lineno = 1
        node.col_offset = node.end_col_offset = 0
        return
    node.lineno, node.col_offset = row.line, row.column - 1
    node.end_lineno, node.end_col_offset = row.end_line, row.end_column - 1
