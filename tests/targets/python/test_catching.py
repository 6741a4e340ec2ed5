"""What errors that arise in `catch` and `finally` say of those before them (rule 37)."""

from pathlib import Path

import pytest
from tests.targets.python.failing_program import failure, told

from pipesmith_runtime import CancellationToken, Run
from pipesmith_runtime.events import Event, FaultEntered, StageStarted

pytestmark = pytest.mark.usefixtures("form")


def test_the_caught_error_is_the_cause(tmp_path: Path) -> None:
    text = 'pipeline p() { try { do boom(name: "a") } catch * { do boom(name: "b") } }'
    assert told(failure(text, tmp_path)) == "b@try/catch/boom (a@try/boom)"


def test_an_expression_that_fails_in_a_catch_has_a_cause(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage s = try {
        stage a = boom(name: "a")
        yield length(a)
      } catch execution as e {
        yield length(e.message) div n
      }
      return s
    }
    """
    assert told(failure(text, tmp_path, n=0)) == "zero@s (a@s/a)"


def test_an_error_that_is_raised_again_is_not_its_own_cause(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) {
      try {
        let x = 1 div n
        if x > 0 { wait 1s }
      } catch * as e {
        if n == 0 { raise }
        do boom(name: e.message)
      }
    }
    """
    assert told(failure(text, tmp_path, n=0)) == "zero"


def test_nested_catches_name_the_nearest_cause(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * {
        try { do boom(name: "b") } catch * { do boom(name: "c") }
      }
    }
    """
    assert told(failure(text, tmp_path)) == "c@try/catch/try/catch/boom (b@try/catch/try/boom)"


def test_an_error_in_finally_keeps_the_one_under_way(tmp_path: Path) -> None:
    text = 'pipeline p() { try { do boom(name: "a") } finally { do boom(name: "b") } }'
    assert told(failure(text, tmp_path)) == "b@try/finally/boom [a@try/boom]"


def test_an_expression_that_fails_in_finally_keeps_the_one_under_way(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) {
      try { do boom(name: "a") } finally {
        let x = 1 div n
        if x > 1 { wait 1s }
      }
    }
    """
    assert told(failure(text, tmp_path, n=0)) == "zero [a@try/boom]"


def test_nothing_is_under_way_when_the_body_has_ended(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * {
        try { do work(name: "b") } finally { do boom(name: "c") }
      }
    }
    """
    assert told(failure(text, tmp_path)) == "c@try/catch/try/finally/boom (a@try/boom)"


def test_nothing_is_under_way_when_the_catch_has_ended(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * { wait 1s } finally { do boom(name: "b") }
    }
    """
    assert told(failure(text, tmp_path)) == "b@try/finally/boom"


def test_what_is_raised_again_is_under_way_once_more(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * {
        try { raise } finally { do boom(name: "b") }
      }
    }
    """
    expected = "b@try/catch/try/finally/boom (a@try/boom) [a@try/boom]"
    assert told(failure(text, tmp_path)) == expected


def test_errors_of_catch_and_finally_are_both_told(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * { do boom(name: "b") } finally {
        try { do boom(name: "c") } finally { do boom(name: "d") }
      }
    }
    """
    inner = "c@try/finally/try/boom"
    expected = f"d@try/finally/try/finally/boom [{inner}, b@try/catch/boom (a@try/boom)]"
    assert told(failure(text, tmp_path)) == expected


def test_errors_of_a_fork_in_finally(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } finally {
        do boom(name: "b")
        do work(name: "c")
      }
    }
    """
    assert told(failure(text, tmp_path)) == "b@try/finally/boom [a@try/boom]"


def test_a_try_in_a_branch_of_a_fork(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do boom(name: "a") } catch * {
        parallel {
          branch one { try { do boom(name: "b") } finally { do boom(name: "c") } }
          branch two { do work(name: "d", seconds: 9.0) }
        }
      }
    }
    """
    one = "try/catch/parallel/one/try"
    expected = f"c@{one}/finally/boom (a@try/boom) [b@{one}/boom]"
    assert told(failure(text, tmp_path)) == expected


def test_a_cancellation_under_way_is_kept(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do work(name: "a", seconds: 9.0) } finally { do boom(name: "b") }
    }
    """
    token = CancellationToken()

    def stop(event: Event) -> None:
        if isinstance(event, StageStarted):
            token.cancel("stopped")

    run = Run(cancel=token, observer=stop)
    assert told(failure(text, tmp_path, run)) == "stopped [b@try/finally/boom]"


def test_a_timeout_is_not_replaced_by_what_fails_in_cleaning_up(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      stage a: string = try {
        stage w = work(name: "a", seconds: 9.0)
        yield w
      } finally { do boom(name: "b") } timeout 1s
    }
    """
    error = failure(text, tmp_path)
    assert (error.type, error.stage) == ("TIMEOUT", "a")
    assert [each.stage for each in error.suppressed] == ["a/finally/boom"]


def test_the_loser_of_a_fork_tells_that_it_was_cancelled(tmp_path: Path) -> None:
    text = """
    pipeline p() {
      try { do work(name: "a", seconds: 9.0) } finally { do boom(name: "b") }
      stage c = work(name: "c")
      do boom(name: c)
    }
    """
    assert told(failure(text, tmp_path)) == "c@boom [b@try/finally/boom]"


def test_what_is_caught_has_the_address_of_the_statement_where_no_stage_failed(
    tmp_path: Path,
) -> None:
    text = """
    pipeline p(n: int) {
      foreach x in [1] {
        stage kept = try {
          if n == 0 { raise execution("none") }
          yield 1
        } catch * { yield 2 }
        if kept == 2 {
          try { do boom(name: "a") } catch * { raise execution("b") }
        }
      }
    }
    """
    events: list[Event] = []
    failure(text, tmp_path, n=0, run=Run(observer=events.append))
    caught = [each.address for each in events if isinstance(each, FaultEntered)]
    assert caught == ["foreach[0]/kept", "foreach[0]/if/try/boom"]
