"""Models that a pipeline can reach and the project file does not describe, told before a run."""

from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """
operator noted(text: string) -> string { python "host:noted" }

node ask(question: string) -> string {
  model "clever"
  prompt "{{question}}"
}

node chosen(question: string, name: string) -> string {
  model name
  prompt "{{question}}"
}

pipeline apart(question: string) -> string {
  stage answer = ask(question)
  return answer
}

pipeline computed(question: string) -> string {
  stage answer = chosen(question, name: "none") fallback error.code
  return answer
}

pipeline handled(question: string) -> string {
  stage answer = noted(text: question)
  return answer
} on error as err {
  do llm.generate(task: err.message)
}

pipeline p(question: string) -> list[string] {
  stage first = noted(text: question)
  stage answers = foreach each in [question] {
    stage answer = apart(question: each)
    yield answer
  }
  return [first, to_json(answers)]
}
"""

HOST = """
from pathlib import Path

def noted(text: str) -> str:
    Path("noted").write_text(text)
    return text
"""

CLEVER = '[models.clever]\napi = "openai"\nmodel = "m"\nurl = "http://127.0.0.1:1"\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("asks.pipe").write_text(PROGRAM, "utf-8")
    Path("host.py").write_text(HOST, "utf-8")


def run(pipeline: str, *options: str) -> int:
    return main(["run", "-q", f"asks.pipe:{pipeline}", "--set", 'question="q"', *options])


def test_a_model_that_is_not_described_is_told_before_anything_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("p") == 2
    told = "pipesmith.toml: there is no `[models.clever]`, which the stage"
    assert f"{told} `answers[*]/answer/answer` asks (asks.pipe:15:3)" in capsys.readouterr().err
    assert not Path("noted").exists()


def test_the_project_file_that_was_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("other.toml").write_text(CLEVER.replace("clever", "dull"), "utf-8")
    assert run("apart", "--config", "other.toml") == 2
    assert "other.toml: there is no `[models.clever]`" in capsys.readouterr().err


def test_what_handles_an_error_counts_with_the_model_of_standard_components(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("handled") == 2
    shown = capsys.readouterr().err
    assert "no `[models.default]`, which the stage `on_error/llm.generate` asks" in shown


def test_a_model_that_is_described_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pipesmith.toml").write_text(CLEVER, "utf-8")
    assert run("apart") == 1
    assert "models.clever" not in capsys.readouterr().err


def test_models_of_other_pipelines_do_not_count() -> None:
    Path("pipesmith.toml").write_text(CLEVER.replace("clever", "default"), "utf-8")
    assert run("handled") == 0


def test_a_model_whose_name_is_computed_is_told_by_its_stage(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run("computed") == 0
    assert capsys.readouterr().out == '"validation"\n'


def test_a_pinned_outcome_asks_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pipesmith.toml").write_text(CLEVER, "utf-8")
    assert run("apart", "--record", "recorded.json") == 1
    Path("pipesmith.toml").unlink()
    assert run("apart", "--pin", "recorded.json") == 1
    assert "there is no `[models" not in capsys.readouterr().err
