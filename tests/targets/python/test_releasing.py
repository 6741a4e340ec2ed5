"""A run holds large values only while something is still to read them."""

import asyncio
import tracemalloc
from pathlib import Path

import pytest
from tests.program import imported

from pipesmith.target import Options

HOST = """
async def load(size):
    return [size] * 500_000
"""
STAGES = 8
SIZE = 4e6
"""Bytes of one list."""

CHAIN = 'operator load(size: int) -> list[int] {\n  python "HOST:load"\n}\n\n' + (
    "pipeline p() -> int {\n  stage s0 = load(size: 0)\n"
    + "".join(f"  stage s{i} = load(size: length(s{i - 1}))\n" for i in range(1, STAGES))
    + f"  return length(s{STAGES - 1}){{READ}}\n}}\n"
)


def peak(tmp_path: Path, read: str, options: Options | None = None) -> float:
    """Run a chain of lists, and give how many of them were held at once."""
    with imported(CHAIN.replace("{READ}", read), tmp_path, HOST, options) as (module, _):
        asyncio.run(module.p())  # what is imported on the way does not count
        tracemalloc.start()
        try:
            asyncio.run(module.p())
            return tracemalloc.get_traced_memory()[1] / SIZE
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("optimize", [False, True])
def test_what_was_read_is_let_go(tmp_path: Path, optimize: bool) -> None:
    assert peak(tmp_path, "", Options(optimize=optimize)) < 4.5


def test_what_is_still_to_be_read_is_held(tmp_path: Path) -> None:
    assert peak(tmp_path, "".join(f" + length(s{i})" for i in range(STAGES - 1))) > STAGES


VARIABLE = """
operator load(size: int) -> list[int] {
  python "HOST:load"
}

pipeline p() -> int {
  var seen: json = null
  stage first = foreach i in [1, 2] {
    stage items = load(size: i)
    if i > 5 { set seen = items }
    yield length(items)
  }
  stage last = load(size: sum(first))
  return length(last)
}
"""


def test_a_variable_that_nothing_reads_may_still_be_set(tmp_path: Path) -> None:
    with imported(VARIABLE, tmp_path, HOST) as (module, _):
        assert asyncio.run(module.p()) == 500_000
