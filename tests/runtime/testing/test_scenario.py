"""Scenarios without the compiler: which mock answers, what is counted, what is refused."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith_runtime import FRESH, Retry, Run, Site, node, operator, pipeline
from pipesmith_runtime.errors import CONNECTIVITY, SECURITY, TIMEOUT, PipelineError
from pipesmith_runtime.testing import NotMocked, Scenario, recorded


@operator
async def fetch(run: Run, number: int) -> str:
    return await run.http("GET", f"{run.env('SHOP')}/{number}", result=str)


@operator
async def double(run: Run, text: str) -> str:
    return text * 2


@node
async def judge(run: Run, text: str) -> bool:
    return True


ITEM = Site("item", 1, 1, timeout=5.0, retry=Retry(2, None, 0.0, ("connectivity",)))
TWICE = Site("twice", 2, 1, timeout=5.0)
VERDICT = Site("verdict", 3, 1, timeout=5.0)


@pipeline(env=("SHOP",), secrets=("TOKEN",))
async def load(number: int, judged: bool = False, *, run: Run = FRESH) -> str:
    item = await run.stage(ITEM, fetch, number)
    text = await run.stage(TWICE, double, item)
    if judged:
        await run.stage(VERDICT, judge, text, fallback=lambda error: False)
    return text


def test_calls_that_stay_on_the_machine_take_place() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).returns("a")
    trial = scenario.run(number=1)
    assert trial.result == "aa"
    assert trial.called(double, {"text": "a"}) == 1
    assert trial.took == timedelta()
    assert trial.skipped("verdict")
    assert trial.ordered("item", "twice")
    assert not trial.ordered("twice", "item")
    assert not trial.ordered("item", "verdict")


def test_the_first_mock_that_fits_answers_and_those_of_an_address_before() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch, {"number": 1}).returns("one")
    scenario.mock(fetch).computes(lambda call: f"number {call['number']}")
    scenario.mock(double, at="twice").computes(lambda call: f"<{call['text']}>")
    scenario.mock(double).returns("never")
    assert scenario.run(number=1).result == "<one>"
    assert scenario.run(number=2).result == "<number 2>"


def test_outcomes_follow_each_other_and_the_last_repeats() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).fails(CONNECTIVITY, times=2).returns("a", takes=timedelta(seconds=2))
    trial = scenario.run(number=1)
    assert trial.result == "aa"
    assert (trial.called(fetch), trial.retried("item")) == (3, 2)
    assert trial.took == timedelta(seconds=2)
    assert scenario.run(number=1).took == timedelta(seconds=2)


def test_time_runs_against_timeouts() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).returns("a", takes=timedelta(seconds=6))
    trial = scenario.run(number=1)
    assert trial.fails("timeout")
    assert trial.took == timedelta(seconds=5)


def test_a_failed_run_has_no_result() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).fails(SECURITY)
    trial = scenario.run(number=1)
    assert trial.fails("security") and not trial.fails("timeout")
    with pytest.raises(PipelineError, match="the mock of `fetch` fails with security"):
        _ = trial.result


def test_a_request_is_refused() -> None:
    with pytest.raises(NotMocked, match="the request GET SHOP/1; at `item`"):
        Scenario(load).run(number=1)


def test_a_call_that_is_not_mocked_fails_the_test_though_the_pipeline_caught_it() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).returns("a")
    with pytest.raises(NotMocked, match="no mock stands for `judge`; at `verdict`"):
        scenario.run(number=1, judged=True)


def test_only_a_property_draws() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).returns_any()
    with pytest.raises(TypeError, match="only a scenario that was given `data`"):
        scenario.run(number=1)
    with pytest.raises(TypeError, match="only a scenario that was given `data`"):
        scenario.draw("number")


def test_trials_are_gathered() -> None:
    scenario = Scenario(load)
    scenario.mock(fetch).returns("a")
    with recorded() as trials:
        scenario.run(number=1)
        scenario.run(number=2)
    assert [trial.inputs["number"] for trial in trials] == [1, 2]
    assert trials[0].events


@given(st.data())
def test_outcomes_are_drawn_for_each_attempt(data: st.DataObject) -> None:
    scenario = Scenario(load, data)
    mock = scenario.mock(fetch).returns_any().or_.fails_any(TIMEOUT)
    number = scenario.draw("number")
    trial = scenario.run(number=number)
    assert trial.inputs["number"] == number
    assert trial.fails("timeout") or trial.result == trial.attempts[-1].arguments["text"] * 2
    assert len(mock.taken) == trial.called(fetch)
