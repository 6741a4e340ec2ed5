"""Stages under their policies: timeouts, retries, deadlines, slots, fallbacks, caches."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from tests.runtime.play import play, retried, site

from pipesmith_runtime import Exponential, Fixed, Linear, Retry, Run, node, operator
from pipesmith_runtime.errors import CONNECTIVITY, EXECUTION, RATE_LIMIT, VALIDATION, PipelineError
from pipesmith_runtime.events import StageCompleted, StageFailed, StageRetried, StageStarted

BOTH = pytest.mark.parametrize("observe", [True, False])


class Service:
    """A component whose answers are given one after another."""

    def __init__(self, *answers: Any) -> None:
        self.answers: Iterator[Any] = iter(answers)
        self.attempts: list[int] = []
        self.stopped = 0
        self.busy = self.busiest = 0

        @operator
        async def served(run: Run, takes: float = 0.0) -> Any:
            self.attempts.append(run.attempt)
            self.busy += 1
            self.busiest = max(self.busiest, self.busy)
            try:
                await asyncio.sleep(takes)
            except asyncio.CancelledError:
                self.stopped += 1
                raise
            finally:
                self.busy -= 1
            answer = next(self.answers, None)
            if isinstance(answer, Exception):
                raise answer
            return answer

        self.call = served


def down(retry_after: float | None = None) -> PipelineError:
    kind = RATE_LIMIT if retry_after is not None else CONNECTIVITY
    return PipelineError(kind, "down", retry_after=retry_after)


@BOTH
def test_a_timeout_really_stops_the_work(observe: bool) -> None:
    service = Service()
    played = play(lambda run: run.stage(site(timeout=2.0), service.call, 60.0), observe)
    assert (played.failed.type, played.failed.stage, played.took) == ("TIMEOUT", "s", 2.0)
    assert played.failed.message == "`served` took longer than 2s"
    assert service.stopped == 1


@BOTH
def test_work_that_ends_in_time_is_not_disturbed_later(observe: bool) -> None:
    service = Service("done")

    async def body(run: Run) -> Any:
        value = await run.stage(site(timeout=2.0), service.call, 1.0)
        await asyncio.sleep(10)
        return value

    assert play(body, observe).value == "done"


@BOTH
def test_of_nested_timeouts_the_outer_one_may_fire(observe: bool) -> None:
    service = Service()

    async def inner(run: Run) -> Any:
        return await run.stage(site("o/i", timeout=9.0), service.call, 60.0)

    played = play(lambda run: run.stage(site("o", timeout=3.0), inner), observe)
    assert (played.failed.type, played.failed.stage, played.took) == ("TIMEOUT", "o", 3.0)


def test_a_timeout_is_tied_to_its_own_task() -> None:
    slow, quick = Service(), Service("quick")

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a", timeout=9.0), quick.call, 5.0),
            run.stage(site("b", timeout=2.0), slow.call, 9.0),
        )

    played = play(body, observe=False)
    assert (played.failed.stage, played.took, quick.stopped) == ("b", 2.0, 1)


def test_finally_blocks_that_hang_after_a_timeout_are_cut_off() -> None:
    @operator
    async def hanging(run: Run) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(60)

    played = play(lambda run: run.stage(site(timeout=1.0), hanging), observe=False)
    assert (played.failed.type, played.took) == ("TIMEOUT", 11.0)


@BOTH
def test_retries_wait_as_the_backoff_says_and_count_attempts(observe: bool) -> None:
    service = Service(down(), down(), "up")
    retry = Retry(3, Exponential(1.0, 2.0), 0.25)
    played = play(lambda run: run.stage(site(retry=retry), service.call), observe)
    assert (played.value, played.took, service.attempts) == ("up", 3.0, [1, 2, 3])


@BOTH
def test_exhausted_retries_wrap_the_last_error(observe: bool) -> None:
    service = Service(down(), down(), down())
    failed = play(lambda run: run.stage(site(retry=retried(2)), service.call), observe).failed
    assert (failed.type, failed.attempt, failed.retryable) == ("RETRY_EXHAUSTED", 3, False)
    assert failed.cause is not None
    assert (failed.cause.type, failed.cause.attempt) == ("CONNECTIVITY", 3)
    assert failed.matches("connectivity")
    assert failed.matches("retry_exhausted")
    assert not failed.matches("timeout")


@BOTH
def test_no_retries_never_wrap(observe: bool) -> None:
    service = Service(down())
    failed = play(lambda run: run.stage(site(retry=retried(0)), service.call), observe).failed
    assert (failed.type, failed.attempt, failed.__cause__) == ("CONNECTIVITY", 1, None)


@BOTH
def test_what_is_not_retried_ends_at_once_as_itself(observe: bool) -> None:
    service = Service(PipelineError(VALIDATION, "no"), "never")
    played = play(lambda run: run.stage(site(retry=retried(5)), service.call), observe)
    assert (played.failed.type, service.attempts, played.took) == ("VALIDATION", [1], 0.0)


@BOTH
def test_a_timeout_of_one_attempt_is_retried(observe: bool) -> None:
    service = Service("late")
    policies: dict[str, Any] = {"timeout": 2.0, "retry": retried(1, 1.0)}
    played = play(lambda run: run.stage(site(**policies), service.call, 60.0), observe)
    assert played.failed.type == "RETRY_EXHAUSTED"
    assert (played.took, service.stopped) == (5.0, 2)


@BOTH
def test_retry_after_counts_when_it_is_longer(observe: bool) -> None:
    service = Service(down(7.0), down(0.1), "up")
    played = play(lambda run: run.stage(site(retry=retried(3, 1.0)), service.call), observe)
    assert (played.value, played.took) == ("up", 8.0)


def test_delays_of_each_backoff() -> None:
    def delays(backoff: Any) -> list[float]:
        return [Retry(4, backoff).delay(k, 0.5) for k in (1, 2, 3, 4)]

    assert delays(None) == [0.0] * 4
    assert delays(Fixed(0.5)) == [0.5] * 4
    assert delays(Linear(1.0, 2.0, 4.0)) == [1.0, 3.0, 4.0, 4.0]
    assert delays(Exponential(0.2, 3.0, 4.0)) == [0.2, 0.6, 1.8, 4.0]
    assert Retry(1, Exponential(1.0, 1e300)).delay(3, 0.5) == float("inf")


def test_jitter_spreads_after_the_limit_and_rounds_to_milliseconds() -> None:
    retry = Retry(1, Exponential(8.0, 2.0, 10.0), 0.25)
    assert (retry.delay(2, 0.0), retry.delay(2, 0.5), retry.delay(2, 1.0)) == (7.5, 10.0, 12.5)
    assert Retry(1, Fixed(0.0105), None).delay(1, 0.5) == 0.01


def test_a_delay_past_the_deadline_fails_at_once() -> None:
    service = Service(down(), down(), "up")
    policies: dict[str, Any] = {"deadline": 5.0, "retry": retried(3, 4.0)}
    played = play(lambda run: run.stage(site(**policies), service.call))
    assert (played.failed.type, played.took, service.attempts) == ("TIMEOUT", 4.0, [1, 2])
    assert played.failed.message == "`served` did not end before its deadline of 5s"


def test_a_deadline_stops_the_attempt_under_way() -> None:
    service = Service()
    played = play(lambda run: run.stage(site(deadline=5.0), service.call, 20.0))
    assert (played.failed.type, played.took, service.stopped) == ("TIMEOUT", 5.0, 1)


def test_waiting_for_a_slot_counts_against_the_deadline_not_the_timeout() -> None:
    service = Service("a", "b")

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a", concurrency=1, timeout=4.0), service.call, 3.0),
            run.stage(site("a", concurrency=1, timeout=4.0), service.call, 3.0),
        )

    played = play(body)
    assert (played.value, played.took, service.busiest) == (("a", "b"), 6.0, 1)

    async def hurried(run: Run) -> Any:
        return await run.together(
            run.stage(site("a", concurrency=1), service.call, 3.0),
            run.stage(site("a", concurrency=1, deadline=2.0), service.call, 0.0),
        )

    assert (play(hurried).failed.type, service.busiest) == ("TIMEOUT", 1)


@BOTH
@pytest.mark.parametrize(("slots", "took"), [(64, 1.0), (5, 2.0), (3, 4.0)])
def test_a_pipeline_bounds_the_stages_in_flight(slots: int, took: float, observe: bool) -> None:
    from tests.runtime.play import piped, play_pipeline

    service = Service()

    async def body(run: Run) -> Any:
        return await run.together(*(run.stage(site(f"s{i}"), service.call, 1.0) for i in range(10)))

    played = play_pipeline(piped(body, concurrency=slots), observe)
    assert (played.took, service.busiest) == (took, min(slots, 10))


def test_the_higher_priority_takes_the_next_slot() -> None:
    from tests.runtime.play import piped, play_pipeline

    order: list[str] = []

    @operator
    async def noted(run: Run, name: str) -> None:
        order.append(name)
        await asyncio.sleep(1)

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), noted, "a"),
            run.stage(site("b", priority=1), noted, "b"),
            run.stage(site("c", priority=2), noted, "c"),
            run.stage(site("d", priority=2), noted, "d"),
        )

    play_pipeline(piped(body, concurrency=1))
    assert order == ["a", "c", "d", "b"]


def test_cancelled_waiting_gives_its_slot_on() -> None:
    from tests.runtime.play import piped, play_pipeline

    service = Service("x", "y", "z")

    async def body(run: Run) -> Any:
        first = asyncio.ensure_future(run.stage(site("a"), service.call, 2.0))
        await asyncio.sleep(0)
        second = asyncio.ensure_future(run.stage(site("b"), service.call, 2.0))
        await asyncio.sleep(1)
        second.cancel()
        await asyncio.wait([first, second])
        return await run.stage(site("c"), service.call, 1.0)

    played = play_pipeline(piped(body, concurrency=1))
    assert (played.value, played.took) == ("y", 3.0)


def test_a_fallback_gives_the_value_of_what_finally_fails() -> None:
    service = Service(down(), down())
    retry: dict[str, Any] = {"retry": retried(1)}
    played = play(
        lambda run: run.stage(site(**retry), service.call, fallback=lambda error: error.type)
    )
    assert played.value == "RETRY_EXHAUSTED"
    assert [event.given for event in played.of(StageCompleted)] == ["fallback"]


def test_a_fallback_that_fails_is_the_stages_failure() -> None:
    service = Service(down())
    played = play(lambda run: run.stage(site(), service.call, fallback=lambda error: [][0]))
    assert (played.failed.type, played.failed.stage) == ("EXPRESSION", "s")


def test_failing_arguments_are_not_retried_and_are_covered_by_fallback() -> None:
    service = Service("never")
    policies: dict[str, Any] = {"retry": retried(3, 1.0, "expression")}

    def arguments() -> tuple[Any, ...]:
        return (1 // 0,)

    played = play(lambda run: run.stage(site(**policies), service.call, arguments=arguments))
    assert (played.failed.type, played.failed.attempt, played.took) == ("EXPRESSION", 1, 0.0)
    assert played.failed.message == "division by zero"
    covered = play(
        lambda run: run.stage(site(), service.call, arguments=arguments, fallback=lambda _: "ok")
    )
    assert (covered.value, service.attempts) == ("ok", [])


def test_the_cache_answers_until_it_is_old() -> None:
    service = Service("one", "two")
    cached = site(cache=10.0)

    async def body(run: Run) -> list[Any]:
        first = await run.stage(cached, service.call, 0.0, key=lambda: "k")
        again = await run.stage(cached, service.call, 0.0, key=lambda: "k")
        await asyncio.sleep(10)
        return [first, again, await run.stage(cached, service.call, 0.0, key=lambda: "k")]

    played = play(body)
    assert played.value == ["one", "one", "two"]
    assert [event.given for event in played.of(StageCompleted)] == [None, "cache", None]


def test_without_a_key_the_arguments_are_the_key_and_failures_are_not_kept() -> None:
    service = Service(down(), "one", "two")
    cached = site(cache=10.0)

    async def body(run: Run) -> list[Any]:
        failed = await run.stage(cached, service.call, 0.0, fallback=lambda error: error.type)
        one = await run.stage(cached, service.call, 0.0)
        return [failed, one, await run.stage(cached, service.call, 0.5)]

    assert play(body).value == ["CONNECTIVITY", "one", "two"]


def test_idempotent_work_under_way_is_waited_for() -> None:
    service = Service("one", "two")

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), service.call, 3.0, idempotent=lambda: "k"),
            run.stage(site("b"), service.call, 1.0, idempotent=lambda: "k"),
        )

    played = play(body)
    assert (played.value, played.took, len(service.attempts)) == (("one", "one"), 3.0, 1)


def test_after_a_failure_the_next_of_the_same_key_tries() -> None:
    service = Service(down(), "two")

    async def body(run: Run) -> Any:
        first = await run.stage(
            site(), service.call, fallback=lambda error: "failed", idempotent=lambda: "k"
        )
        return first, await run.stage(site(), service.call, idempotent=lambda: "k")

    assert play(body).value == ("failed", "two")


def test_a_retried_stage_tells_each_attempt() -> None:
    service = Service(down(), "up")
    played = play(lambda run: run.stage(site("x/y", retry=retried(1)), service.call))
    (started,), (again,) = played.of(StageStarted), played.of(StageRetried)
    (done,) = played.of(StageCompleted)
    assert (started.component, started.address) == ("served", "x/y")
    assert (again.attempt, again.delay, again.error.type) == (2, 1.0, "CONNECTIVITY")
    assert (done.attempt, done.duration) == (2, 1.0)


def test_a_site_with_computed_policies_keeps_its_place() -> None:
    whole = site("a/b", retry=retried(1)).with_policies(timeout=1.5)
    assert (whole.path, whole.line, whole.timeout, whole.retry) == ("a/b", 4, 1.5, retried(1))


@BOTH
def test_what_a_component_raises_names_its_stage(observe: bool) -> None:
    @node
    async def broken(run: Run) -> None:
        raise PipelineError(EXECUTION, "broken")

    played = play(lambda run: run.stage(site("a/b"), broken), observe)
    failed = played.failed
    assert (failed.stage, failed.pipeline, failed.attempt) == ("a/b", "played", 1)
    assert "stage a/b, attempt 1, run " in failed.__notes__[0]
    assert len(failed.__notes__) == 1
    assert [event.error.type for event in played.of(StageFailed)] == ["EXECUTION"] * observe
