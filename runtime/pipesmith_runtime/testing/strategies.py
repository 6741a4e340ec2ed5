"""Strategies of Hypothesis for the types of generated modules.

Conditions are met by construction where they are limits (`constraints.py`); every value is held
against them in the end.
"""

import dataclasses
import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from pathlib import PurePosixPath
from types import ModuleType, NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pipesmith_runtime import records
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.records import Digits, Distinct, Email, Record, Url, Where
from pipesmith_runtime.testing.constraints import Interval, Limits, limits_of
from pipesmith_runtime.values import INT_MAX, INT_MIN

Strategy = SearchStrategy[Any]

MOST_ITEMS = 5
"""Collections are short unless a condition asks for more."""
FEW = 4
"""How much more often than not a collection is empty that could go on without an end, and how much
more often a value is any than one of the special ones.
"""
SPECIAL = "\"'`\\{}<>&%$#;,/\n\r\t \u00e9\u0130\u2028\U0001f600"
"""Characters that mean something to what texts are pasted into."""
DAYS = [date(2000, 2, 29), date(2024, 2, 29), date(2023, 12, 31), date(2024, 12, 31)]
"""Days at which calendars go wrong."""

_recursive: dict[Any, Strategy] = {}


def is_declared(value: object, module: ModuleType) -> bool:
    """Say whether a value of a module is a type that it declares: a class, or a name for a type."""
    if isinstance(value, type):
        return issubclass(value, Record | Enum) and value.__module__ == module.__name__
    plain = get_origin(value) in (Annotated, Literal, Union, UnionType)
    return plain and not any(value is known for known in vars(records).values())


def strategy(annotation: Any, conditions: Iterable[str] = ()) -> Strategy:
    """Give values of a type; `conditions` says how the source limits them further."""
    return _strategy(annotation, tuple(conditions), ())


def _strategy(annotation: Any, texts: tuple[str, ...], marks: tuple[Any, ...]) -> Strategy:
    if get_origin(annotation) is Annotated:
        return _marked(annotation, texts, marks)
    drawn = _plain(annotation, limits_of(texts), marks)
    for mark in marks:
        if isinstance(mark, Where):
            drawn = drawn.filter(_holding(mark))
    return drawn


def _marked(annotation: Any, texts: tuple[str, ...], marks: tuple[Any, ...]) -> Strategy:
    for text, made in ((Email, _emails), (Url, _urls)):
        if annotation == text:
            return made()
    inner, *own = get_args(annotation)
    known = tuple(mark.text for mark in own if isinstance(mark, Where))
    return _strategy(inner, (*texts, *known), (*marks, *own))


def _holding(where: Where) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        return value is None or bool(where.test(value))

    return holds


