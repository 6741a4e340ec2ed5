"""The oracle itself, on tiny programs whose outcome is worked out by hand from the rules."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from tests.oracle.answers import Answer, Question
from tests.oracle.interpreter import Report, interpret
from tests.oracle.program import checked
from tests.oracle.values import to_json

from pipesmith_runtime.reading import read_duration

WORK = """
error shortage is execution
operator work(
  name: string = "w", takes: duration = 1s, fails: string = "", times: int = 99,
) -> string { python "m:work" }
"""


def answer(question: Question) -> Answer:
    """Do what the arguments say: give the name after a time, or fail the first few attempts."""
    given = question.arguments
    takes = int(read_duration(given["takes"]) / timedelta(milliseconds=1))
    if given["fails"] and question.attempt <= given["times"]:
        return Answer(takes, fails=given["fails"])
    return Answer(takes, given["name"])


def told(body: str, result: str = "json", **given: Any) -> Report:
    parameters = ", ".join(f"{name}: int" for name in given)
    text = f"{WORK}pipeline p({parameters}) -> {result} {{\n{body}\n}}"
    return interpret(checked(text), "p", given, answer)


@dataclass(frozen=True)
class Case:
    """A body, what it comes to (a value, or `TYPE stage`), and after how many milliseconds."""

    rule: str
    body: str
    comes_to: Any
    took: int = 0
    result: str = "json"


CASES = (
    Case("language 7.2", """
      stage a = work(name: "a", takes: 5s)
      stage b = work(name: "b", takes: 5s)
      stage c = work(name: a + b, takes: 2s)
      return c""", "ab", 7000),
    Case("language 7.2, no waves", """
      stage a = work(name: "a", takes: 5s)
      stage b = work(name: "b", takes: 1s)
      stage c = work(name: a + "c", takes: 2s)
      stage d = work(name: b + "d", takes: 5s)
      return c + d""", "acbd", 7000),
    Case("7.1, after", """
      stage a = work(takes: 3s)
      stage b = work(takes: 2s) after a
      return b""", "w", 5000),
    Case("27, a stage below is read", """
      let both = low + "!"
      stage low = work(name: "low")
      return both""", "low!", 1000),
    Case("7.1, what touches one variable keeps its order", """
      var n: int = 1
      let before = n
      set n = n + 1
      let after_it = n
      set n = 10
      return [before, after_it, n]""", [1, 2, 10]),
    Case("0, a return waits for all above it", """
      do work(takes: 3s)
      if true { return 1 }
      do work(takes: 9s)
      return 2""", 1, 3000),
    Case("0, what cannot leave is no barrier", """
      do work(takes: 3s)
      try { raise shortage("no") } catch shortage { }
      stage b = work(takes: 2s)
      return b""", "w", 3000),
    Case("0, a yield waits for its block", """
      stage a = if true { do work(takes: 4s) yield 1 } else { yield 2 }
      return a""", 1, 4000),
    Case("0, falling off the end waits for all", "do work(takes: 4s)", None, 4000, "int?"),
    Case("7.4, a failure stops its siblings", """
      do work(takes: 50s)
      stage a = work(takes: 1s, fails: "security")
      return a""", "SECURITY a", 1000),
    Case("28, a let fails when its inputs are done", """
      stage a = work(takes: 5s)
      let b = 1 div length("")
      return a""", "EXPRESSION None", 0),
    Case("28, stage is that of the enclosing stage", """
      stage a = if true { let b = [1][length("abc")] yield b } else { yield 1 }
      return a""", "EXPRESSION a", 0),
    Case("30, arguments fail with their stage", """
      stage a = work(name: to_string(1 div length(""))) retry 3 on expression
      return a""", "EXPRESSION a", 0),
    Case("30, and fallback covers that", """
      stage a = work(name: to_string(1 div length(""))) fallback "f"
      return a""", "f", 0),
    Case("30, a false when evaluates no arguments", """
      stage a = work(name: to_string(1 div length(""))) when length("") > 0 else "e"
      return a""", "e", 0),
    Case("31, a skipped stage satisfies after", """
      stage a = work(takes: 9s) when length("") > 0
      stage b = work() after a
      return [a ?? "null", b]""", ["null", "w"], 1000),
    Case("32, one attempt and n retries", """
      stage a = work(fails: "timeout", times: 2) retry 2
      return a""", "w", 3000),
    Case("32, when attempts run out", """
      stage a = work(fails: "timeout") retry 2
      return a""", "RETRY_EXHAUSTED a", 3000),
    Case("32, what is not retried ends at once", """
      stage a = work(fails: "execution") retry 2
      return a""", "EXECUTION a", 1000),
    Case("32, retry 0 never wraps", """
      stage a = work(fails: "timeout") retry 0
      return a""", "TIMEOUT a", 1000),
    Case("32, a catch that names what is wrapped", """
      stage a = try { stage b = work(fails: "timeout") retry 1 yield b }
        catch timeout as e { yield "{{e.type}} {{e.attempt}}" }
      return a""", "RETRY_EXHAUSTED 2", 2000),
    Case("33, exponential", """
      stage a = work(fails: "timeout", times: 3) retry 3
        backoff exponential(from: 1s, factor: 2.0, max: 3s)
      return a""", "w", 4000 + 1000 + 2000 + 3000),
    Case("33, linear", """
      stage a = work(fails: "timeout", times: 2) retry 3 backoff linear(from: 1s, step: 500ms)
      return a""", "w", 3000 + 1000 + 1500),
    Case("33, half a millisecond rounds to even", """
      stage a = work(fails: "timeout", times: 2) retry 3
        backoff exponential(from: 1ms, factor: 2.5)
      return a""", "w", 3000 + 1 + 2),
    Case("33, a delay past the deadline fails at once", """
      stage a = work(fails: "timeout") retry 3 backoff fixed(9s) deadline 5s
      return a""", "TIMEOUT a", 1000),
    Case("timeout is per attempt", """
      stage a = work(takes: 9s) timeout 2s retry 1
      return a""", "RETRY_EXHAUSTED a", 4000),
    Case("7, deadline is for all attempts", """
      stage a = work(takes: 9s) timeout 2s retry 9 deadline 5s
      return a""", "TIMEOUT a", 5000),
    Case("7, fallback is outside deadline", """
      stage a = work(takes: 9s) deadline 5s fallback "f"
      return a""", "f", 5000),
    Case("language 5, an operator has 30 s", """
      stage a = work(takes: 31s)
      return a""", "TIMEOUT a", 30_000),
    Case("35, error is in scope of fallback", """
      stage a = work(fails: "security") fallback error.code
      return a""", "security", 1000),
    Case("72, a cache hit waits for nothing", """
      stage a = work(name: "n") cache 10s
      stage pause = wait 1s after a
      stage b = work(name: "n") cache 10s after pause
      return a + b""", "nn", 2000),
    Case("72, failures are not cached", """
      stage a = work(fails: "security") cache 10s fallback "f"
      stage b = work(fails: "security") cache 10s fallback "g" after a
      return a + b""", "fg", 2000),
    Case("37, finally runs when a catch fails", """
      try { do work(fails: "security") } catch security { do work(fails: "timeout") }
        finally { do work(takes: 3s) }
      return 1""", "TIMEOUT try/catch/work", 5000),
    Case("37, an error in finally replaces", """
      try { do work(fails: "security") } finally { do work(fails: "timeout") }
      return 1""", "TIMEOUT try/finally/work", 2000),
    Case("37, the first catch that matches", """
      stage a = try { raise shortage("none") yield 1 }
        catch timeout { yield 2 } catch execution { yield 3 } catch * { yield 4 }
      return a""", 3, 0, "int"),
    Case("34, a bare raise", """
      try { do work(fails: "security") } catch * { raise }
      return 1""", "SECURITY try/work", 1000),
    Case("6, equal segments are numbered", """
      do work()
      do work(fails: "security", takes: 2s)
      return 1""", "SECURITY work#2", 2000),
    Case("6, loops and branches", """
      stage a = foreach x in [1, 2] {
        parallel { branch left { do work() } branch right {
          do work(takes: 2s, fails: x == 2 ? "security" : "") } }
      }
      return 1""", "SECURITY a[1]/parallel/right/work", 4000),
    Case("38, break keeps the earlier ones", """
      stage a = foreach x in [1, 2, 3] { if x == 3 { break } yield x }
      return a""", [1, 2]),
    Case("6, continue adds nothing", """
      stage a = foreach x in [1, 2, 3] parallel 2 { if x == 2 { continue } yield x }
      return a""", [1, 3]),
    Case("7.3, parallel n bounds a foreach", """
      stage a = foreach x in [1, 2, 3, 4, 5] parallel 2 { stage b = work() yield b }
      return length(a)""", 5, 3000),
    Case("7.3, one after another without", """
      stage a = foreach x in [1, 2, 3] { stage b = work() yield b }
      return length(a)""", 3, 3000),
    Case("39, collect errors and continue", """
      stage a = foreach x in [1, 2, 3] collect errors {
        if x == 1 { continue }
        stage b = work(name: "b", fails: x == 3 ? "security" : "")
        yield b
      }
      return a | map(o => "{{o.index}} {{o.ok}} {{o.value ?? "-"}} {{o.error?.code ?? "-"}}")""",
      ["0 true - -", "1 true b -", "2 false - security"], 2000),
    Case("40, while tests before each iteration", """
      var n: int = 0
      stage a = while n < 3 max 3 { set n = n + 1 yield n }
      return a""", [1, 2, 3]),
    Case("40, passing max", """
      var n: int = 0
      stage a = while n < 4 max 3 { set n = n + 1 yield n }
      return a""", "EXECUTION a"),
    Case("40, repeat of nothing", """
      stage a = repeat length("") - 2 { yield 1 }
      return a""", []),
    Case("14, parallel joins to a record", """
      stage a = parallel { branch x { stage b = work(takes: 2s) yield b } branch y { yield 2 } }
      return [a.x, to_string(a.y)]""", ["w", "2"], 2000),
    Case("parallel any", """
      stage a = parallel any {
        branch x { stage b = work(name: "x", takes: 3s) yield b }
        branch y { stage c = work(takes: 1s, fails: "security") yield c }
        branch z { stage d = work(name: "z", takes: 2s) yield d }
      }
      return a""", "z", 2000),
    Case("parallel any, all failing raises the last", """
      stage a = parallel any {
        branch x { stage b = work(takes: 3s, fails: "timeout") yield b }
        branch y { stage c = work(takes: 1s, fails: "security") yield c }
      }
      return a""", "TIMEOUT a/x/b", 3000),
    Case("parallel n of gives branch order", """
      stage a = parallel 2 of {
        branch x { stage b = work(name: "x", takes: 3s) yield b }
        branch y { stage c = work(name: "y", takes: 9s) yield c }
        branch z { stage d = work(name: "z", takes: 2s) yield d }
      }
      return a""", ["x", "z"], 3000),
    Case("13, a switch without a case for it", """
      stage a = switch length("abc") { case 1, 2 { yield "few" } }
      return a""", None),
    Case("68, waiting for less than nothing", "wait 1s - 5s return 1", 1),
    Case("20, floor and rest", "return [-7 div 2, -7 % 3, round(-7.0d % 3.0d)]", [-4, 2, 2]),
    Case("59, overflow", "return 9223372036854775807 + length(\"a\")", "EXPRESSION None"),
    Case("56, mixed texts", 'return "{{1.0}} {{1.50d}} {{true}} {{90s}}"', "1.0 1.50 true PT1M30S"),
    Case("18, decimals are equal by value", "return [1.0d] == [1.00d]", True),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_rule(case: Case) -> None:
    report = told(case.body, case.result)
    if report.error is not None:
        assert f"{report.error.type} {report.error.stage}" == case.comes_to
    else:
        assert to_json(report.value) == case.comes_to
    assert report.took == case.took
    assert not report.unclear


def test_the_cause_of_an_error_from_a_catch() -> None:
    error = told("""
      try { do work(fails: "security") } catch * { do work(fails: "timeout") }
      return 1""").error
    assert error is not None and error.cause is not None
    assert (error.cause.type, error.cause.stage) == ("SECURITY", "try/work")


def test_the_pending_error_is_attached_to_that_of_finally() -> None:
    error = told("""
      try { do work(fails: "security") } finally { do work(fails: "timeout") }
      return 1""").error
    assert error is not None
    assert [other.type for other in error.suppressed] == ["SECURITY"]


def test_two_failures_at_one_instant_are_unclear() -> None:
    report = told("""
      stage a = work(fails: "security")
      stage b = work(fails: "timeout")
      return a + b""")
    assert report.unclear


def test_attempts_and_outcomes_are_told() -> None:
    report = told("""
      stage a = work(fails: "timeout", times: 1) retry 1
      stage b = work(takes: 9s) when a == "no"
      return a""")
    found = [(each.address, each.outcome, each.attempt) for each in report.executions]
    assert found == [("a", "completed", 2), ("b", "skipped", 0)]
    assert [(each.at, each.attempt) for each in report.questions] == [(0, 1), (1000, 2)]
