"""Every way a command can end: codes, streams, and messages of one line."""

import gc
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipesmith import __version__
from pipesmith.cli import main
from pipesmith.cli.commands import COMMANDS

GOOD = "pipeline p(n: int) -> int {\n  return n\n}\n"
BAD = "pipeline p(n: int) -> int {\n  return m\n}\n"


def run(*arguments: str, data: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "pipesmith", *arguments],
        input=data,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **environment},
        capture_output=True,
        check=False,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "good.pipe"
    path.write_text(GOOD, "utf-8")
    (tmp_path / "bad.pipe").write_text(BAD, "utf-8")
    return path


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"pipesmith {__version__}\n"


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert f"Usage: pipesmith {name}" in capsys.readouterr().out


def test_no_command_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Commands:" in shown.err


def test_a_misspelt_command_gets_one_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["chek"]) == 2
    assert "no command is named `chek`; did you mean `check`?" in capsys.readouterr().err


def test_check_finds_nothing(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "good.pipe"]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == "checked 1 program: 0 errors, 0 warnings\n"


def test_check_prints_findings_to_standard_output(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "good.pipe", "bad.pipe"]) == 3
    shown = capsys.readouterr()
    assert shown.out.startswith("error[unknown-name]: ")
    assert " --> bad.pipe:2:10\n" in shown.out
    assert shown.err == "checked 2 programs: 1 error, 0 warnings\n"


@pytest.mark.parametrize(
    ("form", "start"), [("json", '{\n  "version": 1'), ("github", "::error "), ("sarif", "{\n")]
)
def test_check_speaks_to_machines(
    form: str, start: str, program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--format", form, "bad.pipe"]) == 3
    shown = capsys.readouterr()
    assert shown.out.startswith(start)
    assert shown.err == ""


@pytest.mark.parametrize("command", ["check", "build", "run", "graph", "fmt"])
@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("gone.pipe", None, "cannot read `gone.pipe`: no such file or directory"),
        ("folder.pipe", ..., "`folder.pipe` is a folder; name a file in it"),
        (
            "latin.pipe",
            b"// a\n// caf\xe9\n",
            "`latin.pipe` is not UTF-8 text: byte 0xe9 at offset 11, line 2",
        ),
    ],
)
def test_a_file_that_cannot_be_read(
    command: str,
    name: str,
    content: object,
    message: str,
    program: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if content is ...:
        Path(name).mkdir()
    elif isinstance(content, bytes):
        Path(name).write_bytes(content)
    assert main([command, name]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"pipesmith: {message}\n")


def test_a_fault_of_ours_is_one_line(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipesmith import driver

    def broken(*_: object) -> None:
        raise KeyError("a \x1b[31m\nname")

    monkeypatch.delenv("PIPESMITH_DEBUG", raising=False)
    monkeypatch.setattr(driver, "check", broken)
    assert main(["check", "good.pipe"]) == 70
    err = capsys.readouterr().err
    assert re.fullmatch(
        r"pipesmith: a fault of the compiler in `driver`: KeyError: [^\n\x1b]*; please report it "
        r"with the program that shows it \(PIPESMITH_DEBUG=1 prints where\)\n",
        err,
    )
    monkeypatch.setenv("PIPESMITH_DEBUG", "1")
    assert main(["check", "good.pipe"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_cancelled(
    program: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipesmith import driver

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(driver, "check", interrupted)
    assert main(["check", "good.pipe"]) == 130
    assert capsys.readouterr().err.strip() == "pipesmith: cancelled"


def test_the_garbage_collector_is_left_as_it_was(program: Path) -> None:
    before = gc.get_threshold()
    assert main(["check", "good.pipe"]) == 0
    assert gc.get_threshold() == before


HEAVY = ["aiohttp", "black", "jinja2", "libcst", "pipesmith_targets", "pydantic", "rich"]


@pytest.mark.parametrize("command", [["check"], ["graph"], ["fmt", "--check"]])
def test_the_front_end_loads_nothing_heavy(command: list[str], program: Path) -> None:
    code = (
        "import sys; from pipesmith.cli import main; code = main(sys.argv[1:]);"
        f"print(*[name for name in {HEAVY} if name in sys.modules], file=sys.stderr);"
        "sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *command, "good.pipe"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[-1] == ""


def test_a_closed_reader_is_told_in_one_line(program: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "pipesmith", "check", "bad.pipe"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writer)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == ("pipesmith: standard output was closed by its reader")


def test_a_narrow_locale_does_not_fail_a_report(program: Path) -> None:
    program.write_text('pipeline p() -> string {\n  return "日本" + m\n}\n', "utf-8")
    done = run("check", "good.pipe", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 3
    assert "\\u65e5" in done.stdout


def test_colour_follows_the_environment(program: Path) -> None:
    assert "\x1b[" in run("check", "bad.pipe", FORCE_COLOR="1", NO_COLOR="").stdout
    assert "\x1b[" not in run("check", "bad.pipe", FORCE_COLOR="").stdout
