"""Stages of a run that is watched tell the same whether they are executed in layers or at once."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from tests.runtime.play import Body, Played, play, retried, site

from pipesmith_runtime import FRESH, CancellationToken, Run, host, operator, pipeline
from pipesmith_runtime.policy import Execution
from pipesmith_runtime.watched import WatchedRun

HERE = __name__
failures: list[BaseException] = []
"""What the host raises, one for each call, before it gives values."""


async def odd(n: int) -> int:
    """Fail as long as it is asked to; give a text in place of a negative number."""
    if failures:
        raise failures.pop(0)
    return n if n >= 0 else "none"  # type: ignore[return-value]


async def slow(seconds: float) -> float:
    """Wait."""
    await asyncio.sleep(seconds)
    return seconds


async def stubborn(seconds: float) -> float:
    """Wait, and keep to itself that it was stopped."""
    try:
        await asyncio.sleep(seconds)
    except asyncio.CancelledError:
        return 0.0
    return seconds


@operator(host=f"{HERE}:odd")
async def quick(run: Run, n: int) -> int:
    return await host(run, f"{HERE}:odd", int, n=n)


@operator(host=f"{HERE}:slow")
async def waits(run: Run, seconds: float) -> float:
    return await host(run, f"{HERE}:slow", float, seconds=seconds)


@operator(host=f"{HERE}:stubborn")
async def keeps_on(run: Run, seconds: float) -> float:
    return await host(run, f"{HERE}:stubborn", float, seconds=seconds)


async def twice(run: Run) -> Any:
    here = site("twice")
    return [await run.stage(here, quick, n) for n in (1, 2)]


async def retrying(run: Run) -> Any:
    return await run.stage(site("again", retry=retried(2, 1.0)), quick, 1)


async def of_another_type(run: Run) -> Any:
    return await run.stage(site("typed"), quick, -1)


async def large(run: Run) -> Any:
    return await run.stage(site("large"), quick, 2**63)


async def late(run: Run) -> Any:
    return await run.stage(site("late", timeout=1.0), waits, 2.0)


async def kept(run: Run) -> Any:
    return await run.stage(site("kept", timeout=1.0), keeps_on, 2.0)


async def at_once(run: Run) -> Any:
    return await run.together(
        run.within("a").stage(site("one"), waits, 2.0),
        run.within("b").stage(site("two"), quick, -1),
    )


async def narrow(run: Run) -> Any:
    run.limit(concurrency=1)
    here = site("narrow")
    return await run.together(*(run.stage(here, waits, 1.0) for _ in range(3)))


async def nested(run: Run) -> Any:
    @pipeline()
    async def inner(*, run: Run = FRESH) -> Any:
        return await run.stage(site("deep"), quick, 1)

    return [await run.stage(site("calls"), inner) for _ in range(2)]


async def looping(run: Run) -> Any:
    async def body(run: Run, n: int) -> Any:
        return await run.stage(site("body"), quick, n)

    return await run.foreach(site("rows"), [1, 2, 3], body, parallel=2)


def told(body: Body, raised: list[BaseException], **given: Any) -> Played:
    failures[:] = raised
    return play(body, run_id="r", **given)


def facts(played: Played) -> list[dict[str, Any]]:
    """Give what was told, without the values."""
    left_out = ("input", "output")
    return [
        {name: fact for name, fact in event.to_json().items() if name not in left_out}
        for event in played.events
    ]


LOST, BROKEN = ConnectionError("lost"), ValueError("broken")
BODIES: list[Callable[[Run], Any]] = [
    twice, retrying, of_another_type, large, late, kept, at_once, narrow, nested, looping,
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(
    "raised", [[], [LOST], [LOST, LOST], [BROKEN], [LOST, LOST, LOST]], ids=len
)
def test_the_quick_way_tells_what_the_layers_tell(body: Body, raised: list[BaseException]) -> None:
    quickly = told(body, raised)
    layered = told(body, raised, record_values=True)
    assert facts(quickly) == facts(layered)
    assert quickly.value == layered.value
    assert str(quickly.error) == str(layered.error)
    assert quickly.took == layered.took


def test_a_stopped_run_tells_the_same() -> None:
    def stopped(**given: Any) -> Played:
        token = CancellationToken()

        async def body(run: Run) -> None:
            asyncio.get_running_loop().call_later(0.5, token.cancel, "enough")
            await run.stage(site("slow"), waits, 2.0)

        return told(body, [], cancel=token, **given)

    assert facts(stopped()) == facts(stopped(record_values=True))
    assert stopped().failed.matches("cancellation")


def test_the_quick_way_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*args: object) -> None:
        raise AssertionError("no layers are needed")

    monkeypatch.setattr(Execution, "__init__", none)
    assert told(twice, []).value == [1, 2]


def test_a_class_of_runs_stays_the_caller_s() -> None:
    class Own(Run):
        __slots__ = ()

    seen: list[type[Run]] = []

    async def body(run: Run) -> None:
        seen.append(type(run))

    async def main(run: Run) -> None:
        @pipeline()
        async def whole(*, run: Run = FRESH) -> None:
            await body(run)

        await whole(run=run)

    for run in (Own(observer=lambda event: None), Run(observer=lambda event: None), Run()):
        asyncio.run(main(run))
    assert seen == [Own, WatchedRun, Run]
