"""Direct forms: the same results, errors and times as the form that people read."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import program
from tests.program import imported

from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Run, VirtualClock

HOST = """
import asyncio

log = []


async def work(value, seconds):
    clock = asyncio.get_running_loop().time
    log.append(("start", value, clock()))
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        log.append(("cancelled", value, clock()))
        raise
    if value < 0:
        raise ValueError("below zero")
    return value + 1


async def odd(value):
    return {1: "one", 2: 2**63, 3: True, 4: 4.0}[value]


def plain(value):
    return value + 1


async def stops(value):
    raise StopIteration(value)


async def named(name):
    return name
"""

OPERATORS = """
operator work(value: int, seconds: float) -> int { python "HOST:work" timeout 1h }
operator odd(value: int) -> int { python "HOST:odd" }
operator plain(value: int) -> int { python "HOST:plain" }
operator stops(value: int) -> int { python "HOST:stops" }
operator named(name: string) -> string { python "HOST:named" }
"""


@pytest.fixture(autouse=True)
def direct(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "OPTIONS", Options(optimize=True))


def ran(text: str, folder: Path, **given: Any) -> tuple[Any, float, list[tuple[str, int, float]]]:
    """Run the pipeline `p` of a program in its direct form; give its result, time and log."""
    with imported(OPERATORS + text, folder, HOST) as (module, host):
        clock = VirtualClock()
        assert module.p.form is not None
        try:
            result = clock.run(module.p(**given, run=Run(clock=clock)))
        except PipelineError as error:
            result = error
        return result, clock.elapsed, host.log


CHAIN = """
pipeline p(n: int) -> int {
  stage a = work(value: n, seconds: 3.0) timeout 5s
  stage b = work(value: a, seconds: 3.0) timeout 5s
  stage c = work(value: b, seconds: 7.0) timeout 5s
  return c
}
"""


def test_each_stage_has_its_own_time(tmp_path: Path) -> None:
    error, took, log = ran(CHAIN, tmp_path, n=0)
    assert (error.type, error.stage, error.place.line) == ("TIMEOUT", "c", 11)
    assert error.message == "`work` took longer than 5s"
    assert took == 11.0
    assert log[-1] == ("cancelled", 2, 11.0)


def test_a_timer_ends_with_its_stage(tmp_path: Path) -> None:
    text = CHAIN.replace("7.0) timeout 5s", "4.0) timeout 5s")
    assert ran(text, tmp_path, n=0)[:2] == (3, 10.0)


def test_what_a_host_raises_belongs_to_its_stage(tmp_path: Path) -> None:
    error, took, _ = ran(CHAIN, tmp_path, n=-2)
    assert (error.type, error.stage, error.place.line) == ("EXECUTION", "a", 9)
    assert (error.message, took) == ("ValueError: below zero", 3.0)


ODD = "pipeline p(n: int) -> int {\n stage a = odd(value: n)\n return a\n}"


def test_a_host_may_raise_what_python_replaces(tmp_path: Path) -> None:
    text = "pipeline p(n: int) -> int {\n stage a = stops(value: n)\n return a\n}"
    error, _, _ = ran(text, tmp_path, n=1)
    assert (error.type, error.stage) == ("EXECUTION", "a")


@pytest.mark.parametrize("value", [1, 2, 3])
def test_a_value_of_another_type_is_refused(value: int, tmp_path: Path) -> None:
    error, _, _ = ran(ODD, tmp_path, n=value)
    assert (error.type, error.stage) == ("VALIDATION", "a")


def test_a_value_that_can_be_read_is_read(tmp_path: Path) -> None:
    result, _, _ = ran(ODD, tmp_path, n=4)
    assert (result, type(result)) == (4, int)


def test_an_expression_that_fails_is_not_the_stage_before(tmp_path: Path) -> None:
    text = """
    pipeline p(xs: list[int]) -> int {
      stage a = work(value: 1, seconds: 1.0)
      return a + xs[5]
    }
    """
    error, _, _ = ran(text, tmp_path, xs=[1])
    assert (error.type, error.stage) == ("EXPRESSION", None)


LOOP = """
pipeline p(items: list[int]) -> list[int] {
  stage all = foreach item, at in items parallel 2 {
    stage one = work(value: item, seconds: 2.0) timeout 3s
    stage two = work(value: one, seconds: 1.0)
    yield two + at
  }
  return all
}
"""


def test_workers_share_the_items_and_keep_their_order(tmp_path: Path) -> None:
    assert ran(LOOP, tmp_path, items=[10, 20, 30, 40])[:2] == ([12, 23, 34, 45], 6.0)
    assert ran(LOOP, tmp_path, items=[])[:2] == ([], 0.0)


def test_a_failing_iteration_is_named_and_stops_the_others(tmp_path: Path) -> None:
    error, took, log = ran(LOOP, tmp_path, items=[1, 2, 3, -7])
    assert (error.stage, error.place.line, took) == ("all[3]/one", 10, 5.0)
    assert ("cancelled", 3, 5.0) not in log
    error, took, _ = ran(LOOP.replace("2.0) timeout 3s", "9.0) timeout 3s"), tmp_path, items=[5])
    assert (error.type, error.stage, took) == ("TIMEOUT", "all[0]/one", 3.0)


def test_the_value_of_an_iteration_that_fails_belongs_to_it(tmp_path: Path) -> None:
    text = LOOP.replace("yield two + at", "yield items[two]")
    error, _, _ = ran(text, tmp_path, items=[0, 5])
    assert (error.type, error.stage) == ("EXPRESSION", "all[0]")


def test_what_is_tried_takes_the_long_way_and_is_caught(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage a = work(value: 1, seconds: 1.0)
      stage b: int = try {
        stage c = work(value: n - a, seconds: 1.0)
        yield c
      } catch execution { yield 40 }
      return a + b
    }
    """
    assert ran(text, tmp_path, n=0)[:2] == (42, 2.0)


