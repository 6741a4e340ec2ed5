"""What runs when: real programs, compiled and run on a clock that does not wait."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from tests.program import imported

from pipesmith_runtime import Run
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.virtual_clock import VirtualClock

pytestmark = pytest.mark.usefixtures("form")

WORK = """
operator work(name: string, seconds: float = 1.0) -> string {
  python "HOST:work"
}
operator flaky(name: string, failures: int) -> int {
  python "HOST:flaky"
}
"""

HOST = """
import asyncio

log = []
attempts = {}


async def work(name, seconds):
    clock = asyncio.get_running_loop().time
    log.append((name, "start", clock()))
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        log.append((name, "cancelled", clock()))
        raise
    log.append((name, "end", clock()))
    return name


async def flaky(name, failures):
    attempts[name] = attempts.get(name, 0) + 1
    log.append((name, "start", asyncio.get_running_loop().time()))
    if attempts[name] <= failures:
        raise OSError(f"failure {attempts[name]}")
    return attempts[name]
"""


class Ran(NamedTuple):
    """What a run gave, how long it took, and what its components wrote down, in seconds."""

    result: Any
    error: PipelineError | None
    took: float
    log: list[tuple[str, str, float]]

    def times(self, name: str, what: str = "start") -> list[float]:
        """Give the moments at which one component started, ended or was cancelled."""
        return [at for who, did, at in self.log if (who, did) == (name, what)]


RunProgram = Callable[..., Ran]


@pytest.fixture
def run(tmp_path: Path) -> RunProgram:
    """Give a function that compiles a program and runs its pipeline `p` in virtual time."""

    def compile_and_run(text: str, **given: Any) -> Ran:
        with imported(WORK + text, tmp_path, HOST) as (module, host):
            return executed(module, host, given)

    return compile_and_run


def executed(module: ModuleType, host: ModuleType, given: dict[str, Any]) -> Ran:
    """Run the pipeline `p` of a module."""
    clock = VirtualClock()
    result, error = None, None
    start = clock.elapsed
    try:
        result = clock.run(module.p(**given, run=Run(clock=clock)))
    except PipelineError as failure:
        error = failure
    return Ran(result, error, clock.elapsed - start, [(n, w, at - start) for n, w, at in host.log])


def test_a_stage_starts_when_both_it_reads_are_done(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 5.0)
  stage b = work(name: "b", seconds: 5.0)
  stage c = work(name: a + b, seconds: 2.0)
  return c
}
""")
    assert ran.result == "ab"
    assert ran.took == 7.0


def test_two_chains_do_not_wait_for_each_other(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 5.0)
  stage b = work(name: "b", seconds: 1.0)
  stage c = work(name: a + "c", seconds: 2.0)
  stage d = work(name: b + "d", seconds: 5.0)
  return c + d
}
""")
    assert ran.result == "acbd"
    assert ran.took == 7.0
    assert ran.times("bd") == [1.0]


def test_edges_that_cross_keep_no_one_waiting(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 5.0)
  stage b = work(name: "b", seconds: 1.0)
  stage c = work(name: "{{a}}{{b}}c", seconds: 1.0)
  stage d = work(name: "{{b}}d", seconds: 1.0)
  stage e = work(name: "{{d}}e", seconds: 1.0)
  return c + e
}
""")
    assert ran.result == "abcbde"
    assert ran.took == 6.0
    assert (ran.times("bd"), ran.times("bde"), ran.times("abc")) == ([1.0], [2.0], [5.0])


def test_a_stage_that_stands_below_starts_at_once(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 3.0)
  stage b = work(name: a + "b", seconds: 3.0)
  stage c = work(name: "c", seconds: 4.0)
  return b + c
}
""")
    assert ran.times("c") == [0.0]
    assert ran.took == 6.0


def test_after_orders_without_data(run: RunProgram) -> None:
    ran = run("""
pipeline p() {
  stage a = work(name: "a", seconds: 3.0)
  do work(name: "b", seconds: 1.0) after a
}
""")
    assert ran.times("b") == [3.0]


def test_a_timeout_stops_the_work(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 100.0) timeout 2s
  return a
}
""")
    assert ran.error is not None
    assert (ran.error.type, ran.error.stage, ran.took) == ("TIMEOUT", "a", 2.0)
    assert ran.times("a", "cancelled") == [2.0]
    assert ran.times("a", "end") == []


def test_a_timeout_counts_for_each_attempt_and_a_deadline_for_all(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = work(name: "a", seconds: 100.0) timeout 2s retry 5 deadline 5s
  return a
}
""")
    assert ran.times("a") == [0.0, 2.0, 4.0]
    assert ran.error is not None
    assert (ran.error.type, ran.took) == ("TIMEOUT", 5.0)


def test_retries_wait_as_long_as_the_backoff_says(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> int {
  stage a = flaky(name: "a", failures: 3)
    retry 3 backoff exponential(from: 1s, factor: 2.0, max: 3s) on execution
  return a
}
""")
    assert ran.result == 4
    assert ran.times("a") == [0.0, 1.0, 3.0, 6.0]


