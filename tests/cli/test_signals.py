"""Signals that the command line sends: by options, and by lines of standard input."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """
record Decision {
  approved: bool
  by: string where length(it) > 0
}

pipeline order(id: int) -> string {
  stage decision = signal "approval" as Decision
  stage level = signal "level" as int when decision.approved else 0
  return "{{decision.by}} {{level}}"
}

pipeline late() -> string {
  stage word = signal "word" as string timeout 20ms fallback error.type
  return word
}
"""
APPROVAL = 'approval={"approved": true, "by": "ann"}'
CALL = "import orders, pipesmith_runtime as r; raise SystemExit(r.main(orders.order))"
NOBODY = "nobody can send the signal `approval` any more"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("orders.pipe").write_text(PROGRAM.lstrip("\n"), "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    return tmp_path


def run(*arguments: str) -> int:
    return main(["run", "orders.pipe:order", "--set", "id=1", *arguments])


def test_signals_of_options_are_there_from_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--signal", APPROVAL, "--signal", "level=3") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == "ann 3"
    assert "decision: waits for the signal `approval`" in shown.err
    assert "decision: received the signal `approval`" in shown.err


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("aproval=1", "nothing waits for a signal `aproval`: the signals are `approval`, `level`"),
        ("level=x", "`--signal`: "),
        ("level", "level: expected int, found null"),
        ('level="3"', "level: expected int, found text"),
        ('approval={"approved": true, "by": ""}', "approval.by"),
    ],
)
def test_what_nothing_waits_for_is_bad_usage(
    sent: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--signal", sent) == 2
    shown = capsys.readouterr()
    assert (shown.out, message in shown.err) == ("", True), shown.err


def test_lines_of_standard_input_are_sent(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = f"nothing\n\nlevel=high\n{APPROVAL}\nlevel = 4\n"
    monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
    assert run() == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == "ann 4"
    told = [line for line in shown.err.splitlines() if line.startswith("error: ")]
    assert len(told) == 2 and "nothing waits for a signal `nothing`" in told[0]


def test_refused_lines_are_json_where_nothing_else_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"level=true\n{APPROVAL}\nlevel=4\n"))
    assert run("--json") == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == "ann 4"
    assert json.loads(shown.err)["type"] == "VALIDATION"


@pytest.mark.parametrize("arguments", [[], ["--input", "-"]])
def test_a_run_that_nobody_can_send_to_fails(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments:
        standard = io.TextIOWrapper(io.BytesIO(b'{"id": 1}'))
        monkeypatch.setattr(sys, "stdin", standard)
    assert run(*arguments) == 1
    assert NOBODY in capsys.readouterr().err


def test_a_timeout_is_waited_for_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "orders.pipe:late", "-q"]) == 0
    assert json.loads(capsys.readouterr().out) == "TIMEOUT"


def test_a_recorded_signal_is_pinned(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--signal", APPROVAL, "--signal", "level=3", "--record", "run.json") == 0
    assert run("--pin", "run.json") == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == ["ann 3"] * 2


def test_a_pinned_signal_has_the_type_of_what_is_sent(capsys: pytest.CaptureFixture[str]) -> None:
    pins = {"version": 1, "stages": {"decision": {"value": {"approved": 1, "by": "ann"}}}}
    Path("run.json").write_text(json.dumps(pins), "utf-8")
    assert run("--pin", "run.json") == 2
    assert "decision.approved" in capsys.readouterr().err


def test_a_terminal_is_told_what_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal(f"{APPROVAL}\nlevel=1\n"))
    assert run("-q") == 0
    assert capsys.readouterr().err.startswith('type approval=JSON to send signal "approval"\n')


@contextmanager
def started(*command: str) -> "Iterator[subprocess.Popen[str]]":
    """Start a command whose standard input stays open."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, *command], stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment
    ) as process:
        yield process


def test_a_built_module_reads_lines_and_ends_while_input_is_open() -> None:
    assert main(["build", "orders.pipe", "--output", "."]) == 0
    with started("-c", CALL, "--set", "id=1", "--signal", "level=5") as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(APPROVAL + "\n")
        process.stdin.flush()
        assert process.wait(timeout=60) == 0
        assert json.loads(process.stdout.read()) == "ann 5"


def test_an_interruption_ends_the_waiting() -> None:
    with started("-m", "pipesmith", "run", "orders.pipe:order", "--set", "id=1") as process:
        assert process.stderr is not None
        assert "waits for the signal `approval`" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130


def test_a_built_module_refuses_what_does_not_fit() -> None:
    assert main(["build", "orders.pipe", "--output", "."]) == 0
    with started("orders.py", "--signal", "word=1") as process:
        _, told = process.communicate(timeout=60)
    assert process.returncode == 2 and told.startswith("error: `--signal`: ")
