"""Concurrent branches and iterations: order, isolation, failures, cancellation."""

import asyncio
import gc
import warnings
import weakref
from contextvars import ContextVar
from typing import Any

import pytest
from tests.runtime.play import after, broken, play, site

from pipesmith_runtime import SKIP, Outcome, PipelineError, Run, Site
from pipesmith_runtime.errors import ROUTING
from pipesmith_runtime.events import LoopCompleted, LoopIterationStarted, LoopStarted

BOTH = pytest.mark.parametrize("observe", [True, False])
LOOP = Site("xs", 7, 1)


@BOTH
def test_branches_run_at_once_and_results_keep_their_order(observe: bool) -> None:
    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), after, 5.0, "a"),
            run.stage(site("b"), after, 1.0, "b"),
            run.stage(site("c"), after, 3.0, "c"),
        )

    played = play(body, observe)
    assert (played.value, played.took) == (("a", "b", "c"), 5.0)


def test_branches_start_in_source_order() -> None:
    begun: list[str] = []

    async def branch(name: str) -> None:
        begun.append(name)

    play(lambda run: run.together(branch("a"), branch("b"), branch("c")))
    assert begun == ["a", "b", "c"]


def test_a_fork_of_none_and_of_one() -> None:
    async def body(run: Run) -> Any:
        return await run.together(), await run.together(run.stage(site(), after, 1.0, "only"))

    assert play(body).value == ((), ("only",))


@pytest.mark.parametrize("failing", [0, 1, 2])
def test_a_failure_stops_the_other_branches_and_waits_for_them(failing: int) -> None:
    ended: list[int] = []

    async def branch(order: int) -> int:
        try:
            await asyncio.sleep(1 if order == failing else 60)
            raise broken(str(order))
        finally:
            await asyncio.sleep(1)
            ended.append(order)

    played = play(lambda run: run.together(branch(0), branch(1), branch(2)))
    assert played.failed.message == str(failing)
    assert (sorted(ended), played.took) == ([0, 1, 2], 3.0 if failing < 3 else 0)


@pytest.mark.parametrize("inline", [0, 1])
def test_a_cancellation_from_outside_reaches_all_branches_at_once(inline: int) -> None:
    cancelled: list[tuple[int, float]] = []

    async def branch(order: int) -> None:
        clock = asyncio.get_running_loop().time
        try:
            await asyncio.sleep(60)
        finally:
            cancelled.append((order, clock()))
            await asyncio.sleep(2 if order == inline else 1)

    async def fork(run: Run) -> Any:
        return await run.together(branch(0), branch(1))

    async def body(run: Run) -> Any:
        return await run.stage(site(timeout=5.0), fork)

    assert play(body).failed.type == "TIMEOUT"
    assert [order for order, _ in sorted(cancelled)] == [0, 1]
    assert len({when for _, when in cancelled}) == 1


@BOTH
def test_a_timeout_inside_of_a_branch_leaves_the_others_alone(observe: bool) -> None:
    async def inner(run: Run) -> Any:
        return await run.together(
            run.stage(site("c"), after, 4.0, "c"), run.stage(site("d"), after, 4.0, "d")
        )

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), after, 5.0, "a"),
            run.stage(site("b", timeout=1.0), inner, fallback=lambda error: error.type),
        )

    played = play(body, observe)
    assert (played.value, played.took) == (("a", "TIMEOUT"), 5.0)


@BOTH
def test_a_failure_inside_of_a_branch_leaves_the_others_alone(observe: bool) -> None:
    async def inner(run: Run) -> Any:
        return await run.together(
            run.stage(site("c"), after, 1.0, broken("c")), run.stage(site("d"), after, 4.0, "d")
        )

    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), after, 5.0, "a"),
            run.stage(site("b"), inner, fallback=lambda error: error.message),
        )

    played = play(body, observe)
    assert (played.value, played.took) == (("a", "c"), 5.0)


def test_a_fork_that_is_cancelled_before_its_first_step_ends() -> None:
    begun: list[str] = []

    async def quick(run: Run) -> None:
        begun.append("quick")
        raise broken("quick")

    async def slow(run: Run) -> None:
        begun.append("slow")

    async def body(run: Run) -> Any:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await run.together(slow(run), quick(run))

    with pytest.raises(asyncio.CancelledError):
        play(body)
    assert "quick" not in begun


