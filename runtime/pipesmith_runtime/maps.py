"""The functions of maps and records that are not one expression of Python."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from pipesmith_runtime.data import members, plain

R = TypeVar("R")
U = TypeVar("U")
V = TypeVar("V")


def map_values(entries: Mapping[str, V], each: Callable[[V], U]) -> dict[str, U]:
    """Turn each value into another under the same key."""
    return {key: each(value) for key, value in entries.items()}


def pick(entries: Mapping[str, V], keys: Sequence[str]) -> dict[str, V]:
    """Keep some keys."""
    wanted = set(keys)
    return {key: value for key, value in entries.items() if key in wanted}


def omit(entries: Mapping[str, V], keys: Sequence[str]) -> dict[str, V]:
    """Leave some keys out."""
    unwanted = set(keys)
    return {key: value for key, value in entries.items() if key not in unwanted}


def pick_fields(record: Any, keys: Sequence[str]) -> dict[str, Any]:
    """Keep some fields of a record, as JSON."""
    return pick(plain(record), keys)


def omit_fields(record: Any, keys: Sequence[str]) -> dict[str, Any]:
    """Leave some fields of a record out, as JSON."""
    return omit(plain(record), keys)


def merge_fields(record: Any, entries: Mapping[str, Any]) -> dict[str, Any]:
    """Join the fields of a record and a map, as JSON."""
    return {**plain(record), **plain(entries)}


def with_fields(record: R, changes: Mapping[str, Any]) -> R:
    """Give a record with some fields replaced; its conditions are checked again."""
    made: R = type(record)(**{**(members(record) or {}), **changes})
    return made
