"""Findings as workflow commands, which GitHub shows beside the changed lines."""

from collections.abc import Iterator

from pipesmith.diagnostics import Finding, Findings
from pipesmith.diagnostics.render_cells import plain, plain_lines
from pipesmith.source import Source


def render_github(findings: Findings) -> str:
    """Give one command a line."""
    return "".join(_command(finding, findings.sources) + "\n" for finding in findings)


def _command(finding: Finding, sources: dict[str, Source]) -> str:
    properties = ",".join(f"{key}={_property(value)}" for key, value in _place(finding, sources))
    return f"::{finding.severity} {properties}::{_data(_text(finding))}"


def _place(finding: Finding, sources: dict[str, Source]) -> Iterator[tuple[str, str]]:
    span = finding.label.span
    source = sources.get(span.path)
    if span.path:
        yield "file", span.path
    if source is not None:
        (line, column), (end_line, end_column) = map(source.position, (span.start, span.end))
        yield from (("line", f"{line}"), ("endLine", f"{end_line}"))
        yield from (("col", f"{column}"), ("endColumn", f"{end_column}"))
    yield "title", finding.slug.name


def _text(finding: Finding) -> str:
    notes = [f"note: {note}" for note in finding.notes]
    helps = [f"help: {finding.help.text}"] if finding.help else []
    lines = [finding.message, finding.label.text, *notes, *helps]
    return "\n".join(line for line in lines if line)


def _data(text: str) -> str:
    text = plain_lines(text)
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(plain(text)).replace(":", "%3A").replace(",", "%2C")
