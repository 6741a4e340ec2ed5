"""Limits of time around statements."""

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.scope import Place


def at_least_one(value: n.Expression | None, what: str, place: Place) -> None:
    """Write the check of a limit that is computed; one thing is done at a time anyway."""
    if value is not None and not isinstance(value, n.IntValue):
        checked = ax.call("PipelineLimit.atLeastOne", ax.Text(what), write(value, place))
        place.add(ax.Evaluate(checked))


def length_of(limit: n.Expression, what: str, place: Place) -> ax.Expression:
    """Write a limit of time, which is checked if it is computed."""
    length = write(limit, place)
    if isinstance(limit, n.DurationValue):
        return length
    return ax.call("PipelineLimits.positive", ax.Text(what), length)


def limited(limit: n.Expression, what: str, lines: ax.Lines, place: Place) -> None:
    """Write statements that may take no longer than a limit."""
    place.add(ax.Evaluate(ax.call("PipelineLimits.begin", length_of(limit, what, place))))
    problem = place.inner().names.claim("problem")
    failed = ax.Throw(ax.call("PipelineLimits.failed", ax.Name(problem)))
    end = ax.Evaluate(ax.call("PipelineLimits.finish"))
    place.add(ax.Try(tuple(lines), problem, (failed,), (end,)))
