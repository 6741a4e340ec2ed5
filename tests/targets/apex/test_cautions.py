"""What Apex does otherwise is told where it is written, with figures."""

import pytest
from tests.targets.apex.building import checked

from pipesmith.diagnostics import Finding
from pipesmith_targets.apex import TARGET

HEAD = """
operator ask(n: int) -> int { http GET "{{env.URL}}/{{n}}" timeout 10s }
operator work(n: int) -> int { apex "Work" }
operator slow(n: int) -> int { apex "Work" retry 2 backoff fixed(90s) }
"""


def told(body: str) -> list[Finding]:
    source = f"{HEAD}pipeline p(n: int, xs: list[int]) -> int {{\n{body}\nreturn n\n}}"
    return [*TARGET.check(checked(source))]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("wait 90s", "`wait` waits 90 s; Apex waits 2 min"),
        ("wait 100ms", "`wait` waits 100 ms; Apex waits 1 min"),
        ("stage a = work(n) retry 2 backoff fixed(5s)", "`a` waits 5 s; Apex waits 1 min"),
        (
            "stage a = work(n) retry 2 backoff linear(from: 1m, step: 30s)",
            "`a` waits 90 s; Apex waits 2 min",
        ),
        (
            "stage a = work(n) retry 3 backoff exponential(from: 1m, max: 90s)",
            "`a` waits 90 s; Apex waits 2 min",
        ),
    ],
)
def test_a_wait_that_is_rounded_up_is_told(body: str, message: str) -> None:
    (found,) = told(body)
    assert (str(found.slug), found.message) == ("apex/short-wait", message)


@pytest.mark.parametrize(
    "body",
    [
        "wait 2m",
        "wait 0s",
        "wait until context.now",
        "stage a = work(n) retry 2",
        "stage a = work(n) retry 2 backoff fixed(0s)",
        "stage a = work(n) retry 2 backoff exponential(from: 1m, factor: 2.0, max: 10m)",
        "stage a = work(n) retry 1 backoff linear(from: 1m, step: 30s)",
    ],
)
def test_whole_minutes_are_waited_as_they_are_written(body: str) -> None:
    assert told(body) == []


def test_the_clause_of_a_component_is_told_once() -> None:
    (found,) = told("stage a = slow(n)\nstage b = slow(n)")
    assert found.help is not None
    assert found.help.text == "write `backoff fixed(2m)`, which is the same everywhere"


@pytest.mark.parametrize(
    ("body", "slugs"),
    [
        ("foreach x in [1, 2] parallel 2 { do ask(n: x) }", ["apex/in-turn"]),
        ("foreach x in [1, 2] parallel 2 { do work(n: x) }", []),
        ("foreach x in [1, 2] { do ask(n: x) }", []),
    ],
)
def test_iterations_are_told_to_run_in_turn_where_they_call_out(
    body: str, slugs: list[str]
) -> None:
    assert [str(each.slug) for each in told(body)] == slugs


def test_the_time_of_an_iteration_is_told() -> None:
    (found,) = told("foreach x in [1, 2] parallel 2 { do ask(n: x) do ask(n: x) }")
    assert found.notes == ("each makes 2 callouts, of 20 s at worst",)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("foreach x in xs { do ask(n: x) do work(n: x) }", 225),
        ("foreach x in xs { do ask(n: x) }", None),
        ("foreach x in xs { do ask(n: x) do ask(n: x) }", None),
        ("foreach x in xs { do work(n: x) }", None),
        ("wait 1m\nrepeat 100 { do work(n) }", 200),
        ("wait 1m\nrepeat 70 { do work(n) }", None),
        ("repeat 100 { do work(n) }", None),
    ],
)
def test_stages_beyond_what_can_be_told_are_counted(body: str, message: int | None) -> None:
    wanted = [f"may begin {message} stages in one transaction"] if message else []
    found = [each.message for each in told(body) if str(each.slug) == "apex/progress"]
    assert [each.partition("` ")[2].partition(";")[0] for each in found] == wanted
