"""Strategies: every value fits its type and conditions, and is met by construction."""

from collections.abc import Callable
from datetime import UTC, timedelta
from decimal import Decimal
from enum import StrEnum
from pathlib import PurePosixPath
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from pipesmith_runtime import FRESH, Run, pipeline
from pipesmith_runtime.records import (
    Date,
    Digits,
    Distinct,
    Duration,
    Email,
    Instant,
    Json,
    Path,
    Record,
    Url,
    Uuid,
    Where,
    check,
    validate,
)
from pipesmith_runtime.testing import strategies_for
from pipesmith_runtime.testing.constraints import limits_of
from pipesmith_runtime.testing.strategies import strategy


class Level(StrEnum):
    low = "low"
    high = "high"


Share = Annotated[float, Where(lambda it: 0.0 <= it <= 1.0, "0.0 <= it <= 1.0")]
Code = Annotated[str, Where(lambda it: len(it) == 4 and it.isdigit(), 'matches(it, "^[0-9]{4}$")')]


class Circle(Record):
    kind: Literal["circle"] = "circle"
    radius: Annotated[int, Where(lambda it: it > 0, "it > 0")]


class Box(Record):
    kind: Literal["box"] = "box"
    sides: Annotated[list[Share], Where(lambda it: 2 <= len(it) <= 3, "2 <= length(it) <= 3")]


@check(lambda it: it.first <= it.last, "first <= last")
class Span(Record):
    first: int
    last: int


class Tree(Record):
    name: str
    children: list["Tree"]


@pipeline()
async def measure(low: int, high: int = 9, share: float = 0.5, *, run: Run = FRESH) -> int:
    run.require(low < 10, "low", "it < 10", low)
    run.require(low <= high, "high", "it >= low", high)
    run.require(0.0 <= share <= 1.0, "share", "0.0 <= it <= 1.0", share)
    return high - low


TYPES: list[Any] = [
    bool, int, float, str, Decimal, Uuid, Date, Instant, Duration, Path, Email, Url, Json,
    Share, Code, Level, Circle, Box, Span, Tree, Circle | Box, int | None, Literal["a", "b"],
    list[int], dict[str, Share], tuple[int, str], Annotated[list[int], Distinct()],
    Annotated[Decimal, Digits(4, 2)],
]  # fmt: skip


@pytest.mark.parametrize("annotation", TYPES, ids=range(len(TYPES)))
@given(data=st.data())
def test_values_fit_their_type(annotation: Any, data: st.DataObject) -> None:
    value = data.draw(strategy(annotation))
    assert validate(annotation, value) == value


@pytest.mark.parametrize(
    ("annotation", "is_special"),
    [
        (int, lambda it: it == 2**63 - 1),
        (int, lambda it: it == -(2**63)),
        (Annotated[int, Where(lambda it: 3 <= it <= 7000, "3 <= it <= 7000")], (7000).__eq__),
        (str, lambda it: '"' in it),
        (str, lambda it: "'" in it and "\\" in it),
        (Annotated[str, Where(lambda it: len(it) == 2, "length(it) == 2")], lambda it: '"' in it),
        (Date, lambda it: (it.month, it.day) == (2, 29)),
        (Instant, lambda it: (it.month, it.day) == (2, 29)),
    ],
)
def test_what_programs_get_wrong_is_drawn_often(
    annotation: Any, is_special: Callable[[Any], bool]
) -> None:
    bounds = settings(max_examples=500, derandomize=True, database=None, phases=[Phase.generate])
    find(strategy(annotation), is_special, settings=bounds)


@given(strategy(Instant), strategy(Duration), strategy(Path))
def test_times_are_whole_milliseconds(instant: Any, duration: timedelta, path: Any) -> None:
    assert instant.tzinfo is UTC and instant.microsecond % 1000 == 0
    assert duration % timedelta(milliseconds=1) == timedelta()
    assert isinstance(path, PurePosixPath)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("0.0 <= it <= 1.0", 0, 1),
        ("it > 0", 0, None),
        ("5 > it", None, 5),
        ("it >= -2 and it < 1_000", -2, 1000),
        ("it == 3.0d", 3, 3),
        ("it > threshold", None, None),
    ],
)
def test_comparisons_are_read_as_limits(text: str, low: int | None, high: int | None) -> None:
    interval = limits_of([text]).value
    assert (interval.low, interval.high) == (low, high)


def test_lengths_and_patterns_are_read_as_limits() -> None:
    assert limits_of(["1 <= length(it) <= 3"]).length.high == 3
    assert limits_of(['trim(it) != ""']).length.low == 1
    assert limits_of([r'matches(it, "^\\d$")']).pattern == r"^\d$"


SHAPES = ModuleType(__name__)
vars(SHAPES).update(Level=Level, Share=Share, measure=measure, timedelta=timedelta, Email=Email)


def test_a_module_gives_a_strategy_for_all_it_declares() -> None:
    assert strategies_for(SHAPES).keys() == {"Level", "Share", "measure"}


@given(strategies_for(SHAPES)["measure"])
def test_inputs_meet_the_conditions_of_the_pipeline(inputs: dict[str, Any]) -> None:
    assert inputs["low"] < 10
    assert inputs["low"] <= inputs["high"]
    assert 0.0 <= inputs["share"] <= 1.0
