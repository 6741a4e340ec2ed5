"""Findings as JSON: a versioned shape of our own; lines and columns count from 1."""

import json
from typing import Any

from pipesmith.diagnostics import Finding, Findings, Label, Severity
from pipesmith.source import Source, Span

VERSION = 1


def render_json(findings: Findings) -> str:
    """Give all findings as one JSON document."""
    found = [_finding(finding, findings.sources) for finding in findings]
    errors = sum(finding.severity is Severity.error for finding in findings)
    document = {
        "version": VERSION,
        "errors": errors,
        "warnings": len(found) - errors,
        "findings": found,
    }
    return json.dumps(document, indent=2) + "\n"


def region(span: Span, sources: dict[str, Source]) -> dict[str, Any]:
    """Give the file of a span, and where it starts and ends if the file is known."""
    source = sources.get(span.path)
    if source is None:
        return {"path": span.path}
    (line, column), (end_line, end_column) = map(source.position, (span.start, span.end))
    return {
        "path": span.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
    }


def _finding(finding: Finding, sources: dict[str, Source]) -> dict[str, Any]:
    return {
        "slug": finding.slug.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "label": _label(finding.label, sources),
        "others": [_label(label, sources) for label in finding.others],
        "notes": list(finding.notes),
        "help": _help(finding, sources),
    }


def _label(label: Label, sources: dict[str, Source]) -> dict[str, Any]:
    return {**region(label.span, sources), "text": label.text}


def _help(finding: Finding, sources: dict[str, Source]) -> dict[str, Any] | None:
    if finding.help is None:
        return None
    edits = [{**region(edit.span, sources), "text": edit.text} for edit in finding.help.edits]
    return {"text": finding.help.text, "edits": edits}
