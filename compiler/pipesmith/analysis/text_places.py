"""Places inside constant texts, for findings about what a text says."""

from pipesmith.analysis.checking import Checking
from pipesmith.analysis.parts import bare
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def place_in(node: s.Expression, at: int, c: Checking) -> Span:
    """Give the place of one character of a text; the whole of a text that is spelt otherwise.

    A text with escapes, or one in a block, is not written as it reads.
    """
    text = bare(node)
    if not isinstance(text, s.Text) or not text.constant:
        return node.span
    source, span = c.sources.get(text.span.path), text.span
    if source is None or source.text[span.start : span.end] != f'"{text.constant}"':
        return node.span
    start = span.start + 1 + min(at, len(text.constant) - 1)
    return Span(span.path, start, start + 1)
