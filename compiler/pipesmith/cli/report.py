"""Findings on their way out: a format, a stream, and a closing line."""

import os
import sys
from typing import Literal

import click

from pipesmith.cli.codes import Exit
from pipesmith.diagnostics import Findings, Severity
from pipesmith.diagnostics.render import render_github, render_json, render_sarif, render_text
from pipesmith.diagnostics.render_paint import wants_colour

Format = Literal["text", "json", "github", "sarif"]
FORMATS: tuple[Format, ...] = ("text", "json", "github", "sarif")


def report(findings: Findings, form: Format = "text", *, err: bool = False) -> int:
    """Print findings, and give the exit code that they mean."""
    stream = sys.stderr if err else sys.stdout
    match form:
        case "text":
            text = render_text(findings, wants_colour(stream, os.environ))
        case "json":
            text = render_json(findings)
        case "github":
            text = render_github(findings)
        case "sarif":
            text = render_sarif(findings)
    if text:
        click.echo(text, file=stream, nl=False, color=True)
    return Exit.refused if findings.errors else Exit.success


def counted(findings: Findings) -> str:
    """Give the number of errors and warnings in words."""
    errors = sum(finding.severity is Severity.error for finding in findings)
    return f"{plural(errors, 'error')}, {plural(len(findings) - errors, 'warning')}"


def plural(number: int, noun: str) -> str:
    """Give a number and its noun."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
