"""What the pipelines of a generated module consist of."""

from collections.abc import Iterator
from typing import Any


class Graphs:
    """The stages of a module's pipelines, and the order between them.

    The text has a row `pipeline name hash` for each pipeline, and below it one for each stage:
    `address what line:column < address address`, where those after `<` have to be done before. A
    signal is written `signal:name`, as in URLs.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def describe(self, pipeline: str) -> dict[str, Any]:
        """Give the hash, the stages and the edges of a pipeline; nothing of one not known."""
        for (_, name, content), rows in self._sections():
            if name == pipeline:
                return {"hash": content, "graph": _graph(rows)}
        return {}

    def _sections(self) -> Iterator[tuple[list[str], list[list[str]]]]:
        """Give the row of each pipeline with those of its stages; none is called `pipeline`."""
        rows: list[list[str]] = []
        for row in reversed(self._text.strip().splitlines()):
            words = row.split()
            if words[0] == "pipeline":
                yield words, rows[::-1]
                rows = []
            else:
                rows.append(words)


def _graph(rows: list[list[str]]) -> dict[str, Any]:
    stages, edges = [], []
    for address, does, place, *before in rows:
        line, column = map(int, place.split(":"))
        stages.append({"address": address, "does": _does(does), "line": line, "column": column})
        edges += [[each, address] for each in before[1:]]
    return {"stages": stages, "edges": edges}


def _does(word: str) -> str:
    """Write what a stage does as events do."""
    kind, colon, name = word.partition(":")
    if not colon:
        return word
    from urllib.parse import unquote

    return f'{kind} "{unquote(name)}"'
