"""How fast events reach a file, and whether a long run keeps its memory flat."""

import asyncio
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from tests.benchmarks.building import build

from pipesmith_runtime import Pipeline, Run
from pipesmith_runtime.event_file import event_file
from pipesmith_runtime.events import Event, Observer

PROGRAM = """
operator step(n: int) -> int { python "tests.benchmarks.streaming:step" }

pipeline sequential(count: int) -> int {
  foreach n in range(count) {
    stage done = step(n: n)
  }
  return count
}

pipeline concurrent(count: int) -> int {
  foreach n in range(count) parallel 10 {
    stage done = step(n: n)
  }
  return count
}
"""
SHAPES = "sequential", "concurrent"
RATE = 20_000
"""Events a second that a file must take, of CPU time."""
FLAT = 64 * 1024
"""Bytes that nine tenths of the iterations may add."""

_turn: Callable[[], object] = int  # does nothing


async def step(n: int) -> int:
    """Do nothing but be counted."""
    _turn()
    return n


def report(short: bool) -> list[dict[str, Any]]:
    """Measure both, and print a row for each."""
    iterations = 20_000 if short else 100_000
    with tempfile.TemporaryDirectory() as folder:
        module = import_module(build(PROGRAM, Path(folder)))
        rows = []
        for shape in SHAPES:
            pipeline, file = getattr(module, shape), str(Path(folder) / "events")
            rows.append(streaming_row(shape, pipeline, iterations // 5, file))
            rows += [
                memory_row(f"{shape}, {told}", pipeline, count, observed)
                for told, count, observed in (
                    ("unobserved", iterations, None),
                    ("events to a file", iterations // 5, file),
                )
            ]
    return rows


def streaming_row(
    shape: str, pipeline: Pipeline[..., Any], count: int, file: str
) -> dict[str, Any]:
    """Say how many events a second reach a file, and what writing adds to observing."""
    seen: list[int] = []

    def counted(event: Event) -> None:
        seen.append(event.sequence)

    bare = _seconds(pipeline, count, counted)
    written = median(_written(pipeline, count, file) for _ in range(3))
    rate = len(seen) / written
    title = f"{shape}: {rate:,.0f} events/s to a file, {written / bare:.1f}x observing alone"
    return _told({"title": title, "rate": rate, "goal": RATE, "within": rate >= RATE})


def _written(pipeline: Pipeline[..., Any], count: int, file: str) -> float:
    with event_file(file) as observer:
        return _seconds(pipeline, count, observer)


def _seconds(pipeline: Pipeline[..., Any], count: int, observer: Observer) -> float:
    start = process_time()
    asyncio.run(pipeline(count, run=Run(observer=observer)))
    return process_time() - start


def memory_row(
    title: str, pipeline: Pipeline[..., Any], count: int, file: str | None
) -> dict[str, Any]:
    """Say what a run holds more at its end than after a tenth of its iterations."""
    held: list[int] = []
    with ExitStack() as stack:
        observer = stack.enter_context(event_file(file)) if file is not None else None
        stack.enter_context(_measured(held, {count // 10, count}))
        asyncio.run(pipeline(count, run=Run(observer=observer)))
    first, last = held
    grown = last - first
    told = f"{title}: {count:,} iterations hold {grown / 1024:+.1f} KiB more"
    return _told({"title": told, "grown": grown, "goal": FLAT, "within": grown <= FLAT})


@contextmanager
def _measured(held: list[int], marks: set[int]) -> Iterator[None]:
    """Note what is allocated when so many iterations are done."""
    global _turn
    turns = iter(range(1, max(marks) + 1))

    def turn() -> None:
        if next(turns) in marks:
            held.append(tracemalloc.get_traced_memory()[0])

    before, _turn = _turn, turn
    tracemalloc.start()
    try:
        yield
    finally:
        tracemalloc.stop()
        _turn = before


def _told(row: dict[str, Any]) -> dict[str, Any]:
    print(row["title"] + ("" if row["within"] else " !!"), flush=True)
    return row
