"""Which pipelines need more than one transaction: those that wait, if only for another attempt."""

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside


def needs_job(pipeline: n.Pipeline) -> bool:
    """Tell whether a pipeline waits somewhere."""
    return any(_waits(part) for part in inside(pipeline))


def is_delayed(retry: n.Retry | None) -> bool:
    """Tell whether time passes between attempts."""
    backoff = retry.backoff if retry is not None else None
    if backoff is None:
        return False
    start = backoff.start
    return not (isinstance(start, n.DurationValue) and start.milliseconds == 0)


def _waits(part: object) -> bool:
    match part:
        case n.Wait():
            return True
        case n.Stage(policies=policies):
            return is_delayed(policies.retry)
        case _:
            return False


def works(node: object) -> bool:
    """Tell whether a statement has work done outside of the program, or waits."""
    return any(_works(part) for part in inside(node))


def _works(part: object) -> bool:
    match part:
        case n.ComponentCall(module="", component=name):
            return not name.startswith(("log.", "state."))
        case n.ComponentCall() | n.PipelineCall() | n.Wait() | n.Signal():
            return True
        case _:
            return False