@BOTH
def test_of_failures_at_once_the_first_in_the_source_is_raised(observe: bool) -> None:
    async def body(run: Run) -> Any:
        return await run.together(
            run.stage(site("a"), after, 9.0, "a"),
            run.stage(site("b"), after, 1.0, broken("b")),
            run.stage(site("c"), after, 1.0, broken("c")),
            run.stage(site("d"), after, 1.0, broken("d")),
        )

    failed = play(body, observe).failed
    assert failed.message == "b"
    assert sorted(other.message for other in failed.suppressed) == ["c", "d"]


def test_a_failure_while_being_cancelled_ranks_last() -> None:
    async def cleaning() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise broken("cleaning")

    async def failing() -> None:
        await asyncio.sleep(1)
        raise broken("first")

    failed = play(lambda run: run.together(cleaning(), failing(), asyncio.sleep(60))).failed
    assert (failed.message, [other.message for other in failed.suppressed]) == (
        "first",
        ["cleaning"],
    )


def test_a_branch_that_fails_at_once_does_not_leave_work_unstarted() -> None:
    async def failing() -> None:
        raise broken("now")

    played = play(lambda run: run.together(failing(), asyncio.sleep(60), asyncio.sleep(60)))
    assert (played.failed.message, played.took) == ("now", 0.0)