def test_a_pipeline_within_a_pipeline(tmp_path: Path) -> None:
    text = """
    pipeline inner(n: int) -> int {
      stage a = work(value: n, seconds: 9.0) timeout 2s
      return a
    }
    pipeline p(n: int) -> int {
      stage first = work(value: n, seconds: 1.0)
      stage whole = inner(n: first)
      return whole
    }
    """
    error, took, _ = ran(text, tmp_path, n=1)
    assert (error.type, error.stage, error.pipeline, took) == ("TIMEOUT", "whole/a", "inner", 3.0)


def test_a_choice_whose_question_cannot_fail_stands_bare(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage a = if n % 2 == 0 {
        stage even = work(value: n, seconds: 1.0)
        yield even
      } else { yield 0 }
      return a
    }
    """
    assert ran(text, tmp_path, n=2)[:2] == (3, 1.0)
    error, _, _ = ran(text, tmp_path, n=-2)
    assert error.stage == "a/even"


def test_hosts_that_cannot_be_awaited_leave_the_readable_form(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage a = work(value: n, seconds: 1.0)
      stage b = plain(value: a)
      return b
    }
    """
    with imported(OPERATORS + text, tmp_path, HOST) as (module, _):
        clock = VirtualClock()
        assert module.p.form is None
        assert clock.run(module.p(n=1, run=Run(clock=clock))) == 3


def test_a_watched_run_tells_of_every_stage(tmp_path: Path) -> None:
    with imported(OPERATORS + CHAIN, tmp_path, HOST) as (module, _):
        clock, seen = VirtualClock(), []
        settings = Run(clock=clock, observer=lambda event: seen.append(event.address))
        with pytest.raises(PipelineError):
            clock.run(module.p(n=0, run=settings))
    assert [each for each in seen if each] == ["a", "a", "b", "b", "c", "c"]


def test_a_stage_may_be_called_as_a_host_is(tmp_path: Path) -> None:
    text = """
    pipeline p(call_named: string) -> string {
      stage named_ = named(name: call_named)
      stage run = named(name: named_)
      stage int_min = named(name: run)
      return int_min
    }
    """
    assert ran(text, tmp_path, call_named="x")[0] == "x"


GIVEN = """
record Box {
  size: int
}

pipeline p(n: int, name: string, box: Box, loud: bool = false) -> int {
  stage text = named(name: name)
  stage type_ = work(value: n + box.size, seconds: 1.0) when loud or text == "a" else n
  return type_
}
"""


