"""What importing the runtime loads: the standard library, and of that not much."""

import json
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

RUNTIME = Path(__file__).parents[2] / "runtime"


def alone(code: str) -> str:
    """Run code in an interpreter that sees the standard library and the runtime alone."""
    text = f"import sys; sys.path.insert(0, {str(RUNTIME)!r})\n{code}"
    command = [sys.executable, "-I", "-S", "-B", "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(code: str) -> set[str]:
    """Give the modules that code loads."""
    return set(json.loads(alone(f"{code}\nimport json; print(json.dumps(sorted(sys.modules)))")))


def test_a_pipeline_runs_on_the_standard_library_alone() -> None:
    out = alone(
        "import asyncio, pipesmith_runtime as p\n"
        "@p.operator\n"
        "async def twice(run, n: int) -> int: return n * 2\n"
        "S = p.Site('s', 1, 1, timeout=1.0, retry=p.Retry(1, p.Fixed(1.0)))\n"
        "@p.pipeline(timeout=5.0)\n"
        "async def q(n: int, *, run=p.FRESH) -> int:\n"
        "    async def one(run, x): return await run.stage(S, twice, x)\n"
        "    xs = await run.foreach(S, [n, n], one, parallel=2)\n"
        "    return sum(await run.together(one(run, xs[0]), one(run, xs[1])))\n"
        "print(asyncio.run(q(3)))\n"
        "clock = p.VirtualClock()\n"
        "print(clock.run(q(4, run=p.Run(clock=clock, observer=lambda event: event.to_json()))))\n"
    )
    assert out == "24\n32\n"


def test_importing_the_runtime_loads_little() -> None:
    before = loaded("import asyncio")
    added = {name for name in loaded("import pipesmith_runtime") - before if "." not in name}
    allowed = {"pipesmith_runtime", "bisect", "_bisect", "copy", "dataclasses"}
    assert added - allowed == set()
    parts = loaded("from pipesmith_runtime import int64, finite")
    assert "decimal" not in parts
    for heavy in ("records", "http", "models", "command_line", "events", "virtual_clock"):
        assert f"pipesmith_runtime.{heavy}" not in parts


@pytest.mark.parametrize(
    "module",
    [
        "components",
        "config",
        "models",
        "command_line",
        "http_transport",
        "testing.model_server",
        "confinement",
        "databases",
        "mail",
        "prompts",
    ],
)
def test_every_part_but_records_needs_the_standard_library_alone(module: str) -> None:
    assert alone(f"import pipesmith_runtime.{module}; print('loaded')") == "loaded\n"


@pytest.mark.slow
def test_importing_costs_little_more_than_asyncio() -> None:
    def cost(code: str) -> float:
        timed = "import time; t = time.process_time()\n{}\nprint(time.process_time() - t)"
        return float(alone(timed.format(code)))

    pairs = [(cost("import asyncio"), cost("import pipesmith_runtime")) for _ in range(7)]
    assert statistics.median(ours / base for base, ours in pairs) < 2.0
