"""Generated pipelines do what the language says, in the time that their graph needs."""

from pathlib import Path
from typing import Any

import pytest
from tests.program import imported

from pipesmith_runtime import PipelineError, Run, VirtualClock
from pipesmith_runtime.events import Event, StageStarted

pytestmark = pytest.mark.usefixtures("form")

HOST = """
import asyncio
seen = []
async def slow(name, seconds):
    seen.append(name)
    await asyncio.sleep(seconds)
    return name
async def boom(name):
    raise ValueError(name)
"""

OPERATORS = """
operator slow(name: string, seconds: int) -> string { python "HOST:slow" timeout 1h }
operator boom(name: string) -> int { python "HOST:boom" }
"""


def ran(text: str, folder: Path, **given: Any) -> tuple[Any, float, list[str]]:
    """Run the pipeline `p` of a program; give its result, its seconds, and the calls."""
    with imported(OPERATORS + text, folder, HOST) as (module, host):
        clock = VirtualClock()
        arguments = module.p.read(given)
        result = clock.run(module.p(**arguments, run=Run(clock=clock)))
        return module.p.write(result), clock.elapsed, host.seen


def failed(text: str, folder: Path, **given: Any) -> PipelineError:
    with pytest.raises(PipelineError) as caught:
        ran(text, folder, **given)
    return caught.value


def timed(stages: str, result: str, folder: Path) -> float:
    return ran(f"pipeline p() -> string {{\n{stages}\nreturn {result}\n}}", folder)[1]


def test_a_join_waits_for_the_longer_of_two(tmp_path: Path) -> None:
    stages = """
      stage a = slow(name: "a", seconds: 5)
      stage b = slow(name: "b", seconds: 5)
      stage c = slow(name: a + b, seconds: 2)
    """
    assert timed(stages, "c", tmp_path) == 7.0


def test_there_are_no_waves(tmp_path: Path) -> None:
    stages = """
      stage a = slow(name: "a", seconds: 5)
      stage b = slow(name: "b", seconds: 1)
      stage c = slow(name: a, seconds: 2)
      stage d = slow(name: b, seconds: 5)
    """
    assert timed(stages, "c + d", tmp_path) == 7.0


def test_what_is_below_a_chain_and_independent_starts_at_once(tmp_path: Path) -> None:
    stages = """
      stage a = slow(name: "a", seconds: 5)
      stage b = slow(name: a, seconds: 5)
      stage d = slow(name: "d", seconds: 9)
    """
    assert timed(stages, "b + d", tmp_path) == 10.0


WOVEN = """
  stage a = slow(name: "a", seconds: 5)
  stage b = slow(name: "b", seconds: 1)
  stage c = slow(name: a, seconds: 2)
  let both = "{{a}}+{{b}}"
  stage d = slow(name: both, seconds: 1)
  stage e = slow(name: b, seconds: 9)
"""


def test_what_is_neither_series_nor_fork_is_woven(tmp_path: Path) -> None:
    text = f'pipeline p() -> string {{ {WOVEN} return "{{{{c}}}} {{{{d}}}} {{{{e}}}}" }}'
    result, seconds, calls = ran(text, tmp_path)
    assert (result, seconds) == ("a a+b b", 10.0)
    assert calls == ["a", "b", "b", "a", "a+b"]


def test_a_failure_in_a_weave_ends_the_chains_that_wait(tmp_path: Path) -> None:
    woven = WOVEN.replace('stage b = slow(name: "b", seconds: 1)', 'stage b = boom(name: "b")')
    woven = woven.replace("(name: b,", "(name: to_string(b),")
    text = f"pipeline p() -> string {{ {woven} return c + d + e }}"
    assert failed(text, tmp_path).stage == "b"


def test_nine_branches_are_one_fork(tmp_path: Path) -> None:
    stages = "\n".join(f'stage s{n} = slow(name: "{n}", seconds: {n})' for n in range(1, 10))
    joined = " + ".join(f"s{n}" for n in range(1, 10))
    result, seconds, _ = ran(f"pipeline p() -> string {{ {stages} return {joined} }}", tmp_path)
    assert (result, seconds) == ("123456789", 9.0)


def test_a_barrier_waits_for_all_above_it(tmp_path: Path) -> None:
    text = """
    pipeline p(stop: bool) -> string {
      stage a = slow(name: "a", seconds: 3)
      do slow(name: "beside", seconds: 5)
      if stop { return a }
      stage b = slow(name: "b", seconds: 1)
      return b
    }
    """
    assert ran(text, tmp_path, stop=True) == ("a", 5.0, ["a", "beside"])
    assert ran(text, tmp_path, stop=False) == ("b", 6.0, ["a", "beside", "b"])


