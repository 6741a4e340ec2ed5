"""`pipesmith explain-plan`: text, JSON, and what it says of programs with mistakes."""

import json
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """
operator load(id: int) -> string {
  python "shop:load"
}

pipeline inner() -> string {
  stage item = load(id: 1)
  return item
}

pipeline outer() -> string {
  stage item = inner() timeout 2s
  return item
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "shop.pipe"
    path.write_text(PROGRAM, "utf-8")
    return path


def test_the_last_pipeline_is_explained(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-plan", str(program)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("outer() -> string\n")
    assert "  * item = inner\n      timeout 2s\n" in out


def test_json_of_a_named_pipeline(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-plan", f"{program}:inner", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert (plan["version"], plan["name"]) == (1, "inner")
    assert plan["body"]["cost"] == {"milliseconds": 30_000, "calls": 1, "bounded": True}


def test_a_program_with_mistakes(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text(PROGRAM.replace("return item", "return itm"), "utf-8")
    assert main(["explain-plan", str(program), "--json"]) == 3
    told = capsys.readouterr()
    assert told.out == ""
    assert json.loads(told.err)["errors"] == 2


def test_a_pipeline_that_is_not_there(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-plan", f"{program}:iner"]) == 2
    assert "did you mean `inner`" in capsys.readouterr().err


APEX = """
operator load(id: int) -> string {
  http GET "https://example.com/{{id}}"
}

pipeline slow(id: int) -> string {
  wait 12m
  stage item = load(id)
  return item
}
"""


def test_what_a_platform_limits_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "slow.pipe"
    program.write_text(APEX, "utf-8")
    assert main(["explain-plan", str(program), "--target", "apex"]) == 0
    assert capsys.readouterr().out.endswith(
        "transactions:    3\n"
        "callouts:        1 of 100 in a transaction\n"
        "callout time:    30 s of 120 s in a transaction\n"
        "SOQL queries:    1 of 200 in a transaction\n"
        "DML statements:  1 of 150 in a transaction\n"
        "heap, estimated: 1 kB of 12 MB in a transaction\n"
    )
    assert main(["explain-plan", str(program), "--target", "apex", "--json"]) == 0
    needs = json.loads(capsys.readouterr().out)["needs"]
    assert needs[0] == {"name": "transactions", "worst": "3", "limit": None, "per": None}
    assert main(["explain-plan", str(program), "--target", "python"]) == 0
    assert "of 100" not in capsys.readouterr().out


def test_a_target_that_is_not_there(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain-plan", str(program), "--target", "apx"]) == 2
    assert "did you mean `apex`" in capsys.readouterr().err
