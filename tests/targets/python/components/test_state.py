"""`state.get` and `state.set`: in one run, and in all runs of one store."""

from pathlib import Path

from tests.program import imported
from tests.targets.python.components.whole import ran, run

from pipesmith_runtime import MemoryStore

COUNT = """
record Count { n: int at: decimal }
pipeline p(step: int = 1) -> int {
  stage before = state.get(key: "count", default: Count(n: 0, at: 1.50d))
  let count = before as Count
  stage kept = state.set(key: "count", value: count with_n step)
  stage now = state.get(key: "count") after kept
  return (now as Count).n
}
""".replace("count with_n step", "Count(n: count.n + step, at: count.at)")


def test_a_value_is_kept_for_the_run(tmp_path: Path) -> None:
    with imported(COUNT, tmp_path) as (module, _):
        assert [run(module.p, tmp_path, None).value for _ in range(2)] == [1, 1]


def test_a_store_keeps_it_for_the_next_run(tmp_path: Path) -> None:
    store = MemoryStore()
    with imported(COUNT, tmp_path) as (module, _):
        assert run(module.p, tmp_path, {"step": 2}, store=store).value == 2
        assert run(module.p, tmp_path, {"step": 5}, store=store).value == 7
    assert store.saved["@state"] == {"count": {"n": 7, "at": "1.50"}}


def test_what_was_never_set_is_the_default(tmp_path: Path) -> None:
    text = """
    pipeline p() -> json {
      stage nothing = state.get(key: "a")
      stage something = state.get(key: "a", default: [1])
      return { nothing: nothing, something: something }
    }
    """
    assert ran(text, tmp_path).value == {"nothing": None, "something": [1]}
