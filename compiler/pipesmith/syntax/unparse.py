"""Syntax tree to text, in the one canonical layout.

Reads     a module; to format a file, its text and comments too.
Gives     text that reads back as the same tree.
Reports   for a file that cannot be read, the findings of `parse`.
Promises  formatting twice is formatting once; every comment is kept.
Leaves    the order of what is written, names, and how literals are spelt.
"""

from pipesmith.diagnostics import Finding, Severity
from pipesmith.source import Source
from pipesmith.syntax import nodes as n
from pipesmith.syntax.parse import Parsed, parse
from pipesmith.syntax.writing.declarations import DeclarationWriter
from pipesmith.syntax.writing.layout import render
from pipesmith.syntax.writing.trivia import Trivia


def unparse(module: n.Module) -> str:
    """Write a tree as text; spans are not looked at, and literals are spelt anew."""
    return render(DeclarationWriter(Trivia()).module(module))


def format_source(source: Source) -> str | tuple[Finding, ...]:
    """Write a file in the canonical layout, or say why it cannot be read."""
    parsed = parse(source)
    errors = tuple(one for one in parsed.findings if one.severity is Severity.error)
    return errors or format_parsed(source, parsed)


def format_parsed(source: Source, parsed: Parsed) -> str:
    """Write a file that has been read without errors in the canonical layout."""
    first = next((one.span.start for one in parsed.comments if one.doc), 0)
    head = [one for one in parsed.comments if not one.doc and one.span.start < first]
    above = "".join(f"{one.text}\n" for one in head) if parsed.module.doc is not None else ""
    rest = parsed.comments[len(head) :] if above else parsed.comments
    text = render(DeclarationWriter(Trivia(source, rest)).module(parsed.module))
    return above + text
