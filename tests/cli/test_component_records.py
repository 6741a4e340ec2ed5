"""Tests of programs whose mocks give the records of standard components."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipesmith.cli import main

PROGRAM = """\
pipeline ask(url: string) -> int {
  stage answer = http.request(method: "GET", url)
  return answer.status
}

pipeline write(task: string) -> string {
  stage made = llm.generate(task)
  stage judged = llm.critic(content: made.content, criteria: "it is short")
  return judged.feedback
}

pipeline read(data: json) -> HttpResponse {
  return data as HttpResponse
}
"""

GOOD = """
test "a request is mocked" {
  given ask(url: "https://x.test")
  mock http.request(method: "GET") returns HttpResponse(status: 204, headers: { "etag": "7" })
  expect result == 204
}

test "arguments are read" {
  given write(task: "x")
  mock llm.generate returns LlmGeneration(content: task)
  mock llm.critic returns LlmCritique(score: 1, passed: true, feedback: content, issues: [])
  expect result == "x"
}

test "arguments are read again" {
  given write(task: "y")
  mock llm.generate returns LlmGeneration(content: "{{task}}{{task}}")
  mock llm.critic returns LlmCritique(score: 1, passed: true, feedback: content, issues: [])
  expect result == "yy"
}

test "a record left without its body has none" {
  given read(data: { "status": 200, "headers": {} })
  expect result == HttpResponse(status: 200, headers: {}, body: null)
}
"""

BAD = """
property "every feedback is short" for write(task) {
  mock llm.generate returns any
  mock llm.critic returns any
  expect length(result) < 3
}

property "no status is high" for ask(url) {
  mock http.request returns any
  expect result < 100
}
"""

UNFIT = """
test "what does not fit is told" {
  given read(data: { "status": "x", "extra": 1 })
  expect result.status == 200
}
"""


def verdicts(folder: Path, source: str, capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    program = folder / "ask.pipe"
    program.write_text(PROGRAM + source)
    main(["test", str(program), "--json"])
    out, err = capsys.readouterr()
    assert err == ""
    tests: list[dict[str, Any]] = json.loads(out)["tests"]
    return tests


def test_mocks_make_the_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert [each["failure"] for each in verdicts(tmp_path, GOOD, capsys)] == [None] * 4


def test_drawn_records_are_pasted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = verdicts(tmp_path, BAD, capsys)
    pasted = "\n".join(each["failure"]["test"] for each in told)
    again = verdicts(tmp_path, pasted, capsys)
    assert [each["kind"] for each in again] == ["test", "test"]
    assert [each["failure"]["facts"] for each in again] == [
        each["failure"]["facts"] for each in told
    ]


def test_data_that_does_not_fit_is_told_as_of_any_record(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (told,) = verdicts(tmp_path, UNFIT, capsys)
    (fact,) = told["failure"]["facts"]
    assert fact.split("; ") == [
        'value.status: expected int, found text "x"',
        "value.headers: missing",
        "value.extra: unknown field",
    ]
