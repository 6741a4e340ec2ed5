"""What it costs to import a generated module with its runtime, beside `import asyncio` alone.

The program declares no records, so that pydantic has no part in it.
"""

from tests.benchmarks.cold import Bench

ASYNCIO = ("-c", "import asyncio")
LENGTH = 50


def ratios(bench: Bench, rounds: int) -> list[float]:
    """Give ratios of the CPU seconds of whole processes that follow each other."""
    cache, program = bench.cache(), bench.program(LENGTH)
    bench.run(cache, *bench.building(program))
    module = bench.built(program)
    ours = ("-c", f"import sys; sys.path.insert(0, {str(module.parent)!r}); import {module.stem}")
    bench.run(cache, *ours)  # writes the byte code
    return [bench.run(cache, *ours) / bench.run(cache, *ASYNCIO) for _ in range(rounds)]
