"""How the source writes an expression, on one line."""

from collections.abc import Mapping

from pipesmith.source import Source
from pipesmith.syntax import nodes as s


def written(node: s.Expression, sources: Mapping[str, Source]) -> str:
    """Give the text of an expression, line breaks and runs of blanks as one blank."""
    source = sources.get(node.span.path)
    if source is None:
        return ""
    return " ".join(source.text[node.span.start : node.span.end].split())
