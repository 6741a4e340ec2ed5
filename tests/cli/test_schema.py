"""`pipesmith schema` and `pipesmith import schema`."""

import io
import json
import sys
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """record Point {
  x: int
}

pipeline move(point: Point, by: int = 1) -> Point {
  return Point(x: point.x + by)
}
"""
SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.pipe").write_text(PROGRAM, "utf-8")
    Path("point.json").write_text(json.dumps(SCHEMA), "utf-8")


def test_a_schema_of_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "a.pipe:Point"]) == 0
    shown = capsys.readouterr()
    found = json.loads(shown.out)
    assert found["$ref"] == "#/$defs/Point"
    assert found["$defs"]["Point"]["required"] == ["x"]
    assert shown.err == ""


def test_a_schema_of_a_part_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "a.pipe:move", "--part", "input", "-o", "out.json"]) == 0
    found = json.loads(Path("out.json").read_text("utf-8"))
    assert [*found["properties"]] == ["point", "by"]
    assert capsys.readouterr() == ("", "wrote out.json\n")


def test_a_schema_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "a.pipe"]) == 0
    assert [*json.loads(capsys.readouterr().out)["$defs"]] == ["Point"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.pipe:Pint"], "did you mean `Point`?"),
        (["a.pipe", "--part", "input"], "`--part` is for a pipeline"),
        (["a.pipe:Point", "--part", "result"], "`--part` is for a pipeline"),
        (["a.pipe", "-o", "no/such/folder"], "cannot write `no/such/folder`"),
    ],
)
def test_misuse(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_a_program_with_errors_has_no_schema(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.pipe").write_text("record Point { x: itn }", "utf-8")
    assert main(["schema", "a.pipe"]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "unknown-type" in shown.err


def test_an_import(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "schema", "point.json"]) == 0
    shown = capsys.readouterr()
    assert shown.out == "record Point {\n  x: int\n}\n"
    assert "warning[schema/open]" in shown.err


def test_an_import_of_standard_input_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(json.dumps({"title": "Spot", **SCHEMA}).encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["import", "schema", "-", "-o", "spot.pipe"]) == 0
    assert Path("spot.pipe").read_text("utf-8").endswith("record Spot {\n  x: int\n}\n")
    assert main(["check", "spot.pipe"]) == 0


def test_what_is_no_schema_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.json").write_text('{"type": 3}', "utf-8")
    assert main(["import", "schema", "bad.json", "-o", "bad.pipe"]) == 3
    assert "schema/not-a-schema" in capsys.readouterr().err
    assert not Path("bad.pipe").exists()
