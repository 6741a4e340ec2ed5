"""Interleaved timing: every candidate in each round, so that what disturbs one disturbs all."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles
from time import process_time

Candidate = Callable[[], Awaitable[object]]

BASELINE = "by hand"


@dataclass(frozen=True, slots=True)
class Ratio:
    """One candidate beside the baseline: microseconds a stage, and the ratios of all rounds."""

    microseconds: float
    ratios: tuple[float, ...]

    @property
    def median(self) -> float:
        """Give the middle ratio."""
        return median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """Give the ratios between which half of the rounds lie."""
        if len(self.ratios) < 2:
            return self.ratios[0], self.ratios[0]
        low, _, high = quantiles(self.ratios, n=4)
        return low, high


def compare(
    candidates: Mapping[str, Candidate], stages: int, rounds: int, seconds: float
) -> dict[str, Ratio]:
    """Time all candidates in every round; each runs as often as fills about `seconds`."""
    with asyncio.Runner() as runner:
        for candidate in candidates.values():
            timed(runner, candidate, 2)  # finds hosts and types: once in a process
        times = {name: timed(runner, one, 5) for name, one in candidates.items()}
        counts = {name: max(1, round(seconds / time)) for name, time in times.items()}
        table = [
            {name: timed(runner, one, counts[name]) for name, one in candidates.items()}
            for _ in range(rounds)
        ]
    return {name: ratio(name, table, stages) for name in candidates}


def timed(runner: asyncio.Runner, candidate: Candidate, count: int) -> float:
    """Give the seconds that one call takes, of `count` calls."""

    async def calls() -> float:
        start = process_time()
        for _ in range(count):
            await candidate()
        return (process_time() - start) / count

    gc.collect()
    gc.freeze()  # what the compiler left in memory is not looked through again
    return runner.run(calls())


def ratio(name: str, table: list[dict[str, float]], stages: int) -> Ratio:
    """Put one candidate beside the baseline of the same round."""
    ratios = tuple(row[name] / row[BASELINE] for row in table)
    return Ratio(median(row[name] for row in table) / stages * 1e6, ratios)
