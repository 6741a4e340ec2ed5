"""Values at the border: checked on the way in, written on the way out.

Values of plain Python types are judged here; everything else is left to `records`, which is
imported when the first such value comes.
"""

from collections.abc import Callable
from functools import partial
from marshal import dumps
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


_MARSHAL = 2
"""The version of the format, of which newer ones write what occurs again in short."""

_LISTS: dict[object, type] = {list[int]: int, list[str]: str, list[bool]: bool}


def _plain_list(annotation: object, value: list[Any]) -> bool:
    """Say whether a list certainly is of a type, holding instances of one plain class."""
    try:
        item = _LISTS.get(annotation)
    except TypeError:
        return False
    if item is None or not value:
        return False
    if item is int and small_ints(value):
        return True
    if [*map(type, value)].count(item) != len(value):
        return False
    return item is not int or _int64s(value)


def small_ints(items: list[Any]) -> bool:
    """Say whether a list certainly holds ints of 32 bits and nothing else.

    The quickest look at all of them is to write them by `marshal`: an `i` and four bytes each. What
    is no such int begins with another letter, so the first of them stands where an `i` is missed.
    A Python that writes ints otherwise finds none here, and looks as it does at large ones.
    """
    try:
        return dumps(items, _MARSHAL)[5::5] == b"i" * len(items)
    except ValueError:
        return False


def _int64s(items: list[int]) -> bool:
    try:
        pack(f"{len(items)}q", *items)
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
