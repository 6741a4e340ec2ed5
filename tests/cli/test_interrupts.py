"""Ctrl-C while a pipeline runs, sent to a real process."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PROGRAM = """
operator fetch(how: string) -> string { python "waiting:fetch" }
operator work(how: string) -> string { python "waiting:work" }

pipeline p(how: string) -> string {
  stage first = fetch(how: "quick")
  stage second = try {
    stage third = work(how)
    yield third
  } finally {
    do log.info(message: "tidied")
    do fetch(how: "{{how}} tidying")
  }
  return first + second
}
"""

HOST = """
import asyncio, sys, threading

def told(text):
    sys.__stdout__.write(text + "\\n")
    sys.__stdout__.flush()

async def fetch(how):
    if how == "stubborn tidying":
        told("tidying")
        await asyncio.Event().wait()
    return "x"

async def work(how):
    told("working")
    if how == "blocking":
        threading.Event().wait()
    return await asyncio.Event().wait()
"""


@contextmanager
def started(
    how: str, folder: Path, host: str = HOST, options: tuple[str, ...] = ()
) -> Iterator["subprocess.Popen[str]"]:
    """Run the program in a process, up to where `work` says that it works."""
    (folder / "interrupted.pipe").write_text(PROGRAM, "utf-8")
    (folder / "waiting.py").write_text(host, "utf-8")
    command = [sys.executable, "-m", "pipesmith", "run", "interrupted.pipe"]
    with subprocess.Popen(
        [*command, "--set", f"how={json.dumps(how)}", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "working\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_first_cancels_and_finally_runs(tmp_path: Path) -> None:
    with started("endless", tmp_path) as process:
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert "first: done in " in err
    assert "INFO tidied" in err
    assert "CANCELLATION: interrupted" in err


def test_a_second_ends_a_finally_that_goes_on(tmp_path: Path) -> None:
    with started("stubborn", tmp_path) as process:
        assert process.stdout is not None
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "tidying\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130


def test_a_second_leaves_what_is_known_by_then(tmp_path: Path) -> None:
    options = ("--record", "run.json", "--events", "events")
    with started("stubborn", tmp_path, options=options) as process:
        assert process.stdout is not None
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == "tidying\n"
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    recorded = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert recorded["stages"]["first"]["value"] == "x"
    assert (recorded["error"]["type"], recorded["error"]["message"]) == (
        "CANCELLATION",
        "interrupted",
    )
    events = [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()]
    assert [each["event"] for each in (events[0], *events[-2:])] == [
        "RunStarted",
        "StageStarted",
        "RunCancelled",
    ]
    assert events[-1]["reason"] == "interrupted"
    assert [each["sequence"] for each in events] == sorted({each["sequence"] for each in events})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_ends_host_code_in_a_thread(number: signal.Signals, tmp_path: Path) -> None:
    host = HOST.replace("async def work", "def work").replace("return await", "return")
    with started("blocking", tmp_path, host) as process:
        assert process.stderr is not None
        process.send_signal(number)
        told: list[str] = []
        while not told or "still at work" not in told[-1]:
            told.append(process.stderr.readline())
        process.send_signal(number)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert any("INFO tidied" in line for line in told)


def test_a_second_ends_host_code_that_keeps_the_loop(tmp_path: Path) -> None:
    with started("blocking", tmp_path) as process:
        for _ in range(100):  # two that come at once may be heard as one
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
                break
    assert process.returncode == 130
