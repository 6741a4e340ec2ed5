"""Methods without variables that only hand a value on: it is put where it goes.

The types must be the same, as a wider one could take the value for another kind of number.
"""

from collections.abc import Mapping
from functools import partial

from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.labels import reads
from pipesmith_targets.apex.tidying import Lines, in_blocks


def handed_on(body: Lines, types: Mapping[str, str]) -> Lines:
    """Give the lines of a block; `types` are those of the variables around it."""
    known, made = {**types}, list[ax.Statement]()
    for number, line in enumerate(body):
        last = made[-1] if made else None
        match last, line:
            case (
                ax.Declare(type=type_, name=name, value=value),
                ax.Assign(target=ax.Name(text=target), value=ax.Name(text=given)),
            ) if value and given == name and known.get(target) == type_:
                if not reads(body[number + 1 :], name):
                    made[-1] = ax.Assign(line.target, value)
                    continue
            case _, ax.Declare(type=type_, name=name):
                known[name] = type_
        made.append(in_blocks(line, partial(handed_on, types=known)))
    return tuple(made)
