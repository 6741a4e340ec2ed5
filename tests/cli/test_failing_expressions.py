"""Expressions of tests that fail themselves."""

import json
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """\
operator fetch(id: int) -> list[string] {
  http GET "{{env.SHOP_URL}}/{{id}}"
}

pipeline names(id: int) -> list[string] {
  stage found = fetch(id)
  return found
}

"""


FIRST = PROGRAM.count("\n")

MOCK = """\
test "t" {
  given names(id: 1)
  mock fetch returns [to_string(1 div (id - 1))]
  expect result == []
}
"""

MOCK_OF_A_PROPERTY = """\
property "p" for names(id) {
  mock fetch returns [to_string(1 div (id - id))]
  expect result == []
}
"""

EXPECTATION = """\
test "t" {
  given names(id: 1)
  mock fetch returns []
  expect result == []
  expect result[3] == "a"
}
"""

INPUT = """\
test "t" {
  given names(id: 1 div 0)
  mock fetch returns []
  expect result == []
}
"""


@pytest.mark.parametrize(
    ("scenario", "line", "fact"),
    [
        (MOCK, 3, "division by zero"),
        (MOCK_OF_A_PROPERTY, 2, "division by zero"),
        (EXPECTATION, 5, "index out of range"),
        (INPUT, 1, "division by zero"),
    ],
    ids=["mock", "mock of a property", "expectation", "input"],
)
def test_an_expression_that_fails_is_told_in_words_of_the_language(
    scenario: str, line: int, fact: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "names.pipe"
    program.write_text(PROGRAM + scenario)
    assert main(["test", str(program), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)["tests"]
    failure = told["failure"]
    assert (failure["message"], failure["line"]) == ("an expression fails", FIRST + line)
    assert failure["facts"] == [fact]


ORDERED = """\
pipeline both(second: bool) -> bool {
  stage a = log.info(message: "a")
  stage b = log.info(message: "b") when second after a
  return second
}

test "one of them" {
  given both(second: false)
  expect order a before b
}

test "the other way" {
  given both(second: true)
  expect order b before a
}
"""


def test_an_order_says_what_did_not_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "both.pipe"
    program.write_text(ORDERED)
    assert main(["test", str(program), "--json"]) == 1
    tests = json.loads(capsys.readouterr().out)["tests"]
    assert [each["failure"]["facts"] for each in tests] == [
        ["`b` did not run"],
        ["`b` did not end before `a` started"],
    ]
