"""`pipesmith import graph` and `pipesmith import budflow`."""

import json
from pathlib import Path

import pytest

from pipesmith.cli import main

GRAPH = {
    "name": "Small",
    "nodes": [
        {"node_id": "load", "node_type": "http_request", "config": {"url": "https://x.test"}}
    ],
    "edges": [],
}
FLOW = {
    "id": "w",
    "name": "Small",
    "nodes": [{"uuid": "a", "name": "Nap", "type": "wait", "parameters": {"amount": 1}}],
    "connections": [],
}
WRONG = {**GRAPH, "edges": [{"from": "load", "to": "nowhere"}]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, whole in (("graph", GRAPH), ("flow", FLOW), ("wrong", WRONG)):
        Path(f"{name}.json").write_text(json.dumps(whole), "utf-8")


@pytest.mark.parametrize(("kind", "file"), [("graph", "graph.json"), ("budflow", "flow.json")])
def test_a_program_goes_to_standard_output(
    kind: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", kind, file]) == 0
    shown = capsys.readouterr()
    assert "pipeline small(" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize(("kind", "file"), [("graph", "graph"), ("budflow", "flow")])
def test_a_program_goes_into_a_folder_and_checks(
    kind: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", kind, f"{file}.json", "-o", "out"]) == 0
    assert main(["check", f"out/{file}.pipe"]) == 0


def test_what_is_broken_is_told_and_nothing_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "graph", "wrong.json", "-o", "out"]) == 3
    shown = capsys.readouterr()
    assert "error[import/missing-stage]" in shown.err
    assert "`$.edges[0]`" in shown.err
    assert not [*Path("out").glob("*")]


def test_a_file_that_is_not_there_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "graph", "no.json"]) == 2
    assert "no.json" in capsys.readouterr().err
