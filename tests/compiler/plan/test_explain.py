"""Plans of pipelines: what runs at once, which policies hold and why, the longest way."""

import json
from dataclasses import asdict

import pytest
from tests.checking import check_files

from pipesmith.diagnostics.render import render_text
from pipesmith.plan.explain import explain_plan
from pipesmith.plan.model import Cost, PipelinePlan, Unit
from pipesmith.plan.provenance import duration
from pipesmith.plan.text import text

COMPONENTS = """
operator load(id: int, patience: duration = 3s) -> string {
  python "shop:load"
  timeout patience
  retry 2 backoff fixed(1s)
}

operator save(text: string) {
  python "shop:save"
}

node rate(text: string) -> float {
  model "default"
  prompt "Rate {{text}}"
}
"""


def planned(source: str, name: str | None = None) -> PipelinePlan:
    checked = check_files({"main.pipe": COMPONENTS + source})
    assert checked.program is not None, render_text(checked.findings)
    pipelines = checked.program.entry.pipelines
    pipeline = next(p for p in reversed(pipelines) if name in (None, p.name))
    return explain_plan(checked.program, pipeline, checked.findings.sources)


def unit(plan: PipelinePlan, name: str) -> Unit:
    pending = list(plan.body.units)
    for each in pending:
        if each.name == name:
            return each
        pending += [inner for section in each.sections for inner in section.units]
    raise AssertionError(f"no statement is named {name}")


def policies(plan: PipelinePlan, name: str) -> dict[str, tuple[str, str]]:
    return {each.word: (each.value, each.origin) for each in unit(plan, name).policies}


DIAMOND = """
pipeline p() -> string {
  stage one = load(id: 1)
  let shown = one + "!"
  stage two = load(id: 2)
  do save(text: shown)
  do save(text: "done") after two
  return one + two
}
"""


def test_what_runs_at_once() -> None:
    plan = planned(DIAMOND)
    assert plan.body.shape == "(one, save | two, save#2), return"
    assert unit(plan, "save").after == ("one",)
    assert unit(plan, "save#2").after == ("two",)
    assert unit(plan, "return").after == ("save", "save#2")


def test_chains_that_wait_for_each_other() -> None:
    plan = planned(
        """
pipeline p() {
  stage one = load(id: 1)
  stage two = load(id: 2)
  do save(text: one)
  do save(text: one + two)
}
"""
    )
    assert plan.body.shape == "(one, save | two, [one] save#2)"


def test_the_longest_way_follows_timeouts_and_retries() -> None:
    plan = planned(DIAMOND)
    assert plan.body.way == ("one", "save")
    assert plan.body.cost == Cost(3 * 3_000 + 2 * 1_000 + 30_000, 2)
    assert [each.longest for each in plan.body.units] == [True, False, True, False, False]


def test_policies_say_where_they_come_from() -> None:
    plan = planned(
        """
pipeline p(fast: bool) -> float {
  stage one = load(id: 1, patience: 1s) deadline 20s
  stage two = load(id: 2) timeout 9s retry 0 when fast else ""
  stage three = rate(text: one + two) fallback 0.0
  return three
}
"""
    )
    retry = "2 backoff fixed(1s) on connectivity, timeout, rate_limit"
    assert policies(plan, "one") == {
        "deadline": ("20s", "stage"),
        "retry": (retry, "component"),
        "timeout": ("1s", "component"),
    }
    assert policies(plan, "two") == {
        "when": ('fast else ""', "stage"),
        "retry": ("0 on connectivity, timeout, rate_limit", "stage"),
        "timeout": ("9s", "stage"),
    }
    assert policies(plan, "three") == {
        "fallback": ("0.0", "stage"),
        "timeout": ("1m", "default"),
    }
    assert [*policies(plan, "two")] == ["when", "retry", "timeout"]


