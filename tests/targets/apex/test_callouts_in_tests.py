"""Callouts of tests as Apex: all transactions of a job share those of one."""

import pytest
from tests.targets.apex.trying import ran

PINGS = """
operator ping(n: int) -> int {{ http GET "{{{{env.PING_URL}}}}/{{{{n}}}}" }}
pipeline watch(turns: int) -> list[int] {{
  stage answers = repeat turns {{
    stage one = ping(n: 1)
    yield one
  }}
  return answers
}}
test "it" {{
  given watch(turns: {turns})
  mock ping returns n
  expect length(result) == {turns}
}}
"""


@pytest.mark.parametrize(
    ("turns", "told"), [(100, ""), (101, "A test makes no more than 100 callouts: ping")]
)
def test_what_only_a_run_knows_is_told_by_it(turns: int, told: str) -> None:
    (found,) = ran(PINGS.format(turns=turns)).values()
    assert found.message.removeprefix("System.AssertException: Assertion Failed: ") == told
