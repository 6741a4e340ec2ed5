"""Blocks that stand deeper in each other than Python allows.

Python takes twenty `for`, `while`, `try` and `with` in one another. How many of them a statement
becomes is known when it is written, so a program that comes near is written and given to Python.
"""

from collections.abc import Iterator

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import blocks_of
from pipesmith.target import Bundle, Row
from pipesmith_targets.python import codes
from pipesmith_targets.python.refusal import Refusal

HARMLESS = 4
"""A statement becomes at most five of Python's blocks, so twenty are not reached by so many."""


def may_be_too_deep(program: n.Program) -> bool:
    """Tell whether any statements are nested deeply enough to be looked at."""
    return any(
        _depth(block) > HARMLESS
        for module in program.modules
        for pipeline in module.pipelines
        for block in (pipeline.body, *([pipeline.on_error.body] if pipeline.on_error else []))
    )


def _depth(block: n.Block) -> int:
    """Count the loops and `try` statements that stand in one another."""
    depths = [_depth_of(one.body) for one in block.statements if isinstance(one, n.Stage)]
    return max(depths, default=0)


def _depth_of(body: n.Body) -> int:
    inner = max(map(_depth, blocks_of(body)), default=0)
    return inner + isinstance(body, n.Try | n.Foreach | n.While | n.Repeat)


def too_deep(bundle: Bundle, program: n.Program) -> Iterator[Refusal]:
    """Give what Python does not take, each module's first."""
    for path, text in bundle.files.items():
        source_map = bundle.maps.get(path)
        line = _refused_line(path, text) if source_map else None
        if source_map is not None and line is not None:
            name = path.removesuffix(".py").replace("/", ".")
            yield _refusal(_place(program.module(name).path, source_map.rows, line))


def _refused_line(path: str, text: str) -> int | None:
    """Give the line at which Python gives up; None when it takes the text."""
    try:
        compile(text, path, "exec")
    except SyntaxError as error:
        return error.lineno
    return None


def _place(path: str, rows: tuple[Row, ...], line: int) -> n.Place:
    """Give the innermost place that a line comes from."""
    row = [row for row in rows if row.first <= line <= row.last][-1]
    return n.Place(path, row.line, row.column, row.end_line, row.end_column)


def _refusal(place: n.Place) -> Refusal:
    return Refusal(
        codes.NESTING_TOO_DEEP,
        "statements are nested more deeply here than Python allows",
        "nested too deeply for Python",
        place,
        notes=("Python takes at most 20 loops and `try` statements in one another",),
        help="move the inner statements to a pipeline of their own",
    )
