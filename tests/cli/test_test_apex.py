"""`pipesmith test --target apex`: the tests of a program, run as Apex and told as ever."""

import json
import os
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.apex.gates import missing

from pipesmith.cli import main
from pipesmith.cli.testing import apex

PROGRAM = """\
operator rate(country: string) -> float {
  apex "Rates"
}

pipeline price(amount: float = 1.0, country: string = "DE") -> float {
  stage factor = rate(country)
  return amount * factor
}
"""
GOOD = """
test "a price is taken times the rate" {
  given price(amount: 2.0)
  mock rate returns 1.5
  expect result == 3.0
  expect took == 0s
}

property "nothing is nothing" for price(country) {
  mock rate returns 1.5
  expect result == 1.5
}
"""
BAD = """
test "a price that is not so" {
  given price(amount: 2.0)
  mock rate returns 1.5
  expect called rate times 1
  expect result == 4.0
}
"""
OWN = """
test "the class of the operator is asked" {
  given price(amount: 2.0, country: "FR")
  expect result == 20.0
}
"""
RATES = """
public with sharing class Rates implements PipelineOperator {
    public Object call(PipelineCall call) {
        return call.getText('country') == 'FR' ? 10.0 : 1.0;
    }
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    if reason := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return tmp_path / "prices.pipe"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["test", "--target", "apex", *arguments])
    return code, *capsys.readouterr()


def test_what_holds_passes_and_what_is_left_out_is_told(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + GOOD)
    code, out, err = run(capsys, str(program))
    assert code == 0
    assert "ok   a price is taken times the rate" in out
    assert "ok   PriceTest.theActionOfPriceGivesTheSame" in out
    assert "0 failed" in out
    assert "Pipeline" not in out, "the tests of the runtime are not those of the program"
    assert "warning[apex/test-property]" in err


def test_a_failure_shows_the_line_of_its_expectation(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + GOOD + BAD)
    code, out, _ = run(capsys, str(program), "-k", "price")
    assert code == 1
    assert 'test "a price that is not so": an expectation does not hold' in out
    assert "expect result == 4.0" in out
    assert "Expected: 4.0, Actual: 3.0" in out
    assert "Class.PriceTest.aPriceThatIsNotSo: line " in out


def test_classes_of_operators_are_found_beside_the_program(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + OWN)
    code, out, _ = run(capsys, str(program), "-k", "class of the operator")
    assert code == 1 and "no class is called Rates" in out
    (program.parent / "classes").mkdir()
    (program.parent / "classes" / "Rates.cls").write_text(RATES)
    code, out, _ = run(capsys, str(program), "-k", "class of the operator")
    assert code == 0, out


def test_reports_are_those_of_any_target(
    program: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(PROGRAM + BAD)
    report = tmp_path / "report.xml"
    code, out, _ = run(capsys, str(program), "--json", "--junit", str(report), "-k", "not so")
    assert code == 1
    (test,) = json.loads(out)["tests"]
    lines = (PROGRAM + BAD).split("\n")
    assert lines[test["failure"]["line"] - 1].strip() == "expect result == 4.0"
    assert test["title"] == "a price that is not so"
    assert ET.parse(report).getroot().attrib["failures"] == "1"


def test_what_apex_refuses_is_refused(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM.replace('apex "Rates"', 'python "rates:rate"') + GOOD)
    code, _, err = run(capsys, str(program))
    assert code == 3 and "error[apex/no-binding]" in err


def test_a_class_that_is_no_apex_is_told(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM + GOOD)
    (program.parent / "Rates.cls").write_text("public class Rates { nothing }")
    code, _, err = run(capsys, str(program))
    assert code == 2 and "Rates.cls:1: " in err


def test_without_a_checkout_it_is_misuse(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program.write_text(PROGRAM + GOOD)
    monkeypatch.setattr(apex, "CHECKOUT", program.parent)
    code, _, err = run(capsys, str(program))
    assert code == 2 and "from a checkout that it can read" in err


def test_coverage_is_of_python_alone(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM + GOOD)
    code, _, err = run(capsys, str(program), "--coverage")
    assert code == 2 and "coverage is told of `--target python` alone" in err


def test_an_unknown_target_is_named(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["test", "--target", "apxe", str(program)])
    assert code == 2 and "did you mean `apex`?" in capsys.readouterr().err


APPROVAL = """\
pipeline order(sum: int) -> string {
  stage approved = signal "approval" as bool timeout 2d
  return approved ? "paid" : "refused"
}

test "approved on the next day" {
  given order(sum: 3)
  mock signal "approval" takes 1d returns true
  expect result == "paid"
}

test "nobody decides" {
  given order(sum: 3)
  mock signal "approval" takes 3d returns true
  expect fails timeout
}
"""
FORGOTTEN = """
test "forgotten" {
  given order(sum: 3)
  expect fails timeout
}
"""


def test_signals_are_sent_by_mocks(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(APPROVAL + FORGOTTEN)
    code, out, err = run(capsys, str(program))
    assert code == 1 and err == ""
    assert "ok   approved on the next day" in out and "ok   nobody decides" in out
    assert "A signal is not mocked: approval" in out
    assert "1 failed" in out
