"""`pipesmith test`: verdicts, reports, exit codes, and what is told of a failure."""

import json
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipesmith.cli import main

PROGRAM = """\
record Offer {
  price: float where 0.0 <= it <= 100.0
  tags: list[string] = []
}

operator fetch(id: int) -> Offer {
  http GET "{{env.SHOP_URL}}/offers/{{id}}"
  timeout 5s
  retry 2 backoff fixed(1s)
}

pipeline cheapest(ids: list[int], limit: float = 50.0 where 0.0 <= it <= 100.0) -> list[float] {
  stage offers = foreach id in ids {
    stage offer = fetch(id)
    yield offer.price
  }
  return offers | filter(price => price < limit)
}
"""

GOOD = """
test "an offer below the limit is kept" {
  given cheapest(ids: [1, 2])
  mock fetch(id: 1) returns Offer(price: 49.5)
  mock fetch returns Offer(price: 50.0)
  expect result == [49.5]
  expect called fetch times 2
}

test "the shop is asked again" {
  given cheapest(ids: [1])
  mock fetch fails timeout times 2 then takes 3s returns Offer(price: 1.0)
  expect took == 5s
  expect retried offers[0]/offer times 2
}

property "nothing above the limit is kept" for cheapest(ids, limit) {
  mock fetch returns any
  expect all(result, price => price < limit)
}
"""

BAD = """
test "values differ" {
  given cheapest(ids: [1, 2])
  mock fetch returns Offer(price: 10.0)
  expect result == [10.0]
}

test "calls are counted" {
  given cheapest(ids: [1])
  mock fetch returns Offer(price: 10.0)
  expect called fetch times 2
}

test "nothing is sent" {
  given cheapest(ids: [1])
  expect result == []
}

test "a failed run has no result" {
  given cheapest(ids: [1])
  mock fetch fails security
  expect length(result) == 1
}

test "it was skipped" {
  given cheapest(ids: [])
  expect skipped offers
}

property "every offer is kept" for cheapest(ids, limit) {
  mock fetch returns any
  expect length(result) == length(ids)
}
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["test", *arguments])
    return code, *capsys.readouterr()


@pytest.fixture
def program(tmp_path: Path) -> Path:
    return tmp_path / "offers.pipe"


def told(text: str) -> list[dict[str, Any]]:
    tests: list[dict[str, Any]] = json.loads(text)["tests"]
    return tests


def test_what_holds_passes(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM + GOOD)
    code, out, err = run(capsys, str(program))
    assert (code, err) == (0, "")
    assert "an offer below the limit is kept" in out
    assert "3 tests: 3 passed, 0 failed" in out


def test_a_folder_stands_for_its_programs(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + GOOD)
    (program.parent / "plain.pipe").write_text(PROGRAM)
    code, out, _ = run(capsys, str(program.parent), "-k", "ASKED AGAIN", "--json")
    assert code == 0
    assert [test["title"] for test in told(out)] == ["the shop is asked again"]


def test_failures_say_what_was_found(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM + BAD)
    code, out, _ = run(capsys, str(program), "--json")
    failures = {test["title"]: test["failure"] for test in told(out)}
    assert code == 1
    assert failures["values differ"]["facts"] == ["left: [10.0, 10.0]", "right: [10.0]"]
    assert failures["calls are counted"]["facts"] == ["it happened once, expected 2 times"]
    assert failures["nothing is sent"]["message"] == "a call is not mocked"
    assert "GET SHOP_URL/offers/1" in failures["nothing is sent"]["facts"][0]
    failed = failures["a failed run has no result"]
    assert (failed["message"], failed["facts"]) == (
        "the run failed",
        ["the mock of `fetch` fails with security"],
    )
    assert failures["it was skipped"]["facts"] == ["`offers` ran"]


def test_a_failure_shows_its_line_and_the_trace(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + BAD)
    _, out, _ = run(capsys, str(program), "-k", "differ")
    line = PROGRAM.count("\n") + BAD.split("\n").index("  expect result == [10.0]") + 1
    assert f"offers.pipe:{line}:3" in out
    assert "|   expect result == [10.0]" in out
    assert "offers[1]/offer  fetch completed" in out


def test_a_failing_property_is_told_as_a_test_that_fails(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + BAD)
    _, out, _ = run(capsys, str(program), "-k", "every offer", "--json")
    (failed,) = told(out)
    pasted = failed["failure"]["test"]
    assert pasted.startswith('test "every offer is kept: an example" {\n  given cheapest(ids: [')
    program.write_text(f"{PROGRAM}\n{pasted}")
    code, out, err = run(capsys, str(program), "--json")
    assert (code, err) == (1, "")
    (again,) = told(out)
    assert (again["kind"], again["failure"]["facts"]) == ("test", failed["failure"]["facts"])


def test_the_same_examples_are_tried_each_time(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + BAD)
    found = [run(capsys, str(program), "-k", "every offer", "--json")[1] for _ in range(2)]
    first, second = (told(each)[0]["failure"] for each in found)
    assert first == second


def test_a_report_for_build_servers(
    program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + BAD)
    report = tmp_path / "report.xml"
    assert run(capsys, str(program), "--junit", str(report))[0] == 1
    (suite,) = ET.parse(report).getroot()
    assert (suite.attrib["tests"], suite.attrib["failures"]) == ("6", "6")
    first = suite[0]
    assert first.attrib["name"] == "values differ"
    assert "left: [10.0, 10.0]" in (first[0].text or "")


def test_what_does_not_compile_is_refused(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(f'{PROGRAM}\ntest "nothing" {{\n  given cheapest(ids: [])\n}}\n')
    code, _, err = run(capsys, str(program))
    assert code == 3
    assert "error[bad-test]" in err


@pytest.mark.parametrize("arguments", [["-k", "nothing like it"], ["missing.pipe"]])
def test_a_run_of_no_test_is_misuse(
    arguments: list[str], program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + GOOD)
    code, _, err = run(capsys, str(program), *arguments)
    assert code == 2
    assert err


def test_an_empty_folder_is_misuse(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, str(tmp_path))
    assert code == 2
    assert "no `.pipe` file with a test" in err


def test_a_missing_extra_is_named(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program.write_text(PROGRAM + GOOD)
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    code, _, err = run(capsys, str(program))
    assert code == 2
    assert "needs Hypothesis: pip install 'pipesmith[test]'" in err


def test_nothing_stays_imported(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM + GOOD)
    run(capsys, str(program))
    assert {"offers", "test_offers"} & sys.modules.keys() == set()


def test_watching_runs_again_when_a_file_changes(tmp_path: Path) -> None:
    from pipesmith.cli.testing.watching import changes

    watched = tmp_path / "a.pipe"
    watched.write_text("a")
    acts: list[Callable[[], object]] = [
        lambda: None,
        lambda: watched.write_text("ab"),
        lambda: None,
        watched.unlink,
        lambda: watched.write_text("b"),
    ]
    done = 0

    def wait() -> None:
        nonlocal done
        acts[done]()
        done += 1

    turns = changes(lambda: [str(watched)], wait)
    seen = [done for _ in zip(range(3), turns, strict=False)]
    assert seen == [2, 4, 5]


def test_a_literal_stands_for_a_type_that_may_be_null(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text("""\
type Level = int where it > 0

