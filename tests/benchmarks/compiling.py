"""What the compiler costs: CPU seconds of cold processes, beside lark and black alone.

The tables of the grammar are warm, as they are from the second run on; each build is of a text that
was never built before.
"""

import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks import programs

ROOT = Path(__file__).parents[2]
GRAMMAR = ROOT / "compiler" / "pipesmith" / "syntax" / "grammar.lark"
BARE = Path(__file__).with_name("bare_parse.py")
LIMIT = 2.0  # a figure beyond so many times its goal is a failure


class Bench:
    """A folder of programs, and processes run on them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.salt = 0

    def check(self, length: int) -> float:
        """Give the seconds that a check takes."""
        return cpu([sys.executable, "-m", "pipesmith", "check", self.program(length)])

    def bare(self, length: int) -> float:
        """Give the seconds that lark alone takes."""
        return cpu(self.bare_command(self.program(length)))

    def build(self, length: int) -> float:
        """Give the seconds that a build takes."""
        return cpu(self.build_command(self.program(length)))

    def bare_build(self, length: int) -> float:
        """Give the seconds that lark and black alone take; what black formats is built first."""
        program = self.program(length)
        cpu(self.build_command(program))
        return cpu(
            [*self.bare_command(program), str(self.folder / "out" / f"{Path(program).stem}.py")]
        )

    def import_module(self, length: int) -> float:
        """Give the seconds that a process takes which imports what was built."""
        program = self.program(length)
        cpu(self.build_command(program))
        code = f"import sys; sys.path.insert(0, 'out'); import {Path(program).stem}"
        command = [sys.executable, "-c", code]
        cpu(command, self.folder)  # writes the byte code
        return cpu(command, self.folder)

    def import_asyncio(self, length: int) -> float:
        """Give the seconds that a process takes which imports asyncio and nothing else."""
        return cpu([sys.executable, "-c", "import asyncio"], self.folder)

    def program(self, length: int) -> str:
        """Write a program that was never seen before."""
        self.salt += 1
        file = self.folder / f"program_{self.salt}.pipe"
        file.write_text(programs.realistic(length, self.salt), "utf-8")
        return str(file)

    def build_command(self, program: str) -> list[str]:
        """Give the command that builds a program."""
        out = str(self.folder / "out")
        return [
            sys.executable,
            "-m",
            "pipesmith",
            "build",
            program,
            "--target",
            "python",
            "-o",
            out,
        ]

    def bare_command(self, program: str) -> list[str]:
        """Give the command that parses a program and does nothing else."""
        return [sys.executable, str(BARE), str(GRAMMAR), str(self.folder / "tables"), program]


def cpu(command: Sequence[str], folder: Path = ROOT) -> float:
    """Run a process, and give the CPU seconds that it took."""
    sources = os.pathsep.join(str(ROOT / name) for name in ("compiler", "targets", "runtime"))
    env = {**os.environ, "PYTHONPATH": sources}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=said
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed: {said.read().decode()}")
    return usage.ru_utime + usage.ru_stime


def report(short: bool) -> list[dict[str, Any]]:
    """Measure, and print one line for each goal."""
    with tempfile.TemporaryDirectory() as folder:
        bench, rounds = Bench(Path(folder)), 1 if short else 5
        bench.check(10), bench.bare(10)  # warm the tables
        return small(bench, rounds) + ([] if short else large(bench, rounds))


def small(bench: Bench, rounds: int) -> list[dict[str, Any]]:
    """Measure what a small program takes."""
    return [
        seconds("check of 50 stages", 0.5, bench.check, 50, rounds),
        seconds("build of 50 stages", 1.5, bench.build, 50, rounds),
        beside(
            "import of a module, import asyncio",
            1.3,
            bench.import_module,
            bench.import_asyncio,
            50,
            rounds,
        ),
    ]


def large(bench: Bench, rounds: int) -> list[dict[str, Any]]:
    """Measure what large programs take, and how that grows."""
    return [
        beside("check of 1,000 stages, bare parse", 2.0, bench.check, bench.bare, 1_000, rounds),
        beside("build of 1,000, lark and black", 1.3, bench.build, bench.bare_build, 1_000, 1),
        growth("check from 100 to 5,000 stages", 1.1, bench.check, (100, 5_000), min(rounds, 3)),
    ]


Measure = Callable[[int], float]


def seconds(title: str, goal: float, measure: Measure, length: int, rounds: int) -> dict[str, Any]:
    """Give a row in seconds."""
    return row(title, "s", goal, [measure(length) for _ in range(rounds)])


def beside(
    title: str, goal: float, measure: Measure, other: Measure, length: int, rounds: int
) -> dict[str, Any]:
    """Give a row of ratios, each of two measurements that follow each other."""
    return row(title, "x", goal, [measure(length) / other(length) for _ in range(rounds)])


def growth(
    title: str, goal: float, measure: Measure, lengths: tuple[int, int], rounds: int
) -> dict[str, Any]:
    """Give a row of exponents: 1 means that twice the length takes twice the time."""
    few, many = lengths
    ratios = [measure(many) / measure(few) for _ in range(rounds)]
    return row(title, "", goal, [math.log(ratio) / math.log(many / few) for ratio in ratios])


def row(title: str, unit: str, goal: float, values: list[float]) -> dict[str, Any]:
    """Print one line, and give it as plain data."""
    value = median(values)
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
