"""What can still be said of a program of which parts could not be read.

Reads     findings of a pass, and what the parser found.
Gives     those that do not follow from a mistake of the parser.
Reports   nothing.
Promises  nothing is left out of a program that could be read whole.
Leaves    what is left out to the next check, when the program can be read.
"""

from collections.abc import Iterable, Iterator

from pipesmith.analysis.load import Loaded
from pipesmith.diagnostics import Finding, Severity
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.diagnostics import syntax_codes as syntax

_READ_ANYWAY = (
    syntax.FOREIGN_SIGN,
    syntax.NAME_CASE,
    syntax.RESERVED_WORD,
    syntax.DUPLICATE_CLAUSE,
    syntax.YIELD_NOT_LAST,
)
"""Mistakes after which the statement says what it was meant to say."""

_BY_SHAPE = (codes.MISSING_RETURN, codes.MISSING_YIELD, codes.NO_VALUE, codes.UNREACHABLE)
"""What depends on statements that may be missing from the tree."""


def certain(findings: Iterable[Finding], loaded: Loaded) -> Iterator[Finding]:
    """Leave out what is said of lines, and of shapes, that could not be read."""
    unread = {
        (one.label.span.path, line) for one in _unread(loaded) for line in _lines(one, loaded)
    }
    files = {finding.label.span.path for finding in _mistakes(loaded)}
    for finding in findings:
        path = finding.label.span.path
        shaped = finding.slug in _BY_SHAPE and path in files
        if not shaped and unread.isdisjoint((path, line) for line in _lines(finding, loaded)):
            yield finding


def _mistakes(loaded: Loaded) -> Iterator[Finding]:
    slugs = vars(syntax).values()
    for finding in loaded.findings:
        if finding.slug in slugs and finding.severity is Severity.error:
            yield finding


def _unread(loaded: Loaded) -> Iterator[Finding]:
    return (one for one in _mistakes(loaded) if one.slug not in _READ_ANYWAY)


def _lines(finding: Finding, loaded: Loaded) -> range:
    """Give the lines that a finding points at."""
    span = finding.label.span
    source = loaded.sources.get(span.path)
    if source is None:
        return range(0)
    first, last = source.position(span.start)[0], source.position(span.end)[0]
    return range(first, last + 1)
