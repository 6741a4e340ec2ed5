"""Verdicts for people: a line for each test, and each failure with its lines of the program."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from pipesmith.cli.report import plural
from pipesmith.cli.testing.verdicts import Failure, Verdict
from pipesmith.diagnostics import Finding, Findings, Label, Slug
from pipesmith.diagnostics.render import render_text
from pipesmith.diagnostics.render_cells import plain
from pipesmith.diagnostics.render_paint import wants_colour
from pipesmith.ir import nodes as n
from pipesmith.source import NOWHERE, Source, Span


def print_line(verdict: Verdict) -> None:
    """Tell of one test in one line."""
    word = click.style("ok  ", "green") if verdict.passed else click.style("FAIL", "red", bold=True)
    runs = f", {len(verdict.trials)} examples" if isinstance(verdict.scenario, n.Property) else ""
    took = f"({verdict.seconds * 1000:.0f} ms{runs})"
    _echo(f"  {word} {plain(verdict.scenario.title)} {click.style(took, dim=True)}")


def print_failure(verdict: Verdict, sources: Mapping[str, Source]) -> None:
    """Tell why a test failed."""
    if verdict.failure is not None:
        colour = wants_colour(sys.stdout, os.environ)
        click.echo(f"\n{told(verdict, verdict.failure, sources, colour)}", color=True)


def told(
    verdict: Verdict, failure: Failure, sources: Mapping[str, Source], colour: bool = False
) -> str:
    """Give a failure as text: the line of the program, what was found, what the run did."""
    findings = Findings(dict(sources))
    findings.add([_finding(verdict, failure, sources)])
    return "\n".join((render_text(findings, colour).rstrip("\n"), *_below(failure), ""))


def _finding(verdict: Verdict, failure: Failure, sources: Mapping[str, Source]) -> Finding:
    kind = "test" if isinstance(verdict.scenario, n.Test) else "property"
    message = f'{kind} "{verdict.scenario.title}": {failure.message}'
    label = Label(span_of(failure.place, sources), failure.label)
    return Finding(Slug("failed", "a test failed"), message, label)


def _below(failure: Failure) -> Iterator[str]:
    """Give what stands below the lines of the program."""
    yield from (f"  {plain(fact)}" for fact in failure.facts)
    if failure.trace:
        yield "  what the run did:"
        yield from (f"    {plain(line)}" for line in failure.trace)
    if failure.pasteable is not None:
        yield "  a test that fails in the same way:"
        yield ""
        yield from failure.pasteable.rstrip("\n").split("\n")


def span_of(place: n.Place, sources: Mapping[str, Source]) -> Span:
    """Give the first line of a place."""
    source = sources.get(place.path)
    if source is None:
        return NOWHERE
    lines = source.text.split("\n")
    start = sum(len(line) + 1 for line in lines[: place.line - 1])
    line = lines[place.line - 1].rstrip().removesuffix("{").rstrip()
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    return source.span(start + place.column - 1, start + end)


def print_summary(verdicts: Sequence[Verdict]) -> None:
    """Count what passed and what failed."""
    failed = sum(not verdict.passed for verdict in verdicts)
    seconds = sum(verdict.seconds for verdict in verdicts)
    told = f"{plural(len(verdicts), 'test')}: {len(verdicts) - failed} passed, {failed} failed"
    _echo("")
    _echo(f"{told} in {seconds:.2f} s")


def _echo(text: str) -> None:
    click.echo(text, color=wants_colour(sys.stdout, os.environ))
