"""Every standard function has a form in Apex."""

from pipesmith.analysis.functions import FUNCTIONS
from pipesmith_targets.apex.functions import APEX, IN_LINE
from pipesmith_targets.apex.lambdas import WRITTEN_IN_LINE


def test_every_function_is_written() -> None:
    assert {*FUNCTIONS} == {*APEX} | {*IN_LINE}
    assert IN_LINE <= WRITTEN_IN_LINE
