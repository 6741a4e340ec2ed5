"""`pipesmith check`: findings, exit codes, and `--fix`."""

import io
import json
import sys
from pathlib import Path

import pytest

from pipesmith.cli import main

WRONG = """\
pipeline total(prices: list[int], ok: bool) -> int {
  let all = sum(prises);
  return ok && true ? al : nothing
}
"""
FIXED = """\
pipeline total(prices: list[int], ok: bool) -> int {
  let all = sum(prices)
  return ok and true ? all : nothing
}
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "total.pipe"
    path.write_text(WRONG, "utf-8", newline="")
    return path


def test_mistakes_are_told_and_nothing_is_changed(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(program)]) == 3
    told = capsys.readouterr()
    assert "no value is named `prises`" in told.out
    assert told.err == "checked 1 program: 5 errors, 0 warnings\n"
    assert program.read_text("utf-8") == WRONG


def test_a_warning_is_no_failure(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.write_text("pipeline p() -> int {\n  let a = 1\n  return 2\n}\n", "utf-8")
    assert main(["check", str(program)]) == 0
    assert "1 warning" in capsys.readouterr().err


def test_fix_corrects_what_it_can_and_checks_again(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--fix", str(program)]) == 3
    told = capsys.readouterr()
    assert program.read_text("utf-8") == FIXED
    assert f"fixed {program}:2:17: no value is named `prises`: write `prices`\n" in told.err
    assert "1 error, 0 warnings, 4 fixed\n" in told.err
    assert told.out.count("error[") == 1
    assert "no value is named `nothing`" in told.out


def test_fix_keeps_line_endings_and_reports_json(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program.write_text(WRONG.replace("\n", "\r\n"), "utf-8", newline="")
    assert main(["check", "--fix", "--format", "json", str(program)]) == 3
    assert json.loads(capsys.readouterr().out)["errors"] == 1
    assert program.read_bytes() == FIXED.replace("\n", "\r\n").encode()


def test_fix_leaves_a_clean_file_alone(program: Path) -> None:
    program.write_text("function one() -> int = 1\n", "utf-8")
    before = program.stat().st_mtime_ns
    assert main(["check", "--fix", str(program)]) == 0
    assert program.stat().st_mtime_ns == before


def test_fix_changes_only_files_that_are_named(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    part = program.with_name("part.pipe")
    part.write_text("function two() -> int = on\n\nfunction one() -> int = two(&&\n", "utf-8")
    before = part.read_text("utf-8")
    program.write_text(
        'import { two } from "./part.pipe"\n\nfunction f() -> int = tow()\n', "utf-8"
    )
    assert main(["check", "--fix", str(program)]) == 3
    assert "= two()" in program.read_text("utf-8")
    assert part.read_text("utf-8") == before


def test_fix_of_one_file_by_two_names(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(program.parent)
    assert main(["check", "--fix", "total.pipe", "./total.pipe"]) == 3
    assert program.read_text("utf-8") == FIXED


def test_fix_of_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(WRONG))
    assert main(["check", "--fix", "-"]) == 2
    assert "standard input" in capsys.readouterr().err
