"""When something is tried again."""

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.errors import name_set
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.scope import Place


def backoff(retry: n.Retry, place: Place) -> ax.Expression:
    """Write how many attempts may follow the first, and when."""
    made: ax.Expression = ax.New("PipelineBackoff", (write(retry.count, place), name_set(retry.on)))
    wait = retry.backoff
    if wait is None:
        return made
    made = ax.Call(made, "after", (write(wait.start, place),))
    growth = ("growing", wait.step), ("times", wait.factor), ("atMost", wait.limit)
    for name, part in (*growth, ("jitter", retry.jitter)):
        if part is not None:
            made = ax.Call(made, name, (write(part, place),))
    return made
