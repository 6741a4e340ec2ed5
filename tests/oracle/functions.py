"""The standard functions; the conformance vectors hold this table too."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

from tests.oracle.arithmetic import whole
from tests.oracle.values import Rec, distinct, same, show, to_json

from pipesmith_runtime import lists as runtime_lists
from pipesmith_runtime import numbers, text, times
from pipesmith_runtime.data import from_json
from pipesmith_runtime.errors import ExpressionFault


def fail(message: str) -> Any:
    """Refuse arguments."""
    raise ExpressionFault(message)


def _unique_by(items: list[Any], key: Callable[[Any], Any]) -> list[Any]:
    keys: list[Any] = []
    kept: list[Any] = []
    for item in items:
        own = key(item)
        if not any(same(own, other) for other in keys):
            keys.append(own)
            kept.append(item)
    return kept


def _group_by(items: list[Any], key: Callable[[Any], Any]) -> dict[str, list[Any]]:
    groups: dict[str, list[Any]] = {}
    for item in items:
        groups.setdefault(show(key(item)), []).append(item)
    return groups


def _partition(items: list[Any], test: Callable[[Any], bool]) -> tuple[list[Any], list[Any]]:
    return [item for item in items if test(item)], [item for item in items if not test(item)]


def _find(items: list[Any], test: Callable[[Any], bool]) -> Any:
    return next((item for item in items if test(item)), None)


def _contains(items: Any, item: Any) -> bool:
    if isinstance(items, list):
        return any(same(each, item) for each in items)
    return item in items


def _index_of(items: Any, item: Any) -> int:
    if isinstance(items, str):
        return items.find(item)
    return next((index for index, each in enumerate(items) if same(each, item)), -1)


def _get(items: Any, key: Any) -> Any:
    if isinstance(items, dict):
        return items.get(key)
    inside = isinstance(items, list) and isinstance(key, int) and -len(items) <= key < len(items)
    return items[key] if inside else None


def _total(items: list[Any]) -> Any:
    """Add items; the sum of none has the type that the call has, which `Evaluator` knows."""
    match items[0]:
        case float():
            return runtime_lists.sum_floats(items)
        case int():
            return runtime_lists.sum_ints(items)
        case first:
            return sum(items[1:], first)


def _mean(items: list[Any]) -> Any:
    if not items:
        fail("`avg` of an empty list")
    total = _total(items)
    return float(total) / len(items) if isinstance(total, int) else total / len(items)


def _least(*values: Any) -> Any:
    return runtime_lists.least(values[0] if len(values) == 1 else list(values))


def _greatest(*values: Any) -> Any:
    return runtime_lists.greatest(values[0] if len(values) == 1 else list(values))


def _range(start: int, end: int | None = None, step: int = 1) -> list[int]:
    return runtime_lists.ints(0, start) if end is None else runtime_lists.ints(start, end, step)


def _round(value: Any, digits: int | None = None) -> Any:
    return numbers.rounded(value) if digits is None else numbers.round_to(value, digits)


def _power(base: Any, exponent: Any) -> Any:
    match base:
        case int():
            return numbers.power_int(base, exponent)
        case float():
            return numbers.power_float(base, exponent)
        case _:
            return numbers.power_decimal(base, exponent)


def _fields(value: Any) -> dict[str, Any]:
    """Give a map as it is, a record as JSON."""
    if isinstance(value, Rec):
        return {name: to_json(item) for name, item in value.fields.items()}
    return dict(value)


def _merge(left: Any, right: Any) -> dict[str, Any]:
    return {**_fields(left), **_fields(right)}


def _pick(value: Any, keys: list[str]) -> dict[str, Any]:
    return {key: item for key, item in _fields(value).items() if key in keys}


def _omit(value: Any, keys: list[str]) -> dict[str, Any]:
    return {key: item for key, item in _fields(value).items() if key not in keys}


def _any(items: list[Any], test: Callable[[Any], bool] = bool) -> bool:
    return any(test(item) for item in items)


def _all(items: list[Any], test: Callable[[Any], bool] = bool) -> bool:
    return all(test(item) for item in items)


def _coalesce(*values: Any) -> Any:
    return next((value for value in values if value is not None), None)


def _json_text(value: Any) -> str:
    from json import dumps

    return dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "upper": str.upper,
    "lower": str.lower,
    "length": len,
    "contains": _contains,
    "starts_with": str.startswith,
    "ends_with": str.endswith,
    "join": lambda items, separator="": separator.join(map(show, items)),
    "slice": lambda items, start, end=None: items[start:end],
    "to_string": show,
    "map": lambda items, each: [each(item) for item in items],
    "filter": lambda items, test: [item for item in items if test(item)],
    "reduce": lambda items, initial, each: reduce(each, items, initial),
    "flat_map": lambda items, each: [made for item in items for made in each(item)],
    "sort_by": lambda items, key: sorted(items, key=key),
    "sort": sorted,
    "reverse": lambda items: items[::-1],
    "unique": distinct,
    "unique_by": _unique_by,
    "group_by": _group_by,
    "partition": _partition,
    "zip": lambda left, right: list(zip(left, right, strict=False)),
    "flatten": lambda items: [item for inner in items for item in inner],
    "compact": lambda items: [item for item in items if item is not None],
    "first": lambda items: items[0] if items else None,
    "last": lambda items: items[-1] if items else None,
    "take": lambda items, count: items[: max(0, count)],
    "drop": lambda items, count: items[max(0, count) :],
    "any": _any,
    "all": _all,
    "none": lambda items, test=bool: not _any(items, test),
    "count": lambda items, test=None: len(items if test is None else [x for x in items if test(x)]),
    "find": _find,
    "index_of": _index_of,
    "sum": _total,
    "min": _least,
    "max": _greatest,
    "avg": _mean,
    "range": _range,
    "enumerate": lambda items: list(enumerate(items)),
    "concat": lambda *items: [item for inner in items for item in inner],
    "keys": list,
    "values": lambda entries: (
        list(entries.values()) if isinstance(entries, dict) else list(entries)
    ),
    "entries": lambda entries: list(entries.items()),
    "get": _get,
    "merge": _merge,
    "pick": _pick,
    "omit": _omit,
    "map_values": lambda entries, each: {key: each(value) for key, value in entries.items()},
    "abs": lambda value: whole(abs(value)),
    "round": _round,
    "pow": _power,
    "sqrt": lambda x: numbers.root(x) if isinstance(x, float) else numbers.root_decimal(x),
    "default": lambda value, other: other if value is None else value,
    "coalesce": _coalesce,
    "to_json": _json_text,
    "from_json": from_json,
    **{
        name: getattr(module, name)
        for module, names in (
            (text, "trim title capitalize replace split lines pad_left pad_right repeat matches"),
            (text, "extract slugify truncate to_int to_float to_decimal url_encode sha256"),
            (text, "base64_encode base64_decode"),
            (runtime_lists, "chunk"),
            (times, "date_add date_diff format_date parse_date start_of to_timezone"),
            (numbers, "floor ceil clamp"),
        )
        for name in names.split()
    },
}
"""Each standard function that needs neither the run nor a static type.

Where one is more than an expression of Python the product's own stands here: its vectors prove it.
"""
