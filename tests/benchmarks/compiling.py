"""What the compiler costs: CPU seconds of cold processes, beside lark and black alone.

Each build is of a text that nothing was kept of, save the rebuild, which finds what the build
before the edit kept.
"""

import math
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import importing
from tests.benchmarks.cold import Bench

LIMIT = 2.0  # a figure beyond so many times its goal is a failure
LENGTHS = (100, 1_000, 5_000)
Row = dict[str, Any]
Measure = Callable[[Bench, int], float]


# ------------------------------------------------------------------ what is measured


def check(bench: Bench, length: int) -> float:
    """Give the seconds that a check takes."""
    return bench.run(bench.cache(), *bench.checking(bench.program(length)))


def build(bench: Bench, length: int) -> float:
    """Give the seconds that a build takes."""
    return bench.run(bench.cache(), *bench.building(bench.program(length)))


def rebuild(bench: Bench, length: int) -> float:
    """Give the seconds that a build takes after an edit of one stage, which grows by a line."""
    cache, program = bench.cache(), bench.program(length)
    bench.run(cache, *bench.building(program))
    program.write_text(bench.program(length, edited=length // 2).read_text("utf-8"), "utf-8")
    return bench.run(cache, *bench.building(program))


def check_beside_bare(bench: Bench, length: int) -> float:
    """Give how many times a check takes what lark takes for the same text."""
    program = bench.program(length)
    ours = bench.run(bench.cache(), *bench.checking(program))
    return ours / bench.run(bench.cache(), *bench.parsing(program))


def build_beside_bare(bench: Bench, length: int) -> float:
    """Give how many times a build takes what lark and black take for the same texts."""
    program = bench.program(length)
    ours = bench.run(bench.cache(), *bench.building(program))
    theirs = bench.run(bench.cache(), *bench.parsing(program), str(bench.built(program)))
    return ours / theirs


# ------------------------------------------------------------------ what is told


def report(short: bool) -> list[Row]:
    """Measure, and print one line for each goal."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        return costs(bench, 1 if short else 5) + ([] if short else slopes(bench))


def costs(bench: Bench, rounds: int) -> list[Row]:
    """Measure what programs take that a user may have."""
    return [
        figures(bench, "check of 50 stages", "s", 0.5, check, 50, rounds),
        figures(bench, "build of 50 stages", "s", 1.5, build, 50, rounds),
        figures(bench, "check of 1,000, bare parse", "x", 2.0, check_beside_bare, 1_000, rounds),
        figures(
            bench, "build of 1,000, lark and black", "x", 1.3, build_beside_bare, 1_000, rounds
        ),
        figures(bench, "rebuild of 1,000 after an edit", "s", 2.5, rebuild, 1_000, rounds),
        row("import of a module, import asyncio", "x", 1.3, importing.ratios(bench, 4 * rounds)),
    ]


def slopes(bench: Bench) -> list[Row]:
    """Measure how what the compiler takes grows with a program."""
    return [growth(bench, "check", check, 2), growth(bench, "build", build, 1)]


def figures(
    bench: Bench, title: str, unit: str, goal: float, measure: Measure, length: int, rounds: int
) -> Row:
    """Give a row of one measurement."""
    return row(title, unit, goal, [measure(bench, length) for _ in range(rounds)])


def growth(bench: Bench, title: str, measure: Measure, rounds: int) -> Row:
    """Give a row of exponents between lengths: 1 means that twice the length takes twice the time.

    The steepest counts, so that what a process takes anyway hides nothing.
    """
    taken = [min(measure(bench, length) for _ in range(rounds)) for length in LENGTHS]
    found = [
        math.log(after / before) / math.log(many / few)
        for (few, before), (many, after) in pairwise(zip(LENGTHS, taken, strict=True))
    ]
    title = f"{title}, growth of {LENGTHS[0]:,} to {LENGTHS[-1]:,}"
    return row(title, "", 1.1, found, max) | {"seconds": dict(zip(LENGTHS, taken, strict=True))}


def row(
    title: str,
    unit: str,
    goal: float,
    values: list[float],
    chosen: Callable[[list[float]], float] = median,
) -> Row:
    """Print one line, and give it as plain data."""
    value = chosen(values)
    within = value <= LIMIT * goal
    verdict = "" if value <= goal else " !" if within else " !!"
    spread = f"{min(values):.2f} .. {max(values):.2f}"
    print(f"{title:38}{value:7.2f}{unit:2}{spread:18}goal {goal}{unit}{verdict}", flush=True)
    return {
        "title": title,
        "unit": unit,
        "goal": goal,
        "value": value,
        "values": values,
        "within": within,
    }
