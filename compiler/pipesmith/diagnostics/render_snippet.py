"""The lines of source that a finding is about, with its labels drawn under them.

Reads     the labels of one file and its source.
Gives     rows: numbered lines, marks, and `...` where lines are left out.
Promises  a mark stands under the cells of its span, whatever tabs or wide characters precede it.
Leaves    the headline, notes and help.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

from pipesmith.diagnostics import Label
from pipesmith.diagnostics.render_cells import Cells, lay_out, plain
from pipesmith.diagnostics.render_paint import Paint, Style
from pipesmith.source import Source

WIDEST = 160
"""Lines wider than this are cut around their marks."""

_BEFORE_MARK = 40
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Mark:
    """One underline: a line from 1, columns from 0 (`end` exclusive), and what is said of it."""

    line: int
    start: int
    end: int
    text: str
    main: bool


def marks_of(source: Source, label: Label, *, main: bool) -> Iterator[Mark]:
    """Give the underlines of a label: one, or two when its span is longer than a line."""
    first, start = source.position(label.span.start)
    last, end = source.position(max(label.span.end, label.span.start))
    text = plain(label.text.replace("\n", " "))
    if first == last or (end == 1 and last == first + 1):
        stop = end - 1 if first == last else len(source.lines[first - 1])
        yield Mark(first, start - 1, stop, text, main)
        return
    line, ending = source.lines[first - 1], source.lines[last - 1]
    yield Mark(first, start - 1, len(line.rstrip()), text, main)
    indent = len(ending) - len(ending.lstrip())
    yield Mark(last, min(indent, end - 1), end - 1, "... to here", main)


def draw(source: Source, marks: Sequence[Mark], gutter: int, paint: Paint) -> Iterator[str]:
    """Give the rows for all marks of one file, in source order."""
    ordered = sorted(marks, key=attrgetter("line"))
    by_line = {line: [*some] for line, some in groupby(ordered, attrgetter("line"))}
    for line in _lines_to_show(by_line):
        if line is None:
            yield paint(Style.frame, _CUT)
        else:
            yield from _draw_line(source, line, by_line.get(line, []), gutter, paint)


def _lines_to_show(marked: Iterable[int]) -> Iterator[int | None]:
    """Give the marked lines; a gap of one line is filled, a longer one is None."""
    lines = sorted(marked)
    yield lines[0]
    for before, line in pairwise(lines):
        if line - before == 2:
            yield before + 1
        elif line - before > 2:
            yield None
        yield line


def _draw_line(
    source: Source, line: int, marks: Sequence[Mark], gutter: int, paint: Paint
) -> Iterator[str]:
    cells = lay_out(source.lines[line - 1])
    skipped, text = _window(cells, marks)
    number = paint(Style.frame, f"{line:>{gutter}} |")
    yield f"{number} {text}" if text.strip() else number
    bar = paint(Style.frame, f"{'':>{gutter}} |")
    for mark in sorted(marks, key=lambda mark: (-mark.start, mark.main)):
        yield f"{bar} {_underline(cells, mark, skipped, paint)}"


def _underline(cells: Cells, mark: Mark, skipped: int, paint: Paint) -> str:
    start = cells.cell(mark.start) - skipped
    width = max(1, cells.cell(mark.end) - skipped - start)
    width = min(width, max(1, WIDEST - start))
    style = Style.main if mark.main else Style.other
    drawn = ("^" if mark.main else "-") * width
    return " " * start + paint(style, f"{drawn} {mark.text}".rstrip())


def _window(cells: Cells, marks: Sequence[Mark]) -> tuple[int, str]:
    """Give how many cells are cut off at the left, and the text to show.

    A line that is cut starts with dots in place of its first cells, so that its marks still fit.
    """
    if cells.starts[-1] <= WIDEST:
        return 0, "".join(cells.pieces).rstrip()
    furthest = max((cells.cell(mark.start) for mark in marks), default=0)
    if furthest < WIDEST - _BEFORE_MARK:
        return 0, _clip(cells, 0) + _CUT
    nearest = min(cells.cell(mark.start) for mark in marks)
    start = max(0, nearest - _BEFORE_MARK)
    index = next(at for at, cell in enumerate(cells.starts) if cell >= start)
    return cells.starts[index] - len(_CUT), _CUT + _clip(cells, index) + _CUT


def _clip(cells: Cells, index: int) -> str:
    """Give the text from a code point on, as much of it as a row takes."""
    limit = cells.starts[index] + WIDEST
    return "".join(
        piece
        for at, piece in enumerate(cells.pieces)
        if at >= index and cells.starts[at + 1] <= limit
    )
