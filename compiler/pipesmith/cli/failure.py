"""A failed run, told in the words and with the lines of the program."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from posixpath import basename
from typing import Any

import click

from pipesmith.cli.tracebacks import shortened
from pipesmith.diagnostics import Finding, Findings, Label, Slug
from pipesmith.diagnostics.render import render_text
from pipesmith.diagnostics.render_cells import plain
from pipesmith.diagnostics.render_paint import wants_colour
from pipesmith.source import NOWHERE, Source, Span
from pipesmith_runtime import PipelineError


def print_failure(
    error: PipelineError, sources: Mapping[str, Source], as_json: bool, whole: bool
) -> None:
    """Print an error to standard error, as JSON or as a finding at the stage that failed."""
    if as_json:
        _print_json(error)
        return
    if whole:
        click.echo(shortened(error), err=True, nl=False)
    findings = Findings(dict(sources))
    findings.add([_finding(error, sources)])
    text = render_text(findings, wants_colour(sys.stderr, os.environ))
    click.echo(text, err=True, nl=False, color=True)


def print_misfit(error: PipelineError, what: str, pipeline: str, as_json: bool) -> None:
    """Print what does not fit, such as an input: each path, what was expected, what was found."""
    if as_json:
        _print_json(error)
        return
    click.echo(f"pipesmith: {what} does not fit `{plain(pipeline)}`", err=True)
    for line in _problems(error):
        click.echo(f"  {plain(line)}", err=True)


def _print_json(error: PipelineError) -> None:
    click.echo(json.dumps(error.to_json(), ensure_ascii=False, default=str), err=True)


def _problems(error: PipelineError) -> Iterator[str]:
    """Give a line for each problem of a VALIDATION error."""
    details = error.detail if isinstance(error.detail, list) else []
    for detail in filter(_is_problem, details):
        expected, found = detail.get("expected"), detail.get("found")
        facts = f": expected {expected}, found {found}" if expected else f": {detail['message']}"
        yield f"{detail['path']}{facts}"
    if not details:
        yield error.message


def _is_problem(detail: Any) -> bool:
    """Tell a problem that reading found from what a program gave as the detail of its error."""
    return isinstance(detail, dict) and all(
        isinstance(detail.get(key), str) for key in ("path", "message")
    )


def _finding(error: PipelineError, sources: Mapping[str, Source]) -> Finding:
    stage = f"stage `{error.stage}`" if error.stage else f"pipeline `{error.pipeline}`"
    attempt = f", attempt {error.attempt}" if error.attempt > 1 else ""
    label = Label(_span(error, sources), f"{stage}{attempt}")
    message = f"{error.type}: {error.message}"
    return Finding(Slug(error.code, error.type), message, label, notes=tuple(_notes(error)))


def _notes(error: PipelineError) -> Iterator[str]:
    if error.type == "VALIDATION" and isinstance(error.detail, list):
        yield from _problems(error)
    cause = error.cause
    while cause is not None:
        yield f"caused by {cause.type}: {cause.message}"
        cause = cause.cause
    for other in error.suppressed:
        where = f" in `{other.stage}`" if other.stage else ""
        yield f"also failed{where}: {other.type}: {other.message}"


def _span(error: PipelineError, sources: Mapping[str, Source]) -> Span:
    """Give the rest of the line that the failed statement starts on."""
    place = error.place
    source = _source(place.path, sources) if place else None
    if place is None or source is None or place.line > len(source.lines):
        return NOWHERE
    before = source.text.split("\n")[: place.line - 1]
    line = sum(map(len, before)) + len(before)
    text = source.lines[place.line - 1]
    return source.span(
        line + place.column - 1, line + len(text.rstrip().removesuffix("{").rstrip())
    )


def _source(path: str, sources: Mapping[str, Source]) -> Source | None:
    """Find a source by the name that generated code knows; names of modules are unique."""
    return next((each for name, each in sources.items() if basename(name) == path), None)
