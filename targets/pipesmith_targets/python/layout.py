"""Pieces of a module as formatted text, none of it formatted twice.

A long function is formatted statement by statement, so that an edit of one costs one.
"""

import libcst as cst

from pipesmith_targets.python import lines as ln
from pipesmith_targets.python.formatting import formatted

_LONG = 24
"""Functions of more statements are formatted in parts."""


def laid_out(piece: ln.Lines) -> str:
    """Format a top-level piece."""
    match piece:
        case [cst.FunctionDef(body=cst.IndentedBlock() as body) as whole] if len(body.body) > _LONG:
            return _in_parts(whole, list(body.body))
        case _:
            return "".join(formatted(_code(part)) for part in _parts(piece))


def _parts(piece: ln.Lines) -> list[ln.Lines]:
    """Take plain statements apart; others are laid out together."""
    plain = all(isinstance(line, cst.SimpleStatementLine) for line in piece)
    return [[line] for line in piece] if plain else [piece]


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
    body = cst.Module([]).code_for_node(cst.IndentedBlock([line]))
    _, _, text = formatted(f"async def _() -> None:{body}").partition("\n")
    return text


def _code(piece: ln.Lines) -> str:
    return cst.Module(piece).code
