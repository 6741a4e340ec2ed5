"""`pipesmith import flowmason`."""

import json
from pathlib import Path
from typing import Any

import pytest

from pipesmith.cli import main

HELLO = {
    "id": "hello",
    "stages": [{"id": "say", "type": "logger", "config": {"message": "hello {{input.name}}"}}],
}
BROKEN = {
    "id": "broken",
    "stages": [{"id": "a", "type": "logger", "config": {"message": "x"}, "depends_on": ["b"]}],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("hello.json", HELLO)
    write("broken.json", BROKEN)


def write(name: str, data: Any) -> None:
    Path(name).write_text(json.dumps(data, indent=1), "utf-8")


def test_one_program_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "flowmason", "hello.json"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("pipeline hello(name: json) {")
    assert "warning[import/untyped]" in shown.err
    assert "`$.stages`" in shown.err


def test_what_is_written_checks(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "flowmason", "hello.json", "-o", "out/programs"]) == 0
    assert "wrote out/programs/hello.pipe" in capsys.readouterr().err
    assert main(["check", "out/programs/hello.pipe"]) == 0
    assert main(["fmt", "--check", "out/programs/hello.pipe"]) == 0


def test_what_is_broken_is_told_and_what_is_sound_is_written(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "flowmason", "hello.json", "broken.json", "-o", "out"]) == 3
    shown = capsys.readouterr()
    assert "error[import/missing-stage]: there is no stage `b`" in shown.err
    assert "`$.stages[0].depends_on[0]`" in shown.err
    assert [each.name for each in Path("out").iterdir()] == ["hello.pipe"]


def test_several_programs_need_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    write("other.json", {**HELLO, "id": "other"})
    assert main(["import", "flowmason", "hello.json", "other.json"]) == 2
    assert "name a folder for them with `-o`" in capsys.readouterr().err


def test_sample_inputs_beside_a_file_are_read_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    write("hello.inputs.json", [{"name": "to Ada", "input": {"name": "Ada"}}])
    assert main(["import", "flowmason", "hello.json", "-o", "out"]) == 0
    text = Path("out/hello.pipe").read_text("utf-8")
    assert 'test "hello: to Ada"' in text and "hello(name: string)" in text
    capsys.readouterr()
    assert main(["test", "out/hello.pipe"]) == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.json"], 2, "cannot read `none.json`"),
        ([], 2, "Missing argument 'FILE...'"),
        (["hello.json", "-o", "hello.json"], 2, "cannot write `hello.json`"),
    ],
)
def test_misuse(
    arguments: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "flowmason", *arguments]) == code
    assert message in capsys.readouterr().err


def test_what_is_no_json_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.json").write_text("{", "utf-8")
    assert main(["import", "flowmason", "a.json"]) == 3
    assert "error[import/not-a-pipeline]" in capsys.readouterr().err


def test_each_kind_of_finding_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "import/branch-join"]) == 0
    assert capsys.readouterr().out.startswith("# import/branch-join")
