"""The examples on which properties are tried."""

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from pipesmith_runtime.testing import examples
from pipesmith_runtime.testing.examples import EXAMPLES, trying


def test_a_property_is_tried_so_often_and_on_the_same_examples() -> None:
    seen: list[int] = []

    @examples()
    @given(st.integers())
    def holds(number: int) -> None:
        seen.append(number)

    holds()
    first = [*seen]
    seen.clear()
    holds()
    assert len(first) == EXAMPLES
    assert seen == first


def test_a_failure_is_not_explained() -> None:
    @examples()
    @given(st.integers())
    def fails(number: int) -> None:
        assert number < 10

    with pytest.raises(AssertionError) as raised:
        fails()
    assert Phase.explain not in examples().phases
    assert "reproduce_failure" not in "\n".join(getattr(raised.value, "__notes__", ()))


def test_another_number_holds_for_what_is_made_inside() -> None:
    with trying(3):
        assert examples().max_examples == 3
    assert examples().max_examples == EXAMPLES
