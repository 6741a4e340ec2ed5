"""`pipesmith run --record`, `--pin`, `--pin-at`, `--from`, `--only`."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from pipesmith.cli import main

PROGRAM = """
operator fetch(n: int) -> int { python "depot:fetch" }

pipeline total(n: int) -> int {
  stage first = fetch(n: n)
  stage second = fetch(n: first)
  return second
}
"""

HOST = """
import pathlib

async def fetch(n):
    with open("calls", "a") as file:
        file.write(f"{n} ")
    if pathlib.Path("broken").exists() and n != 5:
        raise ValueError("broken")
    return n * 2
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "depot", raising=False)
    Path("orders.pipe").write_text(PROGRAM, "utf-8")
    Path("depot.py").write_text(HOST, "utf-8")
    return tmp_path


def run(*options: str) -> int:
    Path("calls").write_text("")
    return main(["run", "orders.pipe", "-q", *options])


def calls() -> list[int]:
    return [int(each) for each in Path("calls").read_text().split()]


def recorded() -> Any:
    return json.loads(Path("run.json").read_text("utf-8"))


def test_a_recorded_run_is_gone_through_again_in_part(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--set", "n=5", "--record", "run.json") == 0
    assert recorded()["stages"]["second"]["value"] == 20
    capsys.readouterr()
    assert run("--pin", "run.json", "--from", "second") == 0
    assert (json.loads(capsys.readouterr().out), calls()) == (20, [10])
    assert run("--pin", "run.json", "--only", "first") == 0
    assert calls() == [5]
    assert run("--pin", "run.json", "--pin-at", "first", "--set", "n=6") == 0
    assert calls() == [10]


def test_a_failed_run_is_recorded_too() -> None:
    Path("broken").touch()
    assert run("--set", "n=5", "--record", "run.json") == 1
    assert recorded()["stages"]["second"]["error"]["stage"] == "second"
    assert recorded()["error"]["type"] == "EXECUTION"
    Path("broken").unlink()
    assert run("--pin", "run.json", "--from", "second", "--record", "run.json") == 0
    assert (calls(), recorded()["result"]) == ([10], 20)


def test_what_does_not_fit_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    Path("pins.json").write_text('{"version": 1, "stages": {"first": {"value": "x"}}}', "utf-8")
    assert run("--set", "n=5", "--pin", "pins.json") == 2
    told = capsys.readouterr().err
    assert "what is pinned does not fit `total`" in told
    assert 'first: expected int, found text "x"' in told
    assert calls() == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--from", "first"], "`--from` needs a recorded run: `--pin FILE`"),
        (["--only", "first"], "`--only` needs a recorded run: `--pin FILE`"),
        (["--pin-at", "first"], "`--pin-at` needs a recorded run: `--pin FILE`"),
        (["--pin", "run.json", "--from", "a", "--only", "b"], "exclude each other"),
        (["--pin", "run.json", "--from", "a", "--pin-at", "b"], "`--from` and `--only` do too"),
        (["--pin", "none.json"], "cannot read `none.json`"),
        (["--pin", "orders.pipe"], "`orders.pipe` holds no recorded run"),
        (
            ["--record", "out.json", "--events", "./out.json"],
            "`--record` and `--events` name the same file, `out.json`",
        ),
        (
            ["--record", "out.json", "--coverage-xml", "out.json"],
            "`--record` and `--coverage-xml` name the same file, `out.json`",
        ),
        (["--record", "no/where.json"], "cannot write `no/where.json`"),
    ],
)
def test_options_that_make_no_sense(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--set", "n=5", *options) == 2
    assert told in capsys.readouterr().err


def test_problems_of_a_record_stand_on_lines_of_their_own(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("pins.json").write_text('{"version": 1, "odd\\u001b": 1, "stages": 2}', "utf-8")
    assert run("--set", "n=5", "--pin", "pins.json") == 2
    assert capsys.readouterr().err == (
        "pipesmith: `pins.json` holds no recorded run\n"
        "  $.odd\\u{1b}: unknown field\n"
        "  $.stages: expected object, found number 2\n"
    )


def test_an_input_without_its_secrets_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    data = {"version": 1, "input": {"n": 5}, "redacted": True, "stages": {}}
    Path("run.json").write_text(json.dumps(data), "utf-8")
    assert run("--pin", "run.json", "--from", "first") == 2
    assert "the input in `run.json` is without its secrets" in capsys.readouterr().err


def test_a_device_may_take_several_outputs() -> None:
    assert run("--set", "n=5", "--record", os.devnull, "--events", os.devnull) == 0