def test_cancellation_from_outside_reaches_every_branch() -> None:
    ended: list[str] = []

    async def branch(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(name)

    async def body(run: Run) -> str:
        fork = asyncio.ensure_future(run.together(branch("a"), branch("b")))
        await asyncio.sleep(1)
        fork.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fork
        return "outlived"

    played = play(body)
    assert (played.value, sorted(ended), played.took) == ("outlived", ["a", "b"], 1.0)


def test_no_task_is_left_over() -> None:
    async def body(run: Run) -> int:
        async def item(run: Run, value: int) -> int:
            return await run.stage(site(), after, value, broken("x") if value == 2 else value)

        with pytest.raises(PipelineError):
            await run.foreach(LOOP, [1, 2, 3, 4], item, parallel=3)
        return len(asyncio.all_tasks())

    assert play(body).value == 1


def test_the_parent_task_is_not_left_cancelled() -> None:
    async def body(run: Run) -> int:
        with pytest.raises(PipelineError):
            await run.together(run.stage(site(), after, 1.0, broken("x")), asyncio.sleep(60))
        await asyncio.sleep(1)
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    assert play(body).value == 0


def test_the_first_success_wins_a_race_and_the_rest_is_cancelled() -> None:
    async def body(run: Run) -> Any:
        return await run.any_of(
            Site("race", 1, 1),
            lambda: run.stage(site("a"), after, 1.0, broken("a")),
            lambda: run.stage(site("b"), after, 3.0, "b"),
            lambda: run.stage(site("c"), after, 60.0, "c"),
        )

    played = play(body)
    assert (played.value, played.took) == ("b", 3.0)


def test_a_race_that_all_lose_raises_the_last_failure() -> None:
    async def body(run: Run) -> Any:
        return await run.any_of(
            Site("race", 1, 1),
            lambda: run.stage(site("a"), after, 3.0, broken("a")),
            lambda: run.stage(site("b"), after, 1.0, broken("b")),
        )

    failed = play(body).failed
    assert (failed.message, [other.message for other in failed.suppressed]) == ("a", ["b"])


def test_some_of_several_come_in_branch_order() -> None:
    async def body(run: Run) -> Any:
        return await run.first_of(
            Site("race", 1, 1),
            2,
            lambda: run.stage(site("a"), after, 3.0, "a"),
            lambda: run.stage(site("b"), after, 60.0, "b"),
            lambda: run.stage(site("c"), after, 1.0, "c"),
        )

    played = play(body)
    assert (played.value, played.took) == (["a", "c"], 3.0)


def test_a_race_that_never_begins_leaves_nothing_behind() -> None:
    async def body(run: Run) -> Any:
        race = run.any_of(
            Site("race", 1, 1),
            lambda: run.stage(site("a"), after, 1.0, "a"),
            lambda: run.stage(site("b"), after, 2.0, "b"),
        )
        race.close()
        return "closed"

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert play(body).value == "closed"
        gc.collect()


def test_too_few_can_succeed_ends_the_race_early() -> None:
    async def body(run: Run) -> Any:
        return await run.first_of(
            Site("race", 1, 1),
            2,
            lambda: run.stage(site("a"), after, 1.0, broken("a")),
            lambda: run.stage(site("b"), after, 60.0, "b"),
        )

    assert (play(body).failed.message, play(body).took) == ("a", 1.0)


@pytest.mark.parametrize("count", [0, 3])
def test_a_race_for_an_impossible_number_is_refused(count: int) -> None:
    async def body(run: Run) -> Any:
        return await run.first_of(
            Site("race", 1, 1),
            count,
            lambda: run.stage(site("a"), after, 0, 1),
            lambda: run.stage(site("b"), after, 0, 1),
        )

    assert play(body).failed.type == "VALIDATION"


@BOTH
def test_iterations_run_so_many_at_once_and_keep_input_order(observe: bool) -> None:
    busy = busiest = 0

    async def item(run: Run, value: int) -> int:
        nonlocal busy, busiest
        busy += 1
        busiest = max(busy, busiest)
        await asyncio.sleep(7 - value)
        busy -= 1
        return value * 10

    played = play(lambda run: run.foreach(LOOP, range(6), item, parallel=3), observe)
    assert (played.value, busiest) == ([0, 10, 20, 30, 40, 50], 3)


@BOTH
def test_a_loop_over_nothing_gives_nothing(observe: bool) -> None:
    async def item(run: Run, value: int) -> int:
        raise AssertionError("there is no item")

    assert play(lambda run: run.foreach(LOOP, [], item, parallel=3), observe).value == []


def test_skipped_iterations_add_nothing_and_indexes_are_given() -> None:
    async def item(run: Run, value: str, index: int) -> Any:
        return SKIP if value == "b" else (index, value)

    played = play(lambda run: run.foreach(LOOP, "abc", item, parallel=2, indexed=True))
    assert played.value == [(0, "a"), (2, "c")]


def test_each_iteration_has_its_own_scope_and_address() -> None:
    async def item(run: Run, value: int) -> str:
        await asyncio.sleep(3 - value)
        return run.address("s")

    played = play(lambda run: run.foreach(LOOP, range(3), item, parallel=3))
    assert played.value == ["xs[0]/s", "xs[1]/s", "xs[2]/s"]


@BOTH
def test_the_first_failing_iteration_stops_the_others(observe: bool) -> None:
    stopped: list[int] = []

    async def item(run: Run, value: int) -> int:
        try:
            return int(await run.stage(site(), after, 1 if value == 1 else 60, 1 // (1 - value)))
        except asyncio.CancelledError:
            stopped.append(value)
            raise

    played = play(lambda run: run.foreach(LOOP, [0, 2, 1, 3], item, parallel=4), observe)
    assert (played.failed.type, played.failed.stage) == ("EXPRESSION", "xs[2]")
    assert (stopped, played.took) == ([0, 2, 3], 0.0)


def test_of_iterations_that_fail_at_once_the_lowest_index_is_raised() -> None:
    async def item(run: Run, value: int) -> int:
        await asyncio.sleep(1)
        raise broken(str(value))

    failed = play(lambda run: run.foreach(LOOP, range(4), item, parallel=4)).failed
    assert failed.message == "0"
    assert sorted(other.message for other in failed.suppressed) == ["1", "2", "3"]


@BOTH
def test_nobody_else_begins_where_the_first_strand_never_waits(observe: bool) -> None:
    async def item(run: Run, value: int) -> int:
        return len(asyncio.all_tasks())

    played = play(lambda run: run.foreach(LOOP, range(5), item, parallel=3), observe)
    assert played.value == [1] * 5


@BOTH
def test_the_others_begin_also_where_the_first_fails_without_waiting(observe: bool) -> None:
    begun: list[int] = []

    async def item(run: Run, value: int) -> None:
        begun.append(value)
        if value:
            await asyncio.sleep(60)
        raise broken(str(value))

    played = play(lambda run: run.foreach(LOOP, range(9), item, parallel=3), observe)
    assert (played.failed.message, begun, played.took) == ("0", [0, 1, 2], 0.0)


@BOTH
def test_all_strands_begin_with_the_context_around_the_loop(observe: bool) -> None:
    place = ContextVar("place", default="around")

    async def item(run: Run, value: int) -> str:
        found = place.get()
        place.set(f"item {value}")
        await asyncio.sleep(1)
        return found

    played = play(lambda run: run.foreach(LOOP, range(3), item, parallel=3), observe)
    assert played.value == ["around"] * 3


def test_collected_errors_stand_at_their_index() -> None:
    async def item(run: Run, value: int) -> Any:
        return SKIP if value == 2 else await run.stage(site(), after, 0, 6 // value)

    played = play(lambda run: run.foreach(LOOP, [1, 0, 2], item, parallel=2, collect=True))
    first, second, third = played.value
    assert first == Outcome(True, 6, None, 0)
    assert third == Outcome(True, None, None, 2)
    assert (second.ok, second.value, second.index) == (False, None, 1)
    assert (second.error.type, second.error.stage) == ("EXPRESSION", "xs[1]")


def test_less_than_one_at_once_is_refused() -> None:
    async def item(run: Run, value: int) -> int:
        return value

    failed = play(lambda run: run.foreach(LOOP, [1], item, parallel=0)).failed
    assert (failed.type, failed.message) == ("VALIDATION", "`parallel` is 0; expected at least 1")


def test_done_iterations_are_let_go() -> None:
    class Item:
        pass

    alive: list[weakref.ref[Item]] = []
    most = 0

    async def item(run: Run, value: Item) -> None:
        nonlocal most
        alive.append(weakref.ref(value))
        await asyncio.sleep(0)
        most = max(most, sum(ref() is not None for ref in alive))

    class Items:
        def __len__(self) -> int:
            return 50

        def __iter__(self) -> Any:
            return (Item() for _ in range(50))

        def __contains__(self, value: object) -> bool:
            return False

    play(lambda run: run.foreach(LOOP, Items(), item, parallel=2), observe=False)
    assert most <= 5


@BOTH
def test_sequential_loops_give_a_scope_for_each_turn(observe: bool) -> None:
    async def body(run: Run) -> Any:
        seen: list[Any] = [
            (scope.address("s"), item) for scope, item in run.each(LOOP, {"k": 1}.items())
        ]
        seen += [(scope.address("s"), None) for scope in run.repeat(LOOP, 2)]
        seen += [(scope.address("s"), None) for scope in run.repeat(LOOP, -1)]
        left = [1, 0]
        for scope in run.loop(LOOP, lambda: bool(left), 5):
            seen.append((scope.address("w"), left.pop(0)))
        return seen

    played = play(body, observe)
    assert played.value == [
        ("xs[0]/s", ("k", 1)),
        ("xs[0]/s", None),
        ("xs[1]/s", None),
        ("xs[0]/w", 1),
        ("xs[1]/w", 0),
    ]
    assert len(played.of(LoopIterationStarted)) == 5 * observe
    assert [event.count for event in played.of(LoopStarted)] == [1, 2, 0, None] * observe
    assert [event.count for event in played.of(LoopCompleted)] == [1, 2, 0, 2] * observe


@pytest.mark.parametrize(
    ("loop", "type_"),
    [
        (lambda run: run.loop(LOOP, lambda: True, 3), "EXECUTION"),
        (lambda run: run.loop(LOOP, lambda: False, 0), "VALIDATION"),
    ],
)
def test_loops_that_go_wrong(loop: Any, type_: str) -> None:
    async def body(run: Run) -> None:
        for _ in loop(run):
            pass

    failed = play(body).failed
    assert (failed.type, failed.stage) == (type_, "xs")


def test_a_named_block_says_where_its_failures_belong() -> None:
    async def body(run: Run) -> None:
        with run.block(Site("choice", 3, 1)):
            raise run.error(ROUTING, "nowhere", {"at": 1})

    failed = play(body).failed
    assert (failed.stage, failed.type, failed.detail) == ("choice", "ROUTING", {"at": 1})


def test_a_failure_of_stopped_work_does_not_stop_its_neighbours_again() -> None:
    ended: list[float] = []

    async def cleaning() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(9)
            ended.append(asyncio.get_running_loop().time())

    async def failing_late(run: Run) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            failing = run.stage(site("y"), after, 1.0, broken("y"))
            await run.together(failing, asyncio.sleep(60))

    async def body(run: Run) -> Any:
        stopped = run.together(cleaning(), failing_late(run))
        return await run.together(run.stage(site("x"), after, 1.0, broken("x")), stopped)

    assert play(body).failed.message == "x"
    assert ended == [10.0]
