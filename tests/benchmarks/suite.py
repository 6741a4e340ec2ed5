"""Measure compiled pipelines beside code written by hand.

Prints a table of ratios with their spread and the goals, which are those of `build -O`; the last
column is the form that people read, without it. Times are of the processor, so that what else the
machine does is not measured. `--json FILE` writes the same. `--short` takes a few seconds;
`--observer` runs the compiled code with an observer that takes all events and does nothing, and
beside it with those that want failures alone, or nothing; `--compile` measures the
compiler instead, `--growth` its passes as a program grows, `--streaming` what a file of events
takes and whether a long run keeps its memory flat, `--all` all of these. Ends with 1 when a ratio
is beyond twice its goal, or growth is not linear.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks import compiling, growing, peers, streaming, watchers, workloads
from tests.benchmarks.building import load_pipeline, watched
from tests.benchmarks.measure import BASELINE, Candidate, Ratio, compare
from tests.benchmarks.workloads import Workload

COMPILED, READABLE = "compiled", "readable"
HEADING = (
    f"{'workload':34}{'by hand':>9}{'build -O':>10}{'ratio':>8}  {'half between':15}{'goal':>6}"
    f"{'':4}{'build':>7}"
)
LIMIT = 2.0  # a ratio beyond so many times its goal is a failure


def main() -> int:
    """Measure what the arguments ask for."""
    options = arguments()
    measured = measurement(options)
    if options.json:
        Path(options.json).write_text(json.dumps(measured, indent=2) + "\n", "utf-8")
    return 0 if all(row["within"] for row in measured) else 1


def measurement(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure the compiler, how it grows, or what it makes."""
    if options.all:
        return [
            *running(options),
            *compiling.report(options.short),
            *growing.report(options.short),
            *streaming.report(options.short),
        ]
    if options.streaming:
        return streaming.report(options.short)
    if options.growth:
        return growing.report(options.short)
    return compiling.report(options.short) if options.compile else running(options)


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--short", action="store_true", help="small sizes, few rounds")
    parser.add_argument("--observer", action="store_true", help="with observers that do nothing")
    parser.add_argument("--compile", action="store_true", help="measure the compiler")
    parser.add_argument(
        "--growth", action="store_true", help="measure how the compiler grows with a program"
    )
    parser.add_argument(
        "--streaming", action="store_true", help="measure events to a file, and memory"
    )
    parser.add_argument("--all", action="store_true", help="measure everything")
    parser.add_argument("--rounds", type=int, default=None)
    parser.add_argument("--only", default="", help="the workloads that begin so, for example W4")
    parser.add_argument("--json", metavar="FILE", help="write the figures")
    return parser.parse_args()


def running(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Measure every workload, and print a row for each as it is done."""
    chosen = workloads.short() if options.short else workloads.every()
    rounds = options.rounds or (7 if options.short else 15)
    print(HEADING)
    rows = []
    for workload in chosen:
        if workload.name.startswith(options.only):
            rows.append(measured_row(workload, rounds, options))
            print_row(rows[-1])
    return rows


def measured_row(workload: Workload, rounds: int, options: argparse.Namespace) -> dict[str, Any]:
    """Measure one workload."""
    with tempfile.TemporaryDirectory() as folder:
        candidates = contestants(workload, Path(folder), options)
        ratios = compare(candidates, workload.stages, rounds, 0.01 if options.short else 0.05)
    return described(workload, ratios, workload.goal * (2.0 if options.observer else 1.0))


def contestants(
    workload: Workload, folder: Path, options: argparse.Namespace
) -> dict[str, Candidate]:
    """Give what to compare, baseline first."""
    observer = watchers.EVERYTHING if options.observer else None
    readable, compiled = (
        load_pipeline(workload.program, folder, observer, optimize) for optimize in (False, True)
    )
    candidates: dict[str, Candidate] = {
        BASELINE: partial(workload.by_hand, **workload.given),
        COMPILED: partial(compiled, **workload.given),
        READABLE: partial(readable, **workload.given),
    }
    if options.observer:
        bare = load_pipeline(workload.program, folder, optimize=True)
        whole = {"no observer": bare}
        whole |= {name: watched(bare, one) for name, one in watchers.OTHERS.items()}
        candidates |= {name: partial(one, **workload.given) for name, one in whole.items()}
    if workload.waves is not None and not options.short:
        candidates["waves"] = workload.waves
    if not options.short:
        candidates |= peers.installed(workload)
    return candidates


def described(workload: Workload, ratios: Mapping[str, Ratio], goal: float) -> dict[str, Any]:
    """Give one row as plain data."""
    compiled = ratios[COMPILED]
    return {
        "workload": workload.name,
        "title": workload.title,
        "stages": workload.stages,
        "microseconds": {name: round(ratio.microseconds, 3) for name, ratio in ratios.items()},
        "ratio": round(compiled.median, 3),
        "spread": [round(one, 3) for one in compiled.spread],
        "readable": round(ratios[READABLE].median, 3),
        "goal": goal,
        "within": compiled.median <= LIMIT * goal,
        "others": {
            name: round(ratio.median, 1)
            for name, ratio in ratios.items()
            if name not in (BASELINE, COMPILED, READABLE)
        },
    }


def print_row(row: Mapping[str, Any]) -> None:
    """Print one row of the table."""
    low, high = row["spread"]
    times = row["microseconds"]
    others = "  ".join(f"{name} {ratio}x" for name, ratio in row["others"].items())
    verdict = "" if row["ratio"] <= row["goal"] else " !" if row["within"] else " !!"
    print(
        f"{row['workload']} {row['title']:31}{times[BASELINE]:7.2f}us{times[COMPILED]:8.2f}us"
        f"{row['ratio']:7.2f}x  {f'{low:.2f} .. {high:.2f}':15}{row['goal']:5.1f}x{verdict:3}"
        f"{row['readable']:7.2f}x",
        others,
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
