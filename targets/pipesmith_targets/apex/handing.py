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
        direct = _direct(made[-1], line, known) if made else None
        if isinstance(line, ax.Declare):
            known[line.name] = line.type
        if direct is None or _reads_again(body[number + 1 :], line):
            made.append(in_blocks(line, partial(handed_on, types=known)))
        else:
            made[-1] = direct
    return tuple(made)


def _direct(
    first: ax.Statement, second: ax.Statement, types: Mapping[str, str]
) -> ax.Assign | None:
    """Give what two lines come to where the second takes what the first declares, else None."""
    match first, second:
        case ax.Declare(value=value), ax.Assign(target=ax.Name(text=target) as name) if (
            value is not None
            and second.value == ax.Name(first.name)
            and types.get(target) == first.type
        ):
            return ax.Assign(name, value)
        case _:
            return None


def _reads_again(lines: Lines, taken: ax.Statement) -> bool:
    """Tell whether later lines read the variable that an assignment takes."""
    assert isinstance(taken, ax.Assign) and isinstance(taken.value, ax.Name)
    return reads(lines, taken.value.text)