@pytest.mark.parametrize("n", [1, 2**40])
def test_what_is_given_is_looked_at_by_the_form(n: int, tmp_path: Path) -> None:
    assert ran(GIVEN, tmp_path, n=n, name="a", box={"size": 2})[0] == n + 3
    assert ran(GIVEN, tmp_path, n=float(n), name="b", box={"size": 2}, loud=False)[0] == n


def test_all_that_is_wrong_with_what_is_given_is_told(tmp_path: Path) -> None:
    error, _, log = ran(GIVEN, tmp_path, n=2**63, name=None, box={"size": 2}, loud=1)
    assert (error.type, error.stage, log) == ("VALIDATION", None, [])
    assert [each["path"] for each in error.detail] == ["$.n", "$.name", "$.loud"]


FAN = """
pipeline p(n: int) -> int {
  stage a = work(value: n, seconds: 1.0) timeout 5s
  stage b = work(value: n + 1, seconds: 4.0) timeout 5s
  stage c = work(value: n + 2, seconds: 2.0) timeout 5s
  return a + b + c
}
"""


def test_calls_of_one_class_are_made_at_once(tmp_path: Path) -> None:
    result, took, log = ran(FAN, tmp_path, n=0)
    assert (result, took) == (6, 4.0)
    assert [each[:2] for each in log] == [("start", 0), ("start", 1), ("start", 2)]


def test_calls_that_do_not_wait_end_at_once(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> list[int] {
      stage a = odd(value: 4)
      stage b = odd(value: 4)
      return [a, b]
    }
    """
    assert ran(text, tmp_path, n=0)[:2] == ([4, 4], 0.0)


def test_a_call_that_takes_too_long_stops_the_others(tmp_path: Path) -> None:
    error, took, log = ran(FAN.replace("4.0) timeout 5s", "4.0) timeout 1500ms"), tmp_path, n=0)
    assert (error.type, error.stage, error.place.line, took) == ("TIMEOUT", "b", 10, 1.5)
    assert error.message == "`work` took longer than 1500ms"
    assert {each[:2] for each in log if each[0] == "cancelled"} == {
        ("cancelled", 1),
        ("cancelled", 2),
    }


def test_a_call_that_fails_stops_the_others(tmp_path: Path) -> None:
    error, took, log = ran(FAN, tmp_path, n=-1)
    assert (error.type, error.stage, error.message) == ("EXECUTION", "a", "ValueError: below zero")
    assert took == 1.0
    assert {each[:2] for each in log if each[0] == "cancelled"} == {
        ("cancelled", 0),
        ("cancelled", 1),
    }


def test_a_bad_value_among_calls_is_that_of_its_stage(tmp_path: Path) -> None:
    text = """
    pipeline p(n: int) -> int {
      stage a = work(value: n, seconds: 9.0)
      stage b = odd(value: n)
      return a + b
    }
    """
    error, took, _ = ran(text, tmp_path, n=2)
    assert (error.type, error.stage, took) == ("VALIDATION", "b", 0.0)


def test_no_more_calls_at_once_than_a_pipeline_may_make(tmp_path: Path) -> None:
    text = FAN.replace("-> int {", "-> int concurrency 2 {")
    result, took, log = ran(text, tmp_path, n=0)
    assert (result, took) == (6, 4.0)
    assert log[-1] == ("start", 2, 1.0)
    error, took, _ = ran(text.replace("2.0) timeout 5s", "2.0) timeout 1s"), tmp_path, n=0)
    assert (error.type, error.stage, took) == ("TIMEOUT", "c", 2.0)


def test_calls_are_cancelled_with_their_run(tmp_path: Path) -> None:
    with imported(OPERATORS + FAN, tmp_path, HOST) as (module, host):
        clock = VirtualClock()

        async def stopped() -> None:
            async with asyncio.timeout(0.5):
                await module.p(n=0, run=Run(clock=clock))

        with pytest.raises(TimeoutError):
            clock.run(stopped())
    stopped_at = sorted(each[1:] for each in host.log if each[0] == "cancelled")
    assert stopped_at == [(0, 0.5), (1, 0.5), (2, 0.5)]


WOVEN = """
pipeline p(n: int) -> int {
  stage a = work(value: n, seconds: 1.0) timeout 5s
  stage b = work(value: n, seconds: 2.0) timeout 5s
  stage c = work(value: a + b, seconds: 1.0) timeout 5s
  stage d = work(value: b, seconds: 4.0) timeout 5s
  stage e = work(value: c + d, seconds: 1.0) timeout 5s
  stage f = work(value: d, seconds: 1.0) timeout 5s
  return e + f
}
"""


def test_chains_wait_for_what_others_give(tmp_path: Path) -> None:
    assert ran(WOVEN, tmp_path, n=0)[:2] == (9, 7.0)
    error, took, _ = ran(WOVEN.replace("4.0) timeout", "7.0) timeout"), tmp_path, n=0)
    assert (error.type, error.stage, took) == ("TIMEOUT", "d", 7.0)
    error, took, _ = ran(WOVEN, tmp_path, n=-1)
    assert (error.type, error.stage, took) == ("EXECUTION", "a", 1.0)


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Draw stages that read some of those before them, wait, fail, or take too long."""
    names, lines = ["n"], list[str]()
    for number in range(draw(st.integers(1, 7))):
        reads = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        seconds = draw(st.sampled_from([0, 1, 2, 3]))
        limit = draw(st.sampled_from(["", "", " timeout 2500ms"]))
        call = f"work(value: {' + '.join(reads)}, seconds: {seconds}.0)"
        odd = draw(st.integers(0, 9)) == 0
        lines.append(f"stage s{number} = {'odd(value: 4)' if odd else call + limit}")
        names.append(f"s{number}")
    bound = draw(st.sampled_from(["", " concurrency 2", " concurrency 1"]))
    body = "\n  ".join([*lines, f"return {' + '.join(names)}"])
    return f"pipeline p(n: int) -> int{bound} {{\n  {body}\n}}"


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=programs(), n=st.integers(-2, 2))
def test_both_forms_mean_the_same(text: str, n: int, monkeypatch: pytest.MonkeyPatch) -> None:
    told = []
    for optimize in (True, False):
        monkeypatch.setattr(program, "OPTIONS", Options(optimize=optimize))
        with TemporaryDirectory() as folder, imported(OPERATORS + text, Path(folder), HOST) as made:
            clock = VirtualClock()
            try:
                result = clock.run(made[0].p(n=n, run=Run(clock=clock)))
            except PipelineError as error:
                result = (error.type, error.stage, error.message)
            told.append((result, clock.elapsed, sorted(made[1].log)))
    assert told[0] == told[1]


