"""What is said of calls of standard components."""

from collections.abc import Iterable

from pipesmith import types as t
from pipesmith.analysis.functions import Complaint
from pipesmith.analysis.json_schema_check import SchemaProblem
from pipesmith.analysis.name_findings import quoted
from pipesmith.analysis.type_findings import a
from pipesmith.diagnostics import Finding, Label, Suggestion
from pipesmith.diagnostics import analysis_codes as codes
from pipesmith.source import Span


def two_ways(span: Span, first: Span) -> Finding:
    """Say that a transformation is given twice."""
    return Finding(
        codes.BAD_ARGUMENTS,
        "`json.transform` takes either `expression` or `mapping`",
        Label(span, "a second way to make the result"),
        others=(Label(first, "the first way"),),
    )


def no_way(span: Span) -> Finding:
    """Say that a transformation is not given."""
    return Finding(
        codes.MISSING_ARGUMENT,
        "the call of `json.transform` leaves out `expression` and `mapping`",
        Label(span, "needs one of the two"),
        help=Suggestion('add `expression: "..."`'),
    )


def bad_query(complaint: Complaint, span: Span) -> Finding:
    """Say what is wrong with a JMESPath expression."""
    way = Suggestion(complaint.way) if complaint.way else None
    return Finding(codes.BAD_JMESPATH, complaint.message, Label(span, "not accepted"), help=way)


def bad_schema(problem: SchemaProblem, span: Span) -> Finding:
    """Say what is wrong with a JSON Schema."""
    path = "$" + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in problem.path)
    return Finding(
        codes.BAD_SCHEMA,
        problem.message,
        Label(span, "not accepted"),
        notes=(f"the place in the schema is `{path}`",) if problem.path else (),
        help=Suggestion(problem.way) if problem.way else None,
    )


def not_a_list(span: Span, given: t.Type) -> Finding:
    """Say that there are no items to filter."""
    return Finding(
        codes.TYPE_MISMATCH,
        f"`items` of `filter.items` takes a list, but this is {a(given)}",
        Label(span, f"this is {a(given)}"),
    )


def sql_text(span: Span, name: str) -> Finding:
    """Say that a statement is made while running."""
    return Finding(
        codes.SQL_TEXT,
        f"the statement of `{name}` must be a constant text",
        Label(span, "made while running"),
        notes=("a value inside a statement could change what it does",),
        help=Suggestion("write `:name` where a value goes, and give the value in `parameters`"),
    )


def unbound(span: Span, names: Iterable[str]) -> Finding:
    """Say that a statement reads values that are not given."""
    missing = sorted(names)
    written = ", ".join(f"{name}: ..." for name in missing)
    return Finding(
        codes.MISSING_ARGUMENT,
        f"`parameters` leaves out {quoted(missing)}",
        Label(span, f"reads {quoted(f':{name}' for name in missing)}"),
        help=Suggestion(f"add `{written}` to `parameters`"),
    )


def not_read(span: Span, name: str, read: Iterable[str]) -> Finding:
    """Say that a statement does not read a value."""
    names = sorted(read)
    reads = quoted(f":{each}" for each in names) if names else "no values"
    return Finding(
        codes.UNKNOWN_ARGUMENT,
        f"the statement has no `:{name}`",
        Label(span, "not read by the statement"),
        notes=(f"it reads {reads}",),
    )
