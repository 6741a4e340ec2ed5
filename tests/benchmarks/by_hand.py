"""The six workloads as a good engineer writes them in plain asyncio: the measure of the goals.

A chain is written out stage by stage, as it would be if the stages differed.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from typing import Any

from tests.benchmarks.trivial import add, step

Twin = Callable[..., Awaitable[int]]


def chain(length: int, call: str = "step") -> Twin:
    """Await one after the other (W1, and W6 with `guarded`)."""
    lines = [f"s{i} = await {call}({before(i)})" for i in range(length)]
    return written([*lines, f"return s{length - 1}"])


async def guarded(value: int) -> int:
    """Bound and retry one step."""
    for attempt in range(3):
        try:
            async with asyncio.timeout(5.0):
                return await step(value)
        except (TimeoutError, ConnectionError):
            if attempt == 2:
                raise
            await asyncio.sleep(0.01)
    raise AssertionError("the last attempt returns or raises")


def fan_out(width: int) -> Twin:
    """Start all, then add up (W2)."""

    async def workload(seed: int) -> int:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(step(seed)) for _ in range(width)]
        return sum(task.result() for task in tasks)

    return workload


def lattice(width: int, depth: int) -> Twin:
    """Go layer by layer (W3)."""

    async def layer(calls: Iterable[Coroutine[Any, Any, int]]) -> list[int]:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
        return [task.result() for task in tasks]

    async def workload(seed: int) -> int:
        row = await layer(step(seed) for _ in range(width))
        for _ in range(1, depth):
            row = await layer(add(row[i], row[(i + 1) % width]) for i in range(width))
        return sum(row)

    return workload


def loop(parallel: int) -> Twin:
    """Let a few workers share one iterator (W4)."""

    async def worker(items: Iterator[tuple[int, int]], results: list[int]) -> None:
        for index, item in items:
            first = await step(item)
            results[index] = await step(first)

    async def workload(items: list[int]) -> int:
        shared, results = iter(enumerate(items)), [0] * len(items)
        async with asyncio.TaskGroup() as group:
            for _ in range(parallel):
                group.create_task(worker(shared, results))
        return sum(results)

    return workload


def router(length: int, every: int) -> Twin:
    """Await one after the other, choosing now and then (W5)."""
    lines: list[str] = []
    for i in range(length):
        value = before(i)
        if i % every == every - 1:
            lines += [f"if {value} % 2 == 0:", f"    s{i} = await step({value})"]
            lines += ["else:", f"    s{i} = await step({value})"]
        else:
            lines.append(f"s{i} = await step({value})")
    return written([*lines, f"return s{length - 1}"])


def before(index: int) -> str:
    """Name the value that a stage of a chain reads."""
    return f"s{index - 1}" if index else "seed"


def written(lines: list[str]) -> Twin:
    """Make a coroutine function of its lines."""
    text = "async def workload(seed):\n" + "".join(f"    {line}\n" for line in lines)
    space: dict[str, Any] = {"step": step, "guarded": guarded}
    exec(compile(text, "<by hand>", "exec"), space)
    twin: Twin = space["workload"]
    return twin
