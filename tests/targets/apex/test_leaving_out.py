"""What is left out of tests in Apex is warned of, and nothing else is."""

import pytest
from tests.targets.apex.building import checked

from pipesmith.target import Options
from pipesmith_targets.apex import TARGET

PROGRAM = """
operator fetch(id: int) -> int {{ http GET "{{{{env.SHOP_URL}}}}/{{{{id}}}}" }}
operator keep(id: int) -> int {{ apex "Keep" }}
pipeline inner(id: int) -> int {{ stage one = fetch(id) return one }}
pipeline p(id: int, ids: list[int] = []) -> int {{
  {body}
}}
test "it" {{
  given p(id: 1)
  mock fetch returns 1
  mock keep returns 2
  {expected}
}}
"""
CHAIN = "stage a = fetch(id) stage b = keep(id: a) return b"
BESIDE = "stage a = fetch(id) stage b = keep(id) return a + b"
LOOP = "stage all = foreach each in ids { stage a = fetch(id: each) yield a } return sum(all)"
MANY = LOOP.replace("in ids", "in ids parallel 2")
WAITS = "wait 5m stage a = fetch(id) return a"
CALLS = "stage a = inner(id) return a"
CHOICE = "stage a = if id > 1 { yield 1 } else { yield 2 } return a"
BLOCK = "stage a = if id > 1 { stage b = fetch(id) yield b } else { yield 2 } return a"


def found(body: str, expected: str) -> list[str]:
    """Give the slugs that a test is warned of."""
    source = PROGRAM.format(body=body, expected=expected)
    findings = TARGET.check(checked(source), options=Options(tests=True))
    return [str(each.slug) for each in findings if each.slug.name.startswith("apex/test-")]


@pytest.mark.parametrize("body", [CHAIN, CALLS, CHOICE, BLOCK])
def test_time_is_asked_where_nothing_runs_beside_anything_else(body: str) -> None:
    assert found(body, "expect took == 0s") == []


@pytest.mark.parametrize("body", [BESIDE, LOOP, MANY, WAITS])
def test_time_is_not_asked_elsewhere(body: str) -> None:
    assert found(body, "expect result >= 0  expect took == 0s") == ["apex/test-time"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CHAIN, "expect order a before b"),
        (CHAIN, "expect retried a times 0"),
        (BLOCK, "expect skipped a/b"),
        (CALLS, "expect skipped a/one"),
        (CALLS, "expect retried a/one times 0"),
        (CALLS, "expect called inner times 1"),
        (LOOP, "expect skipped all[*]/a"),
        (LOOP, "expect skipped all"),
    ],
)
def test_what_leaves_a_trace_is_asked(body: str, expected: str) -> None:
    assert found(body, expected) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CHOICE, "expect not (result == 3)  expect skipped a"),
        (BLOCK, "expect result == 2  expect retried a times 0"),
        (CALLS, "expect result == 1  expect called inner with (id: 1)"),
    ],
)
def test_what_leaves_no_trace_is_warned_of(body: str, expected: str) -> None:
    assert found(body, expected) == ["apex/test-trace"]


def test_a_test_of_which_nothing_is_left_is_left_out() -> None:
    source = PROGRAM.format(body=CHOICE, expected="expect skipped a")
    files = TARGET.emit(checked(source), Options(tests=True)).files
    assert not any("static void it()" in text for text in files.values())


def test_nothing_is_said_of_tests_that_are_not_asked_for() -> None:
    source = PROGRAM.format(body=MANY, expected="expect took == 0s")
    found = [str(each.slug) for each in TARGET.check(checked(source))]
    assert not any(each.startswith("apex/test-") for each in found)


WAITS_FOR = """
pipeline p() -> string {
  stage word = signal "word" as string timeout 1h
  return word
}
test "it" {
  given p()
  mock signal "word" returns "yes"
  expect result == "yes"
  expect retried word times 0
}
"""


def test_signals_are_mocked_and_leave_a_trace() -> None:
    findings = TARGET.check(checked(WAITS_FOR), options=Options(tests=True))
    assert [str(each.slug) for each in findings] == []
