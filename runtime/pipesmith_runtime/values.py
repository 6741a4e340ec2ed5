"""Values at the border: checked on the way in, written on the way out.

Values of plain Python types are judged here; everything else is left to `records`, which is
imported when the first such value comes.
"""

from collections.abc import Callable, Sequence
from functools import partial
from math import isfinite
from struct import error, pack
from typing import Any

INT_MIN, INT_MAX = -(2**63), 2**63 - 1

Check = Callable[[Any], bool]

_PLAIN: dict[object, Check] = {
    int: lambda value: type(value) is int and INT_MIN <= value <= INT_MAX,
    str: lambda value: type(value) is str,
    bool: lambda value: type(value) is bool,
    float: lambda value: type(value) is float and isfinite(value),
    None: lambda value: value is None,
    type(None): lambda value: value is None,
}


def fits(annotation: object, value: object) -> bool:
    """Say whether a value is certainly of a type; False means that it must be looked at closely."""
    try:
        check = _PLAIN.get(annotation)
    except TypeError:
        return False
    if check is not None:
        return check(value)
    return type(value) is annotation and hasattr(annotation, "__pydantic_fields__")


def check_of(annotation: object) -> Check:
    """Give the quickest way to ask whether a value `fits`."""
    try:
        check = _PLAIN.get(annotation)
    except TypeError:
        check = None
    return check or partial(fits, annotation)


_LISTS: dict[object, type] = {list[int]: int, list[str]: str, list[bool]: bool}


def _plain_list(annotation: object, value: list[Any]) -> bool:
    """Say whether a list certainly is of a type, holding instances of one plain class."""
    try:
        item = _LISTS.get(annotation)
    except TypeError:
        return False
    if item is None or not value or [*map(type, value)].count(item) != len(value):
        return False
    return item is not int or all_fit(value, "q")


def all_fit(items: Sequence[int], kind: str) -> bool:
    """Say whether all ints fit an integer type of C: to write them as such is the quickest look."""
    try:
        pack(f"{len(items)}{kind}", *items)
    except error:
        return False
    return True


def checked(annotation: Any, value: Any, where: str = "$") -> Any:
    """Give the value as its type has it, or raise VALIDATION with every problem."""
    if fits(annotation, value):
        return value
    if type(value) is list and _plain_list(annotation, value):
        return value.copy()
    from pipesmith_runtime.records import validate

    return validate(annotation, value, where)


def json_value(value: Any) -> Any:
    """Give a value as JSON data (rule 44)."""
    from pipesmith_runtime.data import plain

    return plain(value)