operator rate() -> Level? { python "shop:rate" }
operator history() -> list[Level?] { python "shop:history" }

pipeline rated() -> int {
  stage found = rate()
  stage before: list[Level?] = history()
  return (found ?? 0) + length(before)
}

test "a literal" {
  given rated()
  mock rate returns 4
  mock history returns [1, null]
  expect result == 6
}

test "null" {
  given rated()
  mock rate returns null
  mock history returns []
  expect result == 0
}
""")
    code, out, err = run(capsys, str(program))
    assert (code, err) == (0, ""), out


def test_calls_with_other_arguments_are_told(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """
test "the first is asked for" {
  given cheapest(ids: [2, 2, 3])
  mock fetch returns Offer(price: 10.0)
  expect called fetch with (id: 1)
}
"""
    program.write_text(PROGRAM + text)
    code, out, _ = run(capsys, str(program))
    assert code == 1
    assert "it happened 0 times, expected at least once" in out
    assert "  called with (id: 2), 2 times\n  called with (id: 3)\n" in out


def test_the_trace_says_in_which_iteration_a_loop_was_left(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """
test "all is well" {
  given cheapest(ids: [1, 2])
  mock fetch(id: 1) returns Offer(price: 10.0)
  mock fetch fails security
  expect length(result) == 2
}
"""
    program.write_text(PROGRAM + text)
    _, out, _ = run(capsys, str(program))
    assert "offers  left in iteration 1" in out
    assert "iterations" not in out
