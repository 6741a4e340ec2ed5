"""The functions of lists that are not one expression of Python."""

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import reduce as fold
from typing import Any, TypeVar

from pipesmith_runtime.bounds import finite, int64
from pipesmith_runtime.data import equal, identity
from pipesmith_runtime.errors import ExpressionFault
from pipesmith_runtime.numbers import Comparable
from pipesmith_runtime.text import MOST, show
from pipesmith_runtime.values import small_ints

A = TypeVar("A")
B = TypeVar("B")
T = TypeVar("T")
U = TypeVar("U")


def apart(function: Callable[[A, B], T]) -> Callable[[tuple[A, B]], T]:
    """Make a function of two values into one of a pair of them."""
    return lambda pair: function(*pair)


def reduce(items: Sequence[T], initial: U, each: Callable[[U, T], U]) -> U:
    """Fold all items into one value, from the left."""
    return fold(each, items, initial)


def flat_map(items: Sequence[T], each: Callable[[T], Sequence[U]]) -> list[U]:
    """Turn each item into a list, and join these."""
    return [made for item in items for made in each(item)]


def unique(items: Sequence[T]) -> list[T]:
    """Keep the first of equal items."""
    return unique_by(items, identity)


def unique_by(items: Sequence[T], key: Callable[[T], Any]) -> list[T]:
    """Keep the first of the items with equal keys."""
    kept: dict[Any, T] = {}
    for item in items:
        kept.setdefault(identity(key(item)), item)
    return list(kept.values())


def group_by(items: Sequence[T], key: Callable[[T], Any]) -> dict[str, list[T]]:
    """Group items by a key, shown as text."""
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(show(key(item)), []).append(item)
    return groups


def partition(items: Sequence[T], test: Callable[[T], bool]) -> tuple[list[T], list[T]]:
    """Give the items that pass a test, and those that do not."""
    passed: list[T] = []
    failed: list[T] = []
    for item in items:
        (passed if test(item) else failed).append(item)
    return passed, failed


def chunk(items: Sequence[T], size: int) -> list[list[T]]:
    """Cut a list into lists of a size."""
    if size < 1:
        raise ExpressionFault("`chunk` has a size below 1")
    return [list(items[start : start + size]) for start in range(0, len(items), size)]


def pluck(items: Sequence[Any], name: str) -> list[Any]:
    """Give one field of each record, or the value at a key of each map."""
    return [item[name] if isinstance(item, dict) else getattr(item, name) for item in items]


def first(items: Sequence[T]) -> T | None:
    """Give the first item, or null."""
    return items[0] if items else None


def last(items: Sequence[T]) -> T | None:
    """Give the last item, or null."""
    return items[-1] if items else None


def get(items: Sequence[T], index: int) -> T | None:
    """Give the item at an index, or null; negative ones count from the end."""
    return items[index] if -len(items) <= index < len(items) else None


def take(items: Sequence[T], count: int) -> list[T]:
    """Keep the first items."""
    return list(items[: max(0, count)])


def drop(items: Sequence[T], count: int) -> list[T]:
    """Leave the first items out."""
    return list(items[max(0, count) :])


def contains(items: Iterable[Any], item: Any) -> bool:
    """Tell whether an item is among others, compared as JSON."""
    return any(equal(each, item) for each in items)


def index_of(items: Sequence[Any], item: Any) -> int:
    """Give the index of the first equal item, or -1."""
    return next((at for at, each in enumerate(items) if equal(each, item)), -1)


def join(items: Sequence[Any], separator: str = "") -> str:
    """Join items to one text, each as it is shown."""
    return separator.join(map(show, items))


def ints(start: int, end: int, step: int = 1) -> list[int]:
    """Count from a start to before an end."""
    if step == 0:
        raise ExpressionFault("`range` has a step of 0")
    counted = range(start, end, step)
    # `len` fails beyond the size of memory; the last item does not.
    if counted and (counted[-1] - start) // step >= MOST:
        raise ExpressionFault(f"a list would have more than {MOST} items")
    return list(counted)


# ---------------------------------------------------------------- numbers in lists


def least(items: Sequence[Comparable]) -> Comparable:
    """Give the least item; of equal ones the first."""
    return min(_some(items, "min"))


def greatest(items: Sequence[Comparable]) -> Comparable:
    """Give the greatest item; of equal ones the first."""
    return max(_some(items, "max"))


def _some(items: Sequence[T], name: str) -> Sequence[T]:
    if not items:
        raise ExpressionFault(f"`{name}` of an empty list")
    return items


def sum_ints(items: Sequence[int]) -> int:
    """Add ints; every sum on the way fits 64 bits."""
    if type(items) is list and small_ints(items):  # and fewer than there are addresses
        return sum(items)
    total = 0
    for item in items:
        total = int64(total + item)
    return total


def sum_floats(items: Sequence[float]) -> float:
    """Add floats from the left; newer versions of `sum` round otherwise."""
    total = 0.0
    for item in items:
        total += item
    return finite(total)


def sum_decimals(items: Sequence[Decimal]) -> Decimal:
    """Add decimals from the left."""
    return sum(items, Decimal(0))


def sum_durations(items: Sequence[timedelta]) -> timedelta:
    """Add durations."""
    return sum(items, timedelta())


def avg_ints(items: Sequence[int]) -> float:
    """Give the mean of ints as a float."""
    return float(sum_ints(_some(items, "avg"))) / len(items)


def avg_floats(items: Sequence[float]) -> float:
    """Give the mean of floats."""
    return sum_floats(_some(items, "avg")) / len(items)


def avg_decimals(items: Sequence[Decimal]) -> Decimal:
    """Give the mean of decimals."""
    return sum_decimals(_some(items, "avg")) / len(items)
