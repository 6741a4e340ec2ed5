"""How the compiler grows with a program: CPU time of each pass, and memory, for each stage of it.

Each length is compiled in processes of its own, whose caches are empty. From `LEAST` stages up, no
pass should take more than `FACTOR` times as long for a stage of a longer program.
"""

import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from time import process_time
from typing import Any, TypeVar

from tests.benchmarks import programs
from tests.benchmarks.cold import ROOT

from pipesmith.analysis.check import check
from pipesmith.analysis.load import load
from pipesmith.analysis.order import put_in_order
from pipesmith.analysis.resolve import resolve
from pipesmith.ir.lower import lower
from pipesmith.ir.share import share
from pipesmith.ir.verify import verify
from pipesmith.source import Source
from pipesmith.target import Options, Target
from pipesmith_targets import find

T = TypeVar("T")

LENGTHS = (10, 100, 1_000, 5_000)
SHORT = (10, 100, 300)
LEAST = 100
FACTOR = 2.0
PASSES = ("parse", "resolve", "check", "order", "lower", "share", "verify", "emit")
KILOBYTES = 1 / 1024 if sys.platform == "darwin" else 1  # what `ru_maxrss` counts in
Seconds = dict[str, float]


# ------------------------------------------------------------------ one length, in its process


@dataclass(slots=True)
class Clock:
    """CPU seconds by pass."""

    seconds: Seconds = field(default_factory=dict)

    def timed(self, name: str, work: Callable[[], T]) -> T:
        """Do some work, and keep how long it took."""
        gc.collect()
        start = process_time()
        value = work()
        self.seconds[name] = process_time() - start
        return value


def passes(length: int) -> Seconds:
    """Compile one program pass by pass; give the seconds of each."""
    clock = Clock()
    source = Source("growing.pipe", programs.realistic(length))
    modules = clock.timed("parse", lambda: load(source, lambda path: None))
    names = clock.timed("resolve", lambda: resolve(modules))
    types = clock.timed("check", lambda: check(modules, names))
    order = clock.timed("order", lambda: put_in_order(modules, names))
    found = clock.timed("lower", lambda: lower(modules, names, types, order))
    shared = clock.timed("share", lambda: share(found))
    clock.timed("verify", lambda: verify(shared))
    clock.timed("emit", lambda: python().emit(shared, Options()))
    return clock.seconds


def python() -> Target:
    """Give the target that is measured."""
    target = find("python")
    assert target is not None
    return target


def measure(length: int) -> None:
    """Print what one length takes: seconds by pass, and the most kB that the process held."""
    passes(1)  # reads the tables, and imports what is imported late
    seconds = passes(length)
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KILOBYTES
    print(json.dumps({"seconds": seconds, "kB": held}))


# ------------------------------------------------------------------ all lengths


def report(short: bool) -> list[dict[str, Any]]:
    """Measure programs of growing length, and print a row for each pass."""
    lengths = SHORT if short else LENGTHS
    found = {length: best(length, 3 if length <= LEAST else 1) for length in lengths}
    print(f"{'microseconds a stage':22}" + "".join(f"{length:>9,}" for length in lengths))
    rows = [time_row(name, found) for name in (*PASSES, "all")]
    return [*rows, memory_row({length: each["kB"] for length, each in found.items()})]


def best(length: int, rounds: int) -> dict[str, Any]:
    """Give the least seconds of several processes for each pass and for all, and the least kB."""
    found = [in_process(length) for _ in range(rounds)]
    least = {name: min(each["seconds"][name] for each in found) for name in PASSES}
    return {"seconds": {**least, "all": sum(least.values())}, "kB": min(e["kB"] for e in found)}


def in_process(length: int) -> dict[str, Any]:
    """Measure one length in a new process with empty caches."""
    sources = [str(ROOT), *(str(ROOT / name) for name in ("compiler", "targets", "runtime"))]
    command = [sys.executable, "-m", "tests.benchmarks.growing", str(length)]
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(sources), "XDG_CACHE_HOME": folder}
        said = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE)
    figures: dict[str, Any] = json.loads(said.stdout)
    return figures


def time_row(name: str, found: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """Print microseconds a stage at each length, and how far they lie apart."""
    each = {length: one["seconds"][name] / length * 1e6 for length, one in found.items()}
    apart = spread(value for length, value in each.items() if length >= LEAST)
    verdict = "" if apart <= FACTOR else " !"
    cells = "".join(f"{value:9.1f}" for value in each.values())
    print(f"{name:22}{cells}   {apart:4.1f}x{verdict}", flush=True)
    return {"title": name, "microseconds": each, "apart": apart, "within": apart <= FACTOR}


def spread(values: Iterable[float]) -> float:
    """Give how many times the largest is the smallest."""
    found = sorted(values)
    return found[-1] / found[0]


def memory_row(held: dict[int, float]) -> dict[str, Any]:
    """Print the memory of each process."""
    print(f"{'MB of the process':22}" + "".join(f"{each / 1000:9.0f}" for each in held.values()))
    return {"title": "memory", "kB": held, "within": True}


if __name__ == "__main__":
    measure(int(sys.argv[1]))
