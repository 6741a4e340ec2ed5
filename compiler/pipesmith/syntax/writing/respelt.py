"""Literals as the source spells them; a block text is moved to its new indentation."""

from pipesmith.source import Source
from pipesmith.syntax import nodes as n
from pipesmith.syntax import templates, texts
from pipesmith.syntax.reading import Reading
from pipesmith.syntax.writing.layout import Doc, Verbatim
from pipesmith.syntax.writing.literals import block_of


def text(node: n.Text, written: str) -> Doc:
    """Write a text as it is written; only the indentation of a block text may change."""
    if not node.block:
        return written
    lines = _lines(written)
    return Verbatim(written) if lines is None else block_of(lines)


def _lines(written: str) -> list[str] | None:
    """Give the lines of a block text without their indentation, None when they must stay."""
    opening, _, closing = written[3:-3].replace("\r\n", "\n").partition("\n")
    last = closing.rpartition("\n")[2]
    if opening.strip(" \t") or last.strip(" \t") or "\n" not in written:
        return None
    token = templates.cut(Reading(Source("", written)), 0, len(written), nested=False)
    raw = [part if part.code else written[part.start : part.end] for part in token.parts or ()]
    pieces: list[str] = []
    for piece in texts.stripped(list(raw)):
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        code = written[piece.start : piece.end]
        if "\n" in code:
            return None
        pieces.append(f"{{{{{code}}}}}")
    content = "".join(pieces)
    return content.split("\n") if raw and not _empty(written) else []


def _empty(written: str) -> bool:
    return written[3:-3].count("\n") == 1 and not written[3:-3].strip(" \t\r\n")
