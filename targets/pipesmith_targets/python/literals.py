"""Constants as Python writes them."""

from pipesmith_targets.python import syntax as py

_UNITS = (
    ("days", 86_400_000),
    ("hours", 3_600_000),
    ("minutes", 60_000),
    ("seconds", 1000),
    ("milliseconds", 1),
)


def duration(milliseconds: int, timedelta: str) -> py.Node:
    """Write a duration in the largest unit that divides it."""
    unit, size = next(each for each in _UNITS if milliseconds % each[1] == 0)
    if not milliseconds:
        return py.call(timedelta)
    return py.call(timedelta, **{unit: py.integer(milliseconds // size)})


def seconds(milliseconds: int) -> py.Node:
    """Write a duration as seconds."""
    return py.number(milliseconds / 1000)


def constant(value: object) -> py.Node:
    """Write a plain Python constant, or a tuple of such."""
    match value:
        case None:
            return py.NONE
        case bool():
            return py.TRUE if value else py.FALSE
        case int():
            return py.integer(value)
        case float():
            return py.number(value)
        case str():
            return py.text(value)
        case tuple():
            return py.tupled([constant(item) for item in value])
        case _:
            raise TypeError(f"no constant: {type(value).__name__}")