def test_a_loop_collects_skips_and_breaks(tmp_path: Path) -> None:
    text = """
    pipeline p(names: list[string]) -> list[string] {
      stage all = foreach name, i in names {
        if name == "skip" { continue }
        if i > 3 { break }
        stage one = slow(name, seconds: 1)
        yield "{{i}}{{one}}"
      }
      return all
    }
    """
    names = ["a", "skip", "b", "c", "never"]
    assert ran(text, tmp_path, names=names)[:2] == (["0a", "2b", "3c"], 3.0)


def test_concurrent_iterations_keep_their_order(tmp_path: Path) -> None:
    text = """
    pipeline p(seconds: list[int]) -> list[string] {
      stage all = foreach n, i in seconds parallel 2 {
        if n == 0 { continue }
        stage one = slow(name: "{{n}}", seconds: n)
        yield "{{i}}:{{one}}"
      }
      return all
    }
    """
    result, seconds, _ = ran(text, tmp_path, seconds=[4, 1, 0, 2])
    assert (result, seconds) == (["0:4", "1:1", "3:2"], 4.0)


def test_collected_errors_stand_beside_values(tmp_path: Path) -> None:
    text = """
    pipeline p(names: list[string]) -> list[string] {
      stage all = foreach name in names collect errors {
        stage one = boom(name) when name == "bad" else 7
        yield one
      }
      return all | map(each => each.ok ? to_string(each.value ?? 0) : each.error?.code ?? "none")
    }
    """
    assert ran(text, tmp_path, names=["good", "bad"])[0] == ["7", "execution"]


def test_a_variable_of_the_pipeline_is_set_in_a_branch_of_a_fork(tmp_path: Path) -> None:
    text = """
    pipeline p() -> string {
      var count: int = 0
      while count < 3 max 5 {
        do slow(name: "{{count}}", seconds: 1)
        set count = count + 1
      }
      stage beside = slow(name: "beside", seconds: 2)
      return "{{count}} {{beside}}"
    }
    """
    assert ran(text, tmp_path)[:2] == ("3 beside", 3.0)


def test_errors_find_their_clause(tmp_path: Path) -> None:
    text = """
    error out_of_stock is execution
    pipeline p(how: string) -> string {
      stage safe = try {
        if how == "declared" { raise out_of_stock("none left") }
        if how == "host" { do boom(name: "x") }
        if how == "division" { do slow(name: "{{1 div length("")}}", seconds: 1) }
        yield "fine"
      } catch out_of_stock as err { yield "declared {{err.message}}" }
      catch execution { yield "execution" }
      catch * as other { yield other.type }
      finally { do slow(name: "finally", seconds: 1) }
      return safe
    }
    """
    expected = {
        "declared": "declared none left",
        "host": "execution",
        "division": "EXPRESSION",
        "none": "fine",
    }
    for how, result in expected.items():
        given, _, calls = ran(text, tmp_path, how=how)
        assert (given, calls) == (result, ["finally"])


def test_a_failing_argument_is_the_stages_failure(tmp_path: Path) -> None:
    text = """
    pipeline p(names: list[string]) -> string {
      stage first_one = slow(name: names[0], seconds: 1)
      return first_one
    }
    """
    error = failed(text, tmp_path, names=[])
    assert (error.type, error.stage, error.attempt) == ("EXPRESSION", "first_one", 1)


def test_a_fallback_covers_a_failing_argument(tmp_path: Path) -> None:
    text = """
    pipeline p(names: list[string]) -> string {
      stage one = slow(name: names[0], seconds: 1) fallback "{{error.type}}!"
      return one
    }
    """
    assert ran(text, tmp_path, names=[])[0] == "EXPRESSION!"


def test_clauses_of_a_control_statement_hold_for_all_of_it(tmp_path: Path) -> None:
    text = """
    pipeline p(long: int) -> int {
      stage whole = if long > 0 {
        do slow(name: "a", seconds: long)
        do slow(name: "b", seconds: 1) after a
        yield 1
      } else { yield 2 } timeout 3s fallback 3
      return whole
    }
    """.replace(" after a", "")
    assert ran(text, tmp_path, long=1)[0] == 1
    assert ran(text, tmp_path, long=9)[:2] == (3, 3.0)
    assert ran(text, tmp_path, long=0)[0] == 2


def test_defaults_are_computed_for_each_call(tmp_path: Path) -> None:
    text = """
    pipeline p(
      n: int,
      twice: int = n * 2 where it > n,
      class: list[int] = [n],
    ) -> list[int] { return class + [twice] }
    """
    assert ran(text, tmp_path, n=2)[0] == [2, 4]
    assert ran(text, tmp_path, n=2, **{"class": [9]})[0] == [9, 4]
    assert failed(text, tmp_path, n=-1).type == "VALIDATION"


def test_a_handler_sees_the_arguments_and_the_error_goes_on(tmp_path: Path) -> None:
    text = """
    pipeline p(name: string, other: string = name + "!") -> int {
      stage a = boom(name)
      return a
    } on error as err { do slow(name: "{{err.code}} {{other}}", seconds: 1) }
    """
    with imported(OPERATORS + text, tmp_path, HOST) as (module, host):
        clock = VirtualClock()
        with pytest.raises(PipelineError):
            clock.run(module.p("x", run=Run(clock=clock)))
        assert host.seen == ["execution x!"]


