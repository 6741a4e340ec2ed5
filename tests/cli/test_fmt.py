"""`pipesmith fmt`: in place, to standard output, or only checked."""

import io
import stat
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipesmith.cli import main

UGLY = "pipeline   p( n:int )->int{ return n }\n"
PRETTY = "pipeline p(n: int) -> int {\n  return n\n}\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("a.pipe")
    path.write_text(UGLY, "utf-8")
    path.chmod(0o640)
    return path


def test_a_file_is_formatted_in_place(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "a.pipe"]) == 0
    assert file.read_text("utf-8") == PRETTY
    assert capsys.readouterr().err == "formatted a.pipe\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert [path.name for path in Path().iterdir()] == ["a.pipe"]


def test_a_formatted_file_is_not_touched(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(PRETTY, "utf-8")
    before = file.stat().st_mtime_ns
    assert main(["fmt", "a.pipe"]) == 0
    assert file.stat().st_mtime_ns == before
    assert capsys.readouterr().err == ""


def test_check_changes_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "--check", "a.pipe"]) == 1
    assert file.read_text("utf-8") == UGLY
    assert "would format a.pipe\n" in capsys.readouterr().err


def test_standard_input_to_standard_output(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(UGLY.encode())))
    assert main(["fmt", "-"]) == 0
    assert capsys.readouterr().out == PRETTY


def test_a_file_with_mistakes_is_left_alone(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text("pipeline p( {\n", "utf-8")
    other = Path("b.pipe")
    other.write_text(UGLY, "utf-8")
    assert main(["fmt", "a.pipe", "b.pipe"]) == 3
    assert file.read_text("utf-8") == "pipeline p( {\n"
    assert other.read_text("utf-8") == PRETTY
    assert "error[" in capsys.readouterr().err


def test_a_link_stays_a_link(file: Path) -> None:
    link = Path("link.pipe")
    link.symlink_to("a.pipe")
    assert main(["fmt", "link.pipe"]) == 0
    assert link.is_symlink()
    assert file.read_text("utf-8") == PRETTY


def test_nothing_is_written_when_a_file_cannot_be_read(file: Path) -> None:
    assert main(["fmt", "a.pipe", "gone.pipe"]) == 2
    assert file.read_text("utf-8") == UGLY
