"""Proposals of how a block is to end: with the value of its last statement."""

from pipesmith import types as t
from pipesmith.analysis.checking import Checking
from pipesmith.diagnostics import Edit, Suggestion
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def ending(word: str, block: s.Block, wanted: t.Type | None, c: Checking) -> Suggestion:
    """Propose to end a block with `yield` or `return`, by name where its last statement has one."""
    plain = Suggestion(f"end it with `{word}`")
    last = block.statements[-1] if block.statements else None
    if not isinstance(last, s.Stage | s.Let):
        return plain
    given = c.tables.values.get(c.names.bindings[last], t.ANY)
    fits = wanted is None or c.relations.assignable(given, wanted)
    if given in (t.ANY, t.NULL) or not fits:
        return plain
    ours = f"{word} {last.name.text}"
    behind = Span(last.span.path, last.span.end, last.span.end)
    return Suggestion(
        f"write `{ours}` at the end", (Edit(behind, f"\n{_indentation(last, c)}{ours}"),)
    )


def _indentation(statement: s.Statement, c: Checking) -> str:
    text = c.sources[statement.span.path].text
    start = text.rfind("\n", 0, statement.span.start) + 1
    line = text[start : statement.span.start]
    return line[: len(line) - len(line.lstrip())]
