"""Reads snippets for the tests of this folder."""

from pathlib import Path

from pipesmith.diagnostics import Finding
from pipesmith.source import Source
from pipesmith.syntax import Parsed, parse
from pipesmith.syntax import nodes as n

PROGRAMS = Path(__file__).parent / "programs"


def read(text: str) -> Parsed:
    """Read a text."""
    return parse(Source("t.pipe", text))


def clean(text: str) -> n.Module:
    """Read a text in which nothing is wrong."""
    parsed = read(text)
    assert [(str(one.slug), one.message) for one in parsed.findings] == []
    return parsed.module


def expression(text: str) -> n.Expression:
    """Read an expression."""
    (function,) = clean(f"function f() -> int = {text}").declarations
    assert isinstance(function, n.Function)
    return function.body


def statements(text: str) -> tuple[n.Statement, ...]:
    """Read the statements of a pipeline."""
    (pipeline,) = clean(f"pipeline p() {{\n{text}\n}}").declarations
    assert isinstance(pipeline, n.Pipeline)
    return pipeline.body.statements


def statement(text: str) -> n.Statement:
    """Read one statement."""
    (only,) = statements(text)
    return only


def found(text: str) -> list[tuple[str, str]]:
    """Give the slug of every finding, and the text its label is on."""
    return [(str(one.slug), labelled(text, one)) for one in read(text).findings]


def labelled(text: str, finding: Finding) -> str:
    """Give the text that a finding's label is on."""
    return text[finding.label.span.start : finding.label.span.end]
