"""Pieces of a module as formatted text, none of it formatted twice.

A long function is formatted statement by statement, so that an edit of one costs one. A site that
only moved to other lines of the source keeps the layout it had.
"""

import re

import libcst as cst

from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.formatting import WIDTH, formatted

_LONG = 24
"""Functions of more statements are formatted in parts."""

_SITE = re.compile(r'(?P<head>\A[A-Z0-9_]+ = \w+\(\s*(?P<path>"[^"\\]*"),\s+)(\d+)(,\s+)(\d+)')


def laid_out(piece: ln.Lines) -> str:
    """Format a top-level piece."""
    match piece:
        case [cst.FunctionDef(body=cst.IndentedBlock() as body) as whole] if len(body.body) > _LONG:
            return _in_parts(whole, list(body.body))
        case _:
            return "".join(map(_line, piece)) if _all_plain(piece) else formatted(_code(piece))


def _all_plain(piece: ln.Lines) -> bool:
    return all(isinstance(line, cst.SimpleStatementLine) for line in piece)


def _line(line: ln.Line) -> str:
    text = _code([line])
    site = _SITE.match(text)
    if site is None:
        return formatted(text)
    if len(text) <= WIDTH + 1:
        return text
    blank = _SITE.sub(_placed("0" * len(site[3]), "0" * len(site[5])), text)
    return _SITE.sub(_placed(site[3], site[5]), formatted(blank))


def _placed(line: str, column: str) -> str:
    return rf"\g<head>{line}\g<4>{column}"


def _in_parts(whole: cst.FunctionDef, body: list[cst.BaseStatement]) -> str:
    """Format the head with its documentation, then each statement by itself."""
    documented = isinstance(whole.get_docstring(), str)
    head = [*body[: int(documented)], ln.small(cst.Pass())]
    start = formatted(_code([whole.with_changes(body=cst.IndentedBlock(head))]))
    text = start.removesuffix("    pass\n")
    after_function = False
    for at, line in enumerate(body[int(documented) :]):
        function = isinstance(line, cst.FunctionDef)
        apart = after_function or (function and (documented or at > 0))
        text += ("\n" if apart else "") + _inner(line)
        after_function = function
    return text


def _inner(line: cst.BaseStatement) -> str:
    """Format a statement of a function."""
    around = ln.defined("_", [], cst.Name("None"), [line])  # type: ignore[list-item]
    _, _, text = formatted(_code([around])).partition("\n")
    return text


def _code(piece: ln.Lines) -> str:
    return cst.Module(piece).code
