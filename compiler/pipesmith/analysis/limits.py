"""Counts and durations, with what is known of literal ones."""

from pipesmith import types as t
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.constants import constant
from pipesmith.analysis.flow_findings import bad_limit
from pipesmith.syntax import nodes as s


def demand_count(
    node: s.Expression, c: Checking, what: str, least: int | None = 1, most: int | None = None
) -> None:
    """Check a whole number; a literal one must lie in range (rule 40)."""
    demand(node, t.INT, c, what)
    value = constant(node)
    if not isinstance(value, int) or isinstance(value, bool):
        return
    if least is not None and value < least:
        c.report(bad_limit(node.span, what, f"at least {least}"))
    elif most is not None and value > most:
        c.report(bad_limit(node.span, what, f"at most {most}, the number of branches"))


def demand_duration(node: s.Expression, c: Checking, what: str) -> None:
    """Check a duration; a literal one must be longer than nothing."""
    demand(node, t.DURATION, c, what)
    value = constant(node)
    if isinstance(value, int) and value <= 0:
        c.report(bad_limit(node.span, what, "longer than `0s`"))


def demand_share(node: s.Expression, c: Checking, what: str) -> None:
    """Check a number between 0 and 1."""
    demand(node, t.FLOAT, c, what)
    value = constant(node)
    if isinstance(value, int | float) and not 0 <= value <= 1:
        c.report(bad_limit(node.span, what, "between 0 and 1"))