@pytest.mark.parametrize(
    ("statement", "cost"),
    [
        ('do save(text: "a")', Cost(30_000, 1)),
        ('do save(text: "a") timeout 2s retry 3', Cost(8_000, 1)),
        ('do save(text: "a") timeout 2s retry 3 deadline 5s', Cost(5_000, 1)),
        ('do save(text: "a") timeout 2s retry n', Cost(2_000, 1, False)),
        (
            'do save(text: "") timeout 1s retry 3 backoff exponential(from:1s, max:3s) jitter 0.5',
            Cost(4_000 + 1_500 + 3_000 + 4_500, 1),
        ),
        (
            'do save(text: "a") timeout 1s retry 2 backoff linear(from: 1s, step: 2s)',
            Cost(3_000 + 1_000 + 3_000, 1),
        ),
        ("wait 5s", Cost(5_000)),
        ("wait until context.now", Cost(bounded=False)),
        ('repeat 3 { do save(text: "a") timeout 1s }', Cost(3_000, 3)),
        ('repeat n { do save(text: "a") timeout 1s }', Cost(1_000, 1, False)),
        ('while n > 0 max 4 { do save(text: "a") timeout 1s }', Cost(4_000, 4)),
        ("foreach i in [1, 2] { do load(id: i) timeout 1s retry 0 }", Cost(1_000, 1, False)),
        ("foreach i in [1] { do load(id: i) } timeout 2s", Cost(2_000, 1)),
        ("if n > 0 { wait 1s } else { wait 2s }", Cost(2_000)),
        ("parallel { branch a { wait 1s } branch b { wait 2s } }", Cost(2_000)),
        ("try { wait 1s } catch execution { wait 2s } finally { wait 4s }", Cost(7_000)),
        ("do inner()", Cost(1_000)),
        ("do limited(n)", Cost(2_000, 1)),
    ],
)
def test_costs(statement: str, cost: Cost) -> None:
    inner = """
pipeline inner() { wait 1s }
pipeline limited(n: int) timeout 2s { repeat n { do save(text: "a") } }
"""
    plan = planned(f"{inner} pipeline p(n: int) {{ {statement} }}")
    assert plan.body.cost == cost


def test_the_pipelines_own_limits() -> None:
    plan = planned("pipeline p(n: int) timeout 1m { repeat n { wait 1s } }")
    assert plan.body.cost == Cost(1_000, 0, False)
    assert plan.cost == Cost(60_000)
    assert [(each.word, each.value, each.origin) for each in plan.policies] == [
        ("timeout", "1m", "pipeline"),
        ("concurrency", "64", "default"),
    ]


def test_a_plan_as_text() -> None:
    plan = planned(
        """
pipeline p(ids: list[int]) -> list[string] timeout 2m concurrency 8 {
  stage items = foreach id in ids parallel 4 {
    stage item = load(id) retry 0
    yield item
  }
  return items
} on error as err {
  do save(text: err.message)
}
"""
    )
    assert (
        text(plan)
        == """\
p(ids: list[int]) -> list[string]
  timeout 2m
  concurrency 8
  * items = foreach id in ids parallel 4
      at most 4 iterations at once
      * item = load
          retry 0 on connectivity, timeout, rate_limit
          timeout 3s  (by the component)
    return = items    after items

on error
  * save
      timeout 30s  (by default)

at once:  items, return
longest:  items: 1 call in a row, 3s with one turn of each open loop
at most:  2m, its timeout
"""
    )


def test_a_plan_as_json() -> None:
    plan = asdict(planned(DIAMOND))
    assert json.loads(json.dumps(plan))["body"]["units"][0]["policies"][0] == {
        "word": "retry",
        "value": "2 backoff fixed(1s) on connectivity, timeout, rate_limit",
        "origin": "component",
    }


@pytest.mark.parametrize(
    ("milliseconds", "written"),
    [(0, "0s"), (250, "250ms"), (61_000, "1m 1s"), (90_061_001, "1d 1h 1m 1s 1ms"), (-1, "-1ms")],
)
def test_durations(milliseconds: int, written: str) -> None:
    assert duration(milliseconds) == written
