"""The oracle that does one thing at a time, on programs whose outcome the rules give by hand."""

from dataclasses import dataclass
from typing import Any

import pytest
from tests.oracle.in_turn import InTurn, OutOfTime
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import checked
from tests.oracle.test_rules import WORK, answer
from tests.oracle.values import to_json


def told(body: str) -> Report:
    text = f"{WORK}pipeline p() -> json {{\n{body}\n}}"
    return interpret(checked(text), "p", {}, answer, InTurn())


@dataclass(frozen=True)
class Case:
    """A body, what it comes to (a value, or `TYPE stage`), and where components were asked."""

    rule: str
    body: str
    comes_to: Any
    asked: tuple[str, ...]


CASES = (
    Case("ready stages in source order", """
      stage a = work(name: b)
      stage b = work(name: "b")
      stage c = work(name: "c")
      return a + c""", "bc", ("b", "a", "c")),
    Case("a branch is done before the next begins", """
      stage a = parallel {
        branch x { stage c = work() stage d = work(name: c) yield d }
        branch y { stage e = work() yield e }
      }
      return a.x + a.y""", "ww", ("a/x/c", "a/x/d", "a/y/e")),
    Case("what fails first leaves the rest, however long it takes", """
      parallel {
        branch x { stage c = work(takes: 9s, fails: "execution") }
        branch y { var n: int = {"a": 1}["b"] }
      }
      return 1""", "EXECUTION parallel/x/c", ("parallel/x/c",)),
    Case("iterations one after another", """
      stage a = foreach x in [1, 2] parallel 2 { stage b = work(takes: x == 1 ? 9s : 1s) yield b }
      return a""", ["w", "w"], ("a[0]/b", "a[1]/b")),
    Case("the first to succeed in source order", """
      stage a = parallel any {
        branch x { stage c = work(takes: 1s, fails: "security") yield c }
        branch y { stage d = work(takes: 9s, name: "y") yield d }
        branch z { stage e = work(takes: 1s, name: "z") yield e }
      }
      return a""", "y", ("a/x/c", "a/y/d")),
    Case("the last to fail, where too few succeed", """
      stage a = parallel 2 of {
        branch x { stage c = work(fails: "security") yield c }
        branch y { stage d = work(name: "y") yield d }
        branch z { stage e = work(fails: "timeout") yield e }
      }
      return a""", "TIMEOUT a/z/e", ("a/x/c", "a/y/d", "a/z/e")),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_rule(case: Case) -> None:
    report = told(case.body)
    if report.error is not None:
        assert f"{report.error.type} {report.error.stage}" == case.comes_to
    else:
        assert to_json(report.value) == case.comes_to
    assert tuple(each.address for each in report.questions) == case.asked


def test_a_run_that_reaches_a_limit_of_time_is_given_up() -> None:
    with pytest.raises(OutOfTime):
        told("stage a = work(takes: 9s) timeout 2s\nreturn a")
