"""What models answer with, where it is not what was asked for."""

import pytest

from pipesmith_runtime import PipelineError
from pipesmith_runtime.answers import chosen_of
from pipesmith_runtime.values import checked


def test_a_choice_is_one_of_those_there_are() -> None:
    assert checked(chosen_of(2), {"index": 1, "reason": "it is short"}).index == 1


@pytest.mark.parametrize("index", [True, 2, -1, "1", None])
def test_another_choice_is_refused(index: object) -> None:
    with pytest.raises(PipelineError) as caught:
        checked(chosen_of(2), {"index": index, "reason": "it is short"})
    assert caught.value.detail[0]["path"] == "$.index"
