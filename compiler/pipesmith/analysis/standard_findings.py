"""What is said of calls of standard components."""

from pipesmith.analysis.functions import Complaint
from pipesmith.analysis.json_schema_check import SchemaProblem
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
