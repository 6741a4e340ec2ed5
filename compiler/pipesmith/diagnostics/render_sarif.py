"""Findings as SARIF 2.1.0, which code scanning services read."""

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from pipesmith._version import __version__
from pipesmith.diagnostics import Edit, Finding, Findings, Label, Slug
from pipesmith.source import Source, Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render_sarif(findings: Findings) -> str:
    """Give all findings as one SARIF log."""
    slugs = {finding.slug.name: finding.slug for finding in findings}
    rules = [slugs[name] for name in sorted(slugs)]
    results = [_result(finding, rules, findings.sources) for finding in findings]
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _driver(rules: list[Slug]) -> dict[str, Any]:
    return {
        "name": "pipesmith",
        "semanticVersion": __version__,
        "rules": [
            {
                "id": rule.name,
                "shortDescription": {"text": rule.title},
                "defaultConfiguration": {"level": rule.severity.value},
            }
            for rule in rules
        ],
    }


def _result(finding: Finding, rules: list[Slug], sources: dict[str, Source]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.slug.name,
        "ruleIndex": rules.index(finding.slug),
        "level": finding.severity.value,
        "message": {"text": _text(finding)},
    }
    if finding.label.span.path:
        result["locations"] = [_location(finding.label, sources)]
    related = [_location(label, sources, number) for number, label in enumerate(finding.others, 1)]
    if related:
        result["relatedLocations"] = related
    if finding.help and finding.help.edits:
        result["fixes"] = [_fix(finding.help.text, finding.help.edits, sources)]
    return result


def _text(finding: Finding) -> str:
    helps = [finding.help.text] if finding.help else []
    return "\n".join([finding.message, *finding.notes, *helps])


def _location(
    label: Label, sources: dict[str, Source], number: int | None = None
) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(label.span.path)}}
    if label.span.path in sources:
        place["region"] = _region(label.span, sources[label.span.path])
    location = {"physicalLocation": place, "message": {"text": label.text}}
    return location if number is None else {"id": number, **location}


def _region(span: Span, source: Source) -> dict[str, int]:
    (line, column), (end_line, end_column) = map(source.position, (span.start, span.end))
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }


def _fix(text: str, edits: tuple[Edit, ...], sources: dict[str, Source]) -> dict[str, Any]:
    by_file: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        replacement = {
            "deletedRegion": _region(edit.span, sources[edit.span.path]),
            "insertedContent": {"text": edit.text},
        }
        by_file.setdefault(edit.span.path, []).append(replacement)
    changes = [
        {"artifactLocation": {"uri": _uri(path)}, "replacements": replacements}
        for path, replacements in by_file.items()
    ]
    return {"description": {"text": text}, "artifactChanges": changes}


def _uri(path: str) -> str:
    pure = PurePath(path)
    return pure.as_uri() if pure.is_absolute() else quote(pure.as_posix(), errors="replace")
