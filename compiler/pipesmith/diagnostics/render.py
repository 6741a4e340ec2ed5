"""Findings as text, the way a terminal or a log shows them.

Reads     findings and the sources they point into.
Gives     one text; equal findings give equal text, on any machine.
Promises  ASCII frames; no code point of a source or name can steer a terminal.
Leaves    machine forms (`render_json`, `render_github`, `render_sarif`), and printing.
"""

import re
import textwrap
from collections.abc import Iterator

from pipesmith.diagnostics import Finding, Findings, Severity
from pipesmith.diagnostics.render_cells import plain, plain_lines
from pipesmith.diagnostics.render_github import render_github
from pipesmith.diagnostics.render_json import render_json
from pipesmith.diagnostics.render_paint import Paint, Style, in_colour, without_colour
from pipesmith.diagnostics.render_sarif import render_sarif
from pipesmith.diagnostics.render_snippet import Mark, draw, marks_of
from pipesmith.source import Source

__all__ = ["render_github", "render_json", "render_sarif", "render_text"]

WIDTH = 88
_CODE = re.compile(r"`[^`]*`")
_HARD_SPACE = "\ue000"


def render_text(findings: Findings, color: bool = False) -> str:
    """Give all findings as text, in source order, an empty line between two."""
    return "\n".join(
        _finding(finding, findings.sources, _paint(color, finding.severity)) for finding in findings
    )


def _paint(color: bool, severity: Severity) -> Paint:
    """Give the colours for a finding: its main label has that of its severity."""
    if not color:
        return without_colour
    tone = Style.error if severity is Severity.error else Style.warning
    return lambda style, text: in_colour(tone if style is Style.main else style, text)


def _finding(finding: Finding, sources: dict[str, Source], paint: Paint) -> str:
    files = _marks_by_file(finding, sources)
    widest = max((mark.line for marks in files.values() for mark in marks), default=1)
    gutter = len(str(widest))
    rows = [_headline(finding, paint)]
    for path, marks in files.items():
        rows += _file_rows(sources[path], marks, gutter, paint)
    if not files and finding.label.span.path:
        rows.append(f"{'':>{gutter}}{paint(Style.frame, '-->')} {plain(finding.label.span.path)}")
    rows += _facts(finding, gutter, bool(files), paint)
    return "\n".join(rows) + "\n"


def _headline(finding: Finding, paint: Paint) -> str:
    style = Style.error if finding.severity is Severity.error else Style.warning
    head = paint(style, f"{finding.severity}[{finding.slug}]")
    return head + paint(Style.headline, f": {plain(finding.message)}")


def _marks_by_file(finding: Finding, sources: dict[str, Source]) -> dict[str, list[Mark]]:
    """Give the marks of each file that can be shown; the main label's file comes first."""
    files: dict[str, list[Mark]] = {}
    for label in (finding.label, *finding.others):
        source = sources.get(label.span.path)
        if source is not None:
            main = label is finding.label
            files.setdefault(label.span.path, []).extend(marks_of(source, label, main=main))
    return files


def _file_rows(source: Source, marks: list[Mark], gutter: int, paint: Paint) -> Iterator[str]:
    first = next((mark for mark in marks if mark.main), marks[0])
    arrow = paint(Style.frame, "-->" if first.main else ":::")
    bar = paint(Style.frame, f"{'':>{gutter}} |")
    if not first.main:
        yield bar
    yield f"{'':>{gutter}}{arrow} {plain(source.path)}:{first.line}:{first.start + 1}"
    yield bar
    yield from draw(source, marks, gutter, paint)


def _facts(finding: Finding, gutter: int, framed: bool, paint: Paint) -> Iterator[str]:
    """Give notes and help; a help that is an exact edit comes before the facts, advice after."""
    notes = [(Style.note, "note", note) for note in finding.notes]
    helps = [(Style.help, "help", finding.help.text)] if finding.help else []
    applies = finding.help is not None and bool(finding.help.edits)
    facts = [*helps, *notes] if applies else [*notes, *helps]
    if facts and framed:
        yield paint(Style.frame, f"{'':>{gutter}} |")
    for style, word, text in facts:
        yield from _fact(style, word, text, gutter, paint)


def _fact(style: Style, word: str, text: str, gutter: int, paint: Paint) -> Iterator[str]:
    """Give one note or help; prose is wrapped, lines that start with a space are kept."""
    first, *rest = plain_lines(text).split("\n")
    lead, indent = f"{'':>{gutter}} = {word}: ", " " * (gutter + 3)
    wrapped = _wrap(first, lead, indent)
    start = f"{'':>{gutter}} {paint(Style.frame, '=')} {paint(style, word)}: "
    yield start + wrapped[0][len(lead) :]
    yield from wrapped[1:]
    for line in rest:
        yield from [indent + line] if line.startswith(" ") else _wrap(line, indent, indent)


def _wrap(text: str, lead: str, indent: str) -> list[str]:
    """Break prose at spaces, never inside backticks."""
    joined = _CODE.sub(lambda code: code[0].replace(" ", _HARD_SPACE), text)
    lines = textwrap.wrap(
        joined,
        WIDTH,
        initial_indent=lead,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
    )
    return [line.replace(_HARD_SPACE, " ") for line in lines] or [lead.rstrip()]
