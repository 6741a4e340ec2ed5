"""Values at the border: lists of ints, which are looked at in one go."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith_runtime import PipelineError
from pipesmith_runtime.values import INT_MAX, INT_MIN, checked, small_ints

INTS = st.one_of(st.integers(-(2**33), 2**33), st.integers(INT_MIN - 1, INT_MAX + 1))
DATA = st.recursive(
    st.one_of(INTS, st.booleans(), st.none(), st.floats(), st.text(), st.binary()),
    lambda inner: st.one_of(st.lists(inner), st.tuples(inner, inner)),
    max_leaves=5,
)


class Whole(int):
    """An int of another class."""


def test_small_ints_are_found() -> None:
    assert small_ints([0, -1, 7, 7, 2**31 - 1, -(2**31)] * 1000)


@pytest.mark.parametrize(
    "other",
    [True, None, 0.0, "i", b"iiii", "iiii", [0], (0,), 2**31, -(2**31) - 1, Whole(1), object()],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_anything_else_is_noticed(other: Any, place: int) -> None:
    items = [0x69696969, 0x69696969]
    items.insert(place, other)
    assert not small_ints(items)


@given(st.lists(DATA))
def test_no_list_is_taken_for_what_it_is_not(items: list[Any]) -> None:
    assert small_ints(items) == all(
        type(each) is int and -(2**31) <= each < 2**31 for each in items
    )


@given(st.lists(INTS | st.booleans(), min_size=1))
def test_lists_of_ints_are_checked(items: list[Any]) -> None:
    sound = all(type(each) is int and INT_MIN <= each <= INT_MAX for each in items)
    try:
        assert checked(list[int], items) == items
        assert sound
    except PipelineError as error:
        assert (error.type, sound) == ("VALIDATION", False)
