"""What a generated pipeline tells of itself."""

from pathlib import Path
from typing import Any

from tests.program import imported

PROGRAM = """
operator work(name: string) -> string { python "HOST:work" }
pipeline inner() -> string {
  stage only_pipeline = work(name: "x")
  return only_pipeline
}
pipeline p(n: int, names: list[string]) -> list[string] {
  stage a = work(name: "a")
  let b = a + "b"
  stage c = inner() after a
  stage all = foreach name in names parallel 2 {
    stage one = try {
      stage d = work(name)
      yield d
    } catch * as e {
      do work(name: e.message)
      yield b
    } finally { do work(name: "end") }
    yield one
  }
  if n > 1 { return all }
  do work(name: c)
  return all
} on error as e { do work(name: e.message) }
"""


def described(text: str, folder: Path) -> dict[str, Any]:
    with imported(text, folder) as (module, _):
        found: dict[str, Any] = module.p.__pipesmith__
        return found


def test_stages_have_addresses_and_edges(tmp_path: Path) -> None:
    graph = described(PROGRAM, tmp_path)["graph"]
    does = {each["address"]: each["does"] for each in graph["stages"]}
    assert does == {
        "a": "work",
        "c": "inner",
        "all": "foreach",
        "all[*]/one": "try",
        "all[*]/one/d": "work",
        "all[*]/one/catch/work": "work",
        "all[*]/one/finally/work": "work",
        "if": "if",
        "work": "work",
        "on_error/work": "work",
    }
    edges = [["a", "c"], ["a", "all"], ["c", "if"], ["all", "if"], ["if", "work"]]
    assert sorted(graph["edges"]) == sorted(edges)
    assert graph["stages"][0] == {"address": "a", "does": "work", "line": 8, "column": 3}


def test_each_pipeline_has_a_graph_of_its_own(tmp_path: Path) -> None:
    with imported(PROGRAM, tmp_path) as (module, _):
        stages = module.inner.__pipesmith__["graph"]["stages"]
    assert [each["address"] for each in stages] == ["only_pipeline"]


def test_the_lines_of_the_module_lead_to_the_source(tmp_path: Path) -> None:
    found = described(PROGRAM, tmp_path)
    assert found["source"].endswith(".pipe")
    assert found["source_map"][0].keys() >= {"first", "last", "line", "column"}


def test_the_content_has_a_hash(tmp_path: Path) -> None:
    assert len(described(PROGRAM, tmp_path)["hash"]) == 32


def test_a_stage_may_be_called_as_the_constants_are(tmp_path: Path) -> None:
    text = """
    operator work(name: string) -> string { python "HOST:work" }
    pipeline p() -> string {
      stage graphs = work(name: "a")
      stage source = work(name: graphs)
      return source
    }
    """
    assert len(described(text, tmp_path)["graph"]["stages"]) == 2
