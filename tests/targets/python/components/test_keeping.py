"""`cache` and `idempotent` of whole programs, on a virtual clock."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.program import imported

from pipesmith_runtime import MemoryStore, Run, VirtualClock

pytestmark = pytest.mark.usefixtures("form")

HOST = """
import asyncio
calls = []
fails = 0
async def load(id, seconds=0):
    global fails
    calls.append(id)
    number = len(calls)
    await asyncio.sleep(seconds)
    if fails:
        fails -= 1
        raise ValueError("down")
    return number
async def keep(token, id):
    calls.append(id)
    return len(calls)
"""
OPERATORS = """
operator load(id: json, seconds: int = 0) -> int { python "HOST:load" }
operator keep(token: string, id: int) -> int { python "HOST:keep" }
"""


class Played:
    """A program that runs several times on one clock and one store."""

    def __init__(self, module: Any, host: Any, store: MemoryStore | None) -> None:
        self.module = module
        self.host = host
        self.store = store
        self.clock = VirtualClock()

    def run(self, **given: Any) -> Any:
        how = Run(clock=self.clock, store=self.store, secrets={"TOKEN": "canary-token"})
        return self.clock.run(self.module.p(**self.module.p.read(given), run=how))


def played(
    text: str, folder: Path, runs: list[dict[str, Any]], **how: Any
) -> tuple[list[Any], list[Any], float]:
    """Run a program; give the results, the calls of the host, and the seconds."""
    with imported(OPERATORS + text, folder, HOST) as (module, host):
        vars(host)["fails"] = how.get("fails", 0)
        program = Played(module, host, how.get("store"))
        return [program.run(**given) for given in runs], host.calls, program.clock.elapsed


def block(stages: str, result: str = "list[int]") -> str:
    return f"pipeline p() -> {result} {{\n{stages}\n}}"


def test_a_result_is_kept_until_it_is_old(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: 1) cache 10s
      stage b = load(id: 1) cache 10s after a
      do load(id: 9) after b
      stage first = if true { wait 9999ms  yield b } else { yield 0 }
      stage c = load(id: 1) cache 10s after first
      stage last = if true { wait 1ms  yield c } else { yield 0 }
      stage d = load(id: 1) cache 10s after last, first
      return [a, b, c, d]
    """)
    (values,), calls, _ = played(text, tmp_path, [{}])
    assert values == [1, 1, 1, 3]
    assert calls == [1, 9, 1]


def test_the_arguments_are_the_key_in_any_order(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: { x: 1, y: [1.50d] }) cache 1h
      stage b = load(id: { y: ["1.50"], x: 1 }) cache 1h after a
      stage c = load(id: { x: 1, y: ["1.5"] }) cache 1h after b
      stage d = load(id: "1") cache 1h after c
      stage e = load(id: 1) cache 1h after d
      return [a, b, c, d, e]
    """)
    assert played(text, tmp_path, [{}])[0] == [[1, 1, 2, 3, 4]]


def test_a_key_of_any_type_takes_their_place(tmp_path: Path) -> None:
    text = """
    record Place { city: string zip: int }
    """ + block("""
      stage a = load(id: 1) cache 1h key Place(city: "x", zip: 1)
      stage b = load(id: 2) cache 1h key Place(city: "x", zip: 1) after a
      stage c = load(id: 3) cache 1h key Place(city: "x", zip: 2) after b
      stage d = load(id: 4) cache 1h key 1 after c
      stage e = load(id: 5) cache 1h key "1" after d
      return [a, b, c, d, e]
    """)
    assert played(text, tmp_path, [{}])[0] == [[1, 1, 2, 3, 4]]


def test_failures_are_not_kept(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: 1) cache 1h fallback -1
      stage b = load(id: 1) cache 1h after a
      stage c = load(id: 1) cache 1h after b
      return [a, b, c]
    """)
    assert played(text, tmp_path, [{}], fails=1)[0] == [[-1, 2, 2]]