def _plain(annotation: Any, limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    made = _SCALARS.get(annotation) if isinstance(annotation, type) else None
    if made is not None:
        return made(limits, marks)
    if annotation is Any:
        return _json()
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return _classes(annotation)
    return _made_of(annotation, limits, marks)


def _made_of(annotation: Any, limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    arguments = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Literal:
            return st.sampled_from(arguments)
        case origin if origin in (Union, UnionType):
            return _union(arguments, limits, marks)
        case origin if origin is list:
            return _often_empty(_lists(strategy(arguments[0]), limits, marks), arguments, limits)
        case origin if origin is dict:
            drawn = _maps(strategy(arguments[1]), limits)
            return _often_empty(drawn, arguments[1:], limits, dict)
        case origin if origin is tuple:
            return st.tuples(*map(strategy, arguments))
        case _:
            return _classes(annotation)


def _union(members: tuple[Any, ...], limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    """Give values of any member; conditions hold for what is not null."""
    nothing = [st.none() for each in members if each in (None, NoneType)]
    others = [
        _plain(each, limits, marks) if get_origin(each) is not Annotated else strategy(each)
        for each in members
        if each not in (None, NoneType)
    ]
    return st.one_of(*nothing, *others)


# ---------------------------------------------------------------- numbers and texts


def _integers(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    low, high = _whole(limits.value, INT_MIN, INT_MAX)
    return _with_edges(st.integers(low, high), [low, high])


def _with_edges(drawn: Strategy, edges: Sequence[Any]) -> Strategy:
    """Let one value in some be one of those at which programs go wrong."""
    return st.one_of(*[drawn] * FEW, st.sampled_from(edges)) if edges else drawn


def _whole(interval: Interval, least: int, most: int) -> tuple[int, int]:
    """Give the whole numbers between the bounds."""
    low, high = least, most
    if interval.low is not None:
        low = max(
            least, math.floor(interval.low) + 1 if interval.above else math.ceil(interval.low)
        )
    if interval.high is not None:
        high = min(
            most, math.ceil(interval.high) - 1 if interval.below else math.floor(interval.high)
        )
    return (low, high) if low <= high else (least, most)


def _floats(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    bounds = limits.value
    low = None if bounds.low is None else float(bounds.low)
    high = None if bounds.high is None else float(bounds.high)
    return st.floats(
        low,
        high,
        allow_nan=False,
        allow_infinity=False,
        exclude_min=low is not None and bounds.above,
        exclude_max=high is not None and bounds.below,
    )


def _decimals(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    """Give numbers of two, no or four digits after the point, or of the scale that is declared."""
    digits = next((mark for mark in marks if isinstance(mark, Digits)), None)
    if digits is None:
        return st.one_of([_scaled(limits.value, scale, 10**16) for scale in (2, 0, 4)])
    return _scaled(limits.value, digits.scale, 10**digits.precision - 1)


def _scaled(interval: Interval, scale: int, most: int) -> Strategy:
    raised = Interval(
        None if interval.low is None else interval.low * 10**scale,
        None if interval.high is None else interval.high * 10**scale,
        interval.above,
        interval.below,
    )
    return st.integers(*_whole(raised, -most, most)).map(
        lambda number: Decimal(number).scaleb(-scale)
    )


def _texts(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    if limits.pattern is not None:
        return st.from_regex(limits.pattern)
    low, high = _sizes(limits, most=20)
    special = st.text(SPECIAL, min_size=max(low, min(1, high)), max_size=high)
    return st.one_of(*[st.text(min_size=low, max_size=high)] * FEW, special)


def _sizes(limits: Limits, most: int = MOST_ITEMS) -> tuple[int, int]:
    low, high = _whole(limits.length, 0, INT_MAX)
    return low, min(high, low + most)


def _emails() -> Strategy:
    word = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
    return st.tuples(word, word).map(lambda parts: f"{parts[0]}@{parts[1]}.example")


def _urls() -> Strategy:
    word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
    return st.tuples(word, st.lists(word, max_size=2)).map(
        lambda parts: "/".join((f"https://{parts[0]}.example", *parts[1]))
    )


def _paths(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    word = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8)
    return st.lists(word, min_size=1, max_size=3).map(lambda parts: PurePosixPath(*parts))


def _instants(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    return st.one_of(
        *[st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1))] * FEW,
        st.builds(datetime.combine, st.sampled_from(DAYS), st.times()),
    ).map(lambda each: each.replace(microsecond=each.microsecond // 1000 * 1000, tzinfo=UTC))


def _durations(limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    year = 366 * 86_400_000
    return st.integers(-year, year).map(lambda each: timedelta(milliseconds=each))


def _json() -> Strategy:
    leaves = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=5,
    )


_SCALARS: dict[type, Callable[[Limits, tuple[Any, ...]], Strategy]] = {
    NoneType: lambda limits, marks: st.none(),
    bool: lambda limits, marks: st.booleans(),
    int: _integers,
    float: _floats,
    str: _texts,
    Decimal: _decimals,
    UUID: lambda limits, marks: st.uuids(),
    date: lambda limits, marks: _with_edges(st.dates(date(1900, 1, 1), date(2100, 1, 1)), DAYS),
    datetime: _instants,
    timedelta: _durations,
    PurePosixPath: _paths,
}


# ---------------------------------------------------------------- collections and classes


def _lists(items: Strategy, limits: Limits, marks: tuple[Any, ...]) -> Strategy:
    low, high = _sizes(limits)
    drawn = st.lists(items, min_size=low, max_size=high)
    if not any(isinstance(mark, Distinct) for mark in marks):
        return drawn
    from pipesmith_runtime.reading import distinct

    return drawn.map(distinct).filter(lambda made: low <= len(made))


def _maps(items: Strategy, limits: Limits) -> Strategy:
    low, high = _sizes(limits)
    return st.dictionaries(st.text(max_size=10), items, min_size=low, max_size=high)


def _often_empty(
    drawn: Strategy, items: tuple[Any, ...], limits: Limits, empty: Callable[[], Any] = list
) -> Strategy:
    """Let collections of what holds such collections end soon."""
    if not any(_holds_itself(item) for item in items) or limits.length.low:
        return drawn
    return st.one_of(*[st.builds(empty)] * FEW, drawn)


@cache
def _holds_itself(annotation: Any) -> bool:
    """Say whether values of a type are parts of other values of it."""
    found, pending = set[Any](), [annotation]
    while pending:
        for part in _parts(pending.pop()):
            if part == annotation and isinstance(part, type):
                return True
            if part not in found:
                found.add(part)
                pending.append(part)
    return False


def _parts(annotation: Any) -> list[Any]:
    """Give the types that values of a type are made of."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return list(get_type_hints(annotation).values())
    return [each for each in get_args(annotation) if isinstance(each, type) or get_args(each)]


def _classes(annotation: Any) -> Strategy:
    """Give values of a class; one that holds itself is met again while it is made."""
    if annotation is None:
        return st.none()
    known = _recursive.get(annotation)
    if known is None:
        known = _recursive[annotation] = st.deferred(lambda: _class(annotation))
    return known


def _class(annotation: Any) -> Strategy:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _records(annotation)
    plain = isinstance(annotation, type) and annotation is not PipelineError
    if plain and (dataclasses.is_dataclass(annotation) or hasattr(annotation, "_fields")):
        return st.builds(annotation, **_members(annotation))
    raise TypeError(f"no values can be drawn of {annotation!r}")


def _records(record: type[Record]) -> Strategy:
    hints = get_type_hints(record, include_extras=True)
    fields = {name: strategy(hints[name]) for name in record.model_fields}
    if not record.checks_:
        return st.builds(record, **fields)
    return st.fixed_dictionaries(fields).map(_made(record)).filter(lambda made: made is not None)


def _made(record: type[Record]) -> Callable[[dict[str, Any]], Record | None]:
    """Make a record, or nothing where a condition across its fields does not hold."""

    def make(values: dict[str, Any]) -> Record | None:
        try:
            return record(**values)
        except ValueError:
            return None

    return make


def _members(annotation: Any) -> dict[str, Strategy]:
    hints = get_type_hints(annotation, include_extras=True)
    return {name: strategy(each) for name, each in hints.items()}