def test_retries_end_with_the_last_error_inside(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> int {
  stage a = flaky(name: "a", failures: 9) retry 2 backoff linear(from: 1s, step: 1s) on execution
  return a
}
""")
    assert ran.times("a") == [0.0, 1.0, 3.0]
    assert ran.error is not None and ran.error.cause is not None
    assert (ran.error.type, ran.error.attempt, ran.error.retryable) == ("RETRY_EXHAUSTED", 3, False)
    assert (ran.error.cause.type, ran.error.cause.message) == ("EXECUTION", "OSError: failure 3")


def test_an_error_that_is_not_named_is_not_retried(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> int {
  stage a = flaky(name: "a", failures: 1) retry 3 backoff fixed(1s)
  return a
}
""")
    assert ran.times("a") == [0.0]
    assert ran.error is not None and ran.error.type == "EXECUTION"


def test_a_loop_over_nothing_runs_nothing(run: RunProgram) -> None:
    program = """
pipeline p(names: list[string]) -> list[string] {
  stage a = foreach name in names CLAUSE {
    stage done = work(name)
    yield done
  }
  return a
}
"""
    for clause in ("", "parallel 4"):
        ran = run(program.replace("CLAUSE", clause), names=[])
        assert (ran.result, ran.log, ran.took) == ([], [], 0.0)


def test_iterations_never_see_each_others_item(run: RunProgram) -> None:
    names = [f"n{i}" for i in range(30)]
    ran = run(
        """
pipeline p(names: list[string]) -> list[string] {
  stage all = foreach name, i in names parallel 7 {
    let before = "{{i}} {{name}}"
    stage done = work(name, seconds: i % 3 == 0 ? 3.0 : 0.5)
    stage again = work(name: done, seconds: 0.25)
    yield "{{before}} {{name}} {{again}}"
  }
  return all
}
""",
        names=names,
    )
    assert ran.result == [f"{i} {name} {name} {name}" for i, name in enumerate(names)]


def test_a_parallel_loop_keeps_to_its_bound(run: RunProgram) -> None:
    ran = run(
        """
pipeline p(names: list[string]) {
  foreach name in names parallel 3 {
    do work(name, seconds: 2.0)
  }
}
""",
        names=list("abcdefg"),
    )
    assert ran.took == 6.0
    assert sorted(at for _, did, at in ran.log if did == "start") == [0, 0, 0, 2, 2, 2, 4]


def test_a_failure_cancels_its_siblings(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage slow = work(name: "slow", seconds: 50.0)
  stage first = work(name: "first", seconds: 1.0)
  stage bad = flaky(name: first, failures: 9)
  return "{{slow}}{{bad}}"
}
""")
    assert ran.error is not None
    assert (ran.error.type, ran.error.stage, ran.took) == ("EXECUTION", "bad", 1.0)
    assert ran.times("slow", "cancelled") == [1.0]


def test_finally_runs_when_a_catch_fails(run: RunProgram) -> None:
    ran = run("""
pipeline p() {
  try {
    do flaky(name: "body", failures: 9)
  } catch execution {
    do flaky(name: "catch", failures: 9)
  } finally {
    do work(name: "finally")
  }
}
""")
    assert [name for name, did, _ in ran.log if did == "start"] == ["body", "catch", "finally"]
    assert ran.error is not None and ran.error.cause is not None
    assert ran.error.stage == "try/catch/flaky"
    assert ran.error.cause.stage == "try/flaky"
    assert ran.times("finally", "end") == [1.0]


def test_a_catch_sees_the_error_that_retries_wrap(run: RunProgram) -> None:
    ran = run("""
pipeline p() -> string {
  stage a = try {
    stage b = work(name: "b", seconds: 9.0) timeout 1s retry 1
    yield b
  } catch rate_limit {
    yield "wrong"
  } catch timeout as e {
    yield "{{e.type}} of {{e.cause?.type ?? "nothing"}}"
  }
  return a
}
""")
    assert ran.result == "RETRY_EXHAUSTED of TIMEOUT"
    assert ran.took == 2.0


def test_a_return_waits_for_what_stands_above_it(run: RunProgram) -> None:
    ran = run(
        """
pipeline p(early: bool) -> string {
  do work(name: "above", seconds: 3.0)
  if early {
    return "early"
  }
  do work(name: "below", seconds: 1.0)
  return "late"
}
""",
        early=True,
    )
    assert (ran.result, ran.took, ran.times("below")) == ("early", 3.0, [])


def test_the_whole_pipeline_has_a_timeout(run: RunProgram) -> None:
    ran = run("""
pipeline p() timeout 4s {
  do work(name: "a", seconds: 3.0)
  foreach i in range(5) {
    do work(name: "b", seconds: 3.0)
  }
}
""")
    assert ran.error is not None
    assert (ran.error.type, ran.took) == ("TIMEOUT", 4.0)


def test_what_can_fail_is_evaluated_before_what_is_awaited(run: RunProgram) -> None:
    ran = run(
        """
pipeline p(n: int) -> string {
  stage a = work(name: "a", seconds: 5.0)
  let part = 10 div n
  return a + to_string(part)
}
""",
        n=0,
    )
    assert ran.error is not None and ran.error.type == "EXPRESSION"
    assert ran.took == 0.0


def test_two_loops_bound_their_stages_each_for_itself(run: RunProgram) -> None:
    ran = run("""
pipeline p() {
  foreach x in [1, 2, 3] parallel 3 { stage s = work(name: "a") concurrency 1 }
  foreach x in [1, 2, 3] parallel 3 { stage s = work(name: "b") concurrency 1 }
}
""")
    assert ran.took == 3.0
