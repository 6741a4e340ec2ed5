"""A pipeline as a command: input, output, exit codes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipesmith_runtime import FRESH, PipelineError, Run, Site, SourceMap, main, operator, pipeline
from pipesmith_runtime.components import log_info
from pipesmith_runtime.errors import EXECUTION

SOURCE = SourceMap("orders.pipe", "")


@operator
async def divided(run: Run, left: int, right: int) -> float:
    """Divide."""
    return left / right


@pipeline(env=())
async def ratio(left: int, right: int = 2, *, run: Run = FRESH) -> dict[str, float]:
    """Divide one number by another."""
    run.require(left >= 0, "left", "it >= 0", left)
    await run.stage(Site("log.info", 3, 1, timeout=30.0), log_info, f"dividing {left}")
    return {"é": await run.stage(Site("divide", 4, 3, timeout=30.0), divided, left, right)}


@pipeline()
async def refused(*, run: Run = FRESH) -> None:
    """Fail as a program may."""
    raise PipelineError(EXECUTION, "no")


@pytest.fixture
def given(tmp_path: Path) -> str:
    path = tmp_path / "in.json"
    path.write_text('{"left": 9}')
    return str(path)


def test_the_result_alone_is_on_standard_output(
    given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ratio, ["--input", given]) == 0
    out, err = capsys.readouterr()
    assert (out, err) == ('{\n  "é": 4.5\n}\n', "INFO dividing 9\n")
    assert main(ratio, ["--input", given, "--set", "right=3", "--json"]) == 0
    assert capsys.readouterr().out == '{"é": 3.0}\n'


def test_what_cannot_be_printed_is_written_as_an_escape(
    capsys: pytest.CaptureFixture[str],
) -> None:
    @pipeline()
    async def half(*, run: Run = FRESH) -> str:
        return "\ud800"

    assert main(half, []) == 0
    assert capsys.readouterr().out == '"\\ud800"\n'


def test_input_may_come_from_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr(sys, "stdin", io.StringIO('{"left": 4}'))
    assert main(ratio, ["--input", "-", "--json"]) == 0
    assert capsys.readouterr().out == '{"é": 2.0}\n'


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--input", "no-such-file.json"], "`no-such-file.json` cannot be read: "),
        (["--set", "left"], "`--set left` is not NAME=JSON"),
        (["--set", "left=text"], "`--set left`: the value is not JSON; a text needs quotes"),
        (["--set", 'left="3"'], '$.left: expected int, found text "3"'),
        (["--set", "left=1", "--set", "x=1"], "$.x: unknown field"),
        ([], "$.left: missing"),
        (["--set", "left=-1"], "left: it >= 0"),
        (["--set", "left=1", "--events", "/no/such/folder/e"], "cannot be written"),
    ],
)
def test_bad_usage_and_bad_input_exit_with_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(ratio, arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err


def test_input_that_is_no_json_or_not_utf8(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "in.json"
    for content, message in ((b"{", "the text is not JSON"), (b"\xff", "it is not UTF-8")):
        path.write_bytes(content)
        assert main(ratio, ["--input", str(path)]) == 2
        assert message in capsys.readouterr().err
    path.write_text("[1]")
    assert main(ratio, ["--input", str(path), "--set", "left=1"]) == 2


def test_a_failure_exits_with_1_and_says_where(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ratio, ["--set", "left=1", "--set", "right=0"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "error: EXPRESSION: division by zero\n  in orders.pipe:4:3, stage divide" in err


def test_a_failure_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(refused, ["--json"]) == 1
    error = json.loads(capsys.readouterr().err)
    assert (error["type"], error["message"], error["pipeline"]) == ("EXECUTION", "no", "refused")
    assert main(ratio, ["--json"]) == 2
    assert json.loads(capsys.readouterr().err)["detail"][0]["path"] == "$.left"


def test_events_are_written_as_lines(
    given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "events.jsonl"
    assert main(ratio, ["--input", given, "--events", str(path)]) == 0
    events = [json.loads(line)["event"] for line in path.read_text("utf-8").splitlines()]
    assert (events[0], events[-1]) == ("RunStarted", "RunCompleted")
    assert events.count("StageCompleted") == 2


def test_help_shows_what_the_pipeline_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(ratio, ["--help"])
    assert caught.value.code == 0
    assert "Divide one number by another." in capsys.readouterr().out


PROGRAM = '''
import asyncio
import pipesmith_runtime
from pipesmith_runtime import FRESH, Run, pipeline


@pipeline()
async def endless(*, run: Run = FRESH) -> None:
    """Wait for ever."""
    try:
        print("waiting", flush=True)
        await asyncio.sleep(3600)
    finally:
        await asyncio.sleep(0)
        print("tidied", flush=True)


raise SystemExit(pipesmith_runtime.main(endless))
'''


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_cancels_and_runs_finally(number: signal.Signals) -> None:
    with started(PROGRAM) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "tidied\n")
    assert err.startswith("error: CANCELLATION: ")


def test_a_closed_output_is_no_failure() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    text = PROGRAM.replace("await asyncio.sleep(3600)", "pass").replace(
        'print("waiting", flush=True)', "pass"
    ).replace('print("tidied", flush=True)', "pass")  # fmt: skip
    with started(text, stdout=writing) as process:
        os.close(writing)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")


def started(text: str, stdout: int = subprocess.PIPE) -> "subprocess.Popen[str]":
    """Start a program beside the runtime."""
    runtime = str(Path(__file__).parents[2] / "runtime")
    environment: dict[str, Any] = {**os.environ, "PYTHONPATH": runtime}
    return subprocess.Popen(
        [sys.executable, "-c", text],
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