STUBBORN = """
import asyncio

async def stubborn(value):
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        return value
    return value

async def quick(value):
    await asyncio.sleep(1)
    return value
"""


@pytest.mark.parametrize(
    ("body", "stage"),
    [
        ("stage a = stubborn(value: 1) timeout 5s return a", "a"),
        ("stage a = stubborn(value: 1) timeout 5s stage b = quick(value: a) return b", "a"),
        (
            """
            stage xs = foreach x in [1, 2] parallel 2 {
              stage a = stubborn(value: x) timeout 5s
              stage b = quick(value: a)
              yield b
            }
            return length(xs)
            """,
            "xs[0]/a",
        ),
        (
            """
            stage a = stubborn(value: 1) timeout 5s
            stage b = stubborn(value: 1) timeout 5s
            return a + b
            """,
            "a",
        ),
        ("stage inner = sub() return inner", "inner/a"),
    ],
)
@pytest.mark.parametrize("limit", ["", "timeout 1h"])
def test_a_host_that_keeps_its_cancellation_to_itself_has_timed_out(
    body: str, stage: str, limit: str, tmp_path: Path
) -> None:
    text = f"""
    operator stubborn(value: int) -> int {{ python "HOST:stubborn" }}
    operator quick(value: int) -> int {{ python "HOST:quick" }}
    pipeline sub() -> int {{ stage a = stubborn(value: 1) timeout 5s return a }}
    pipeline p() -> int {limit} {{ {body} }}
    """
    with imported(text, tmp_path, STUBBORN) as (module, _):
        clock = VirtualClock()
        with pytest.raises(PipelineError) as caught:
            clock.run(module.p(run=Run(clock=clock)))
    error = caught.value
    assert (error.type, error.stage, clock.elapsed) == ("TIMEOUT", stage, 5.0)
    assert error.message == "`stubborn` took longer than 5s"
