"""`pipesmith new`, and that what it writes checks, is formatted, runs and builds."""

import json
from pathlib import Path

import pytest

from pipesmith.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_new_project_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["new", "risk-report"]) == 0
    monkeypatch.chdir("risk-report")
    names = sorted(path.name for path in Path().iterdir())
    assert names == ["README.md", "input.json", "pipesmith.toml", "risk_report.pipe"]
    assert main(["check", "risk_report.pipe"]) == 0
    assert main(["fmt", "--check", "risk_report.pipe"]) == 0
    capsys.readouterr()
    assert main(["run", "risk_report.pipe", "--input", "input.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "lines": ["Good day, Ada!", "Guten Tag, Konrad!"],
        "count": 2,
    }
    assert main(["build", "risk_report.pipe", "-o", "out"]) == 0
    assert Path("out/risk_report.py").is_file()


@pytest.mark.parametrize("name", ["class", "json", "print", "async", "this"])
def test_a_name_of_python(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", name]) == 2
    assert "cannot name a project" in capsys.readouterr().err
    assert main(["new", f"{name}_flow"]) == 0


@pytest.mark.parametrize("name", ["Risk", "../up/9", "a b", "-x", "é", "a__b", "."])
def test_a_name_that_does_not_fit(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "--", name]) == 2
    assert "cannot name a project" in capsys.readouterr().err
    assert [*Path().iterdir()] == []


def test_a_folder_with_files_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/notes").touch()
    assert main(["new", "mine"]) == 2
    assert capsys.readouterr().err == "pipesmith: `mine` exists and is not empty\n"
    assert [path.name for path in Path("mine").iterdir()] == ["notes"]


def test_a_file_in_the_way_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").touch()
    assert main(["new", "mine"]) == 2
    assert capsys.readouterr().err == "pipesmith: `mine` exists and is not a folder\n"


def test_an_empty_folder_is_used() -> None:
    Path("mine").mkdir()
    assert main(["new", "mine"]) == 0