def test_records_keep_the_names_and_rules_of_the_source(tmp_path: Path) -> None:
    text = """
    record Order {
      class: string
      copy: int = 1 where it > 0
      low: int = copy
      high: int = 9
      children: list[Order] = []
      check low <= high else "upside down"
    }
    pipeline p(order: Order) -> Order { return order }
    """
    given = {"class": "x", "copy": 3, "children": [{"class": "y"}]}
    child = {"class": "y", "copy": 1, "low": 1, "high": 9, "children": []}
    expected = {"class": "x", "copy": 3, "low": 3, "high": 9, "children": [child]}
    assert ran(text, tmp_path, order=given)[0] == expected
    assert "upside down" in failed(text, tmp_path, order={**given, "high": 2}).message
    assert failed(text, tmp_path, order={**given, "class_": "z"}).type == "VALIDATION"


def test_names_of_the_source_may_be_anything(tmp_path: Path) -> None:
    text = """
    pipeline p(list: list[int], str: string, int64: int, show: float, run: int, len: int) -> json {
      let finite = show * 2.0
      let sum = list | map(run => run + int64)
      let max = length(list) + len + run
      return { finite: finite, sum: sum, text: "{{show}} {{true}} {{str}}", max: max }
    }
    """
    given = {"list": [1, 2], "str": "s", "int64": 5, "show": 1.5, "run": 7, "len": 1}
    expected = {"finite": 3.0, "sum": [6, 7], "text": "1.5 true s", "max": 10}
    assert ran(text, tmp_path, **given)[0] == expected


def test_sets_are_equal_in_any_order(tmp_path: Path) -> None:
    text = """
    pipeline p(a: set[int], b: set[int]) -> list[bool] { return [a == b, a != b, 2 in a] }
    """
    assert ran(text, tmp_path, a=[1, 2, 2], b=[2, 1])[0] == [True, False, True]
    assert ran(text, tmp_path, a=[1], b=[2, 1])[0] == [False, True, False]


def test_a_loop_that_chains_wait_for_is_declared_once(tmp_path: Path) -> None:
    program = """
    pipeline p(rows: list[string]) -> string {
      stage a = slow(name: "a", seconds: 1)
      stage b = slow(name: "b", seconds: 3)
      do log.info(message: a + b)
      stage each_row = foreach row in rows {
        stage c = slow(name: row, seconds: 1)
        yield c
      }
      stage odd = slow(name: join(each_row, b), seconds: 1)
      return odd + a
    }
    """
    assert ran(program, tmp_path, rows=["x", "y"])[:2] == ("xbya", 4.0)


@pytest.mark.parametrize(
    ("clause", "n", "told"),
    [
        ("concurrency n", 0, "`concurrency` is 0; expected at least 1"),
        ("timeout 1s * n", -1, "`timeout` is -1s; expected more than 0s"),
        ("deadline 1s * n", 0, "`deadline` is 0ms; expected more than 0s"),
        ("retry n", -1, "`retry` is -1; expected at least 0"),
    ],
)
def test_a_computed_limit_is_checked(clause: str, n: int, told: str, tmp_path: Path) -> None:
    text = f"""
    pipeline p(n: int) -> string {{
      stage a = slow(name: "a", seconds: 1) {clause}
      return a
    }}
    """
    error = failed(text, tmp_path, n=n)
    assert (error.type, error.stage, error.message) == ("VALIDATION", "a", told)


def test_what_fails_in_a_named_body_shows_its_own_line(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage a = if n > 0 {
        let b = 1 div (n - 1)
        yield b
      } else { raise validation("not so") }
      return a
    }
    """
    first = failed(text, tmp_path, n=1)
    second = failed(text, tmp_path, n=0)
    assert [(each.stage, each.place and each.place.line) for each in (first, second)] == [
        ("a", text[: text.index("let b")].count("\n") + 4),
        ("a", text[: text.index("raise")].count("\n") + 4),
    ]


def test_what_waits_or_races_under_clauses_is_told_of_once(tmp_path: Path) -> None:
    text = """
    pipeline p() -> string {
      stage first = parallel any {
        branch a { stage quick = slow(name: "a", seconds: 1) yield quick }
        branch b { wait 5s yield "b" }
      } retry 1
      wait 1s timeout 5s after first
      return first
    }
    """
    events: list[Event] = []
    with imported(OPERATORS + text, tmp_path, HOST) as (module, _):
        clock = VirtualClock()
        clock.run(module.p(run=Run(clock=clock, observer=events.append)))
    started = [each.address for each in events if isinstance(each, StageStarted)]
    assert started == ["first", "first/a/quick", "first/b/wait", "wait"]