def test_a_store_keeps_results_for_later_runs(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: 1) cache 1h
      stage b = load(id: 2) idempotent by "k"
      return [a, b]
    """)
    store = MemoryStore()
    assert played(text, tmp_path, [{}, {}], store=store)[0] == [[1, 2], [1, 2]]
    assert played(text, tmp_path, [{}, {}])[0] == [[1, 2], [3, 4]]


def test_each_component_has_its_own_keys(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: 1) idempotent by "k"
      stage b = keep(token: "t", id: 1) idempotent by "k" after a
      stage c = load(id: 2) idempotent by "k" after b
      return [a, b, c]
    """)
    assert played(text, tmp_path, [{}])[0] == [[1, 2, 1]]


def test_each_block_has_its_own_keys(tmp_path: Path) -> None:
    text = block("""
      stage a = if true { stage x = load(id: 1) yield x } else { yield 0 } cache 1h key 1
      stage b = if true { stage x = load(id: 2) yield x } else { yield 0 } cache 1h key 1 after a
      stage c = foreach n in [1, 2, 3] {
        stage d = if true { stage x = load(id: 3) yield x } else { yield 0 } cache 1h key n % 2
        yield d
      } after b
      return concat([a, b], c)
    """)
    assert played(text, tmp_path, [{}])[0] == [[1, 2, 3, 4, 3]]


def test_work_under_way_is_waited_for(tmp_path: Path) -> None:
    text = block("""
      stage all = foreach n in [3, 1, 2] parallel 3 {
        stage x = load(id: n, seconds: n) idempotent by "k"
        yield x
      }
      return all
    """)
    assert played(text, tmp_path, [{}]) == ([[1, 1, 1]], [3], 3.0)


def test_after_a_failure_the_next_that_waits_tries(tmp_path: Path) -> None:
    text = block("""
      stage all = foreach n in [1, 2] parallel 2 {
        stage x = load(id: n, seconds: 1) idempotent by "k" fallback -1
        yield x
      }
      return all
    """)
    assert played(text, tmp_path, [{}], fails=1) == ([[-1, 2]], [1, 2], 2.0)


def test_runs_of_one_store_wait_for_each_other(tmp_path: Path) -> None:
    text = block("""
      stage x = load(id: 1, seconds: 5) idempotent by "k"
      return [x]
    """)
    with imported(OPERATORS + text, tmp_path, HOST) as (module, host):
        clock, store = VirtualClock(), MemoryStore()

        async def both(*stores: MemoryStore) -> list[list[int]]:
            started = (module.p(run=Run(clock=clock, store=store)) for store in stores)
            return list(await asyncio.gather(*started))

        assert clock.run(both(store, store)) == [[1], [1]]
        assert clock.run(both(MemoryStore(), MemoryStore())) == [[2], [3]]
    assert host.calls == [1, 1, 1]


def test_a_cache_around_idempotent_work(tmp_path: Path) -> None:
    text = block("""
      stage a = load(id: 1) cache 1s idempotent by "k"
      stage late = if true { wait 2s  yield a } else { yield 0 }
      stage b = load(id: 2) cache 1s idempotent by "k" after late
      return [a, b]
    """)
    assert played(text, tmp_path, [{}])[0] == [[1, 1]]


def test_the_age_may_be_computed(tmp_path: Path) -> None:
    text = """
    pipeline p(age: duration) -> list[int] {
      stage a = load(id: 1) cache age
      stage late = if true { wait 5s  yield a } else { yield 0 }
      stage b = load(id: 1) cache age after late
      return [a, b]
    }
    """
    runs = [{"age": "PT5S"}, {"age": "PT6S"}, {"age": "PT0S"}]
    assert played(text, tmp_path, runs)[0] == [[1, 2], [3, 3], [4, 5]]


@pytest.mark.parametrize("clause", ["cache 1h", 'idempotent by "k"'])
def test_a_secret_among_the_arguments_is_not_in_the_store(clause: str, tmp_path: Path) -> None:
    text = block(f"""
      stage a = keep(token: secret.TOKEN, id: 1) {clause}
      stage b = keep(token: secret.TOKEN, id: 1) {clause} after a
      return [a, b]
    """)
    store = MemoryStore()
    assert played(text, tmp_path, [{}], store=store)[0] == [[1, 1]]
    assert "canary-token" not in json.dumps(store.saved, default=str)
