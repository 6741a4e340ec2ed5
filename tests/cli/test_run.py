"""`pipesmith run`: inputs, results, failures, events, and where tracebacks point."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """
record Item {
  name: string
  price: decimal
  count: int = 1
}

operator fetch(name: string) -> int {
  python "shop:fetch"
}

pipeline bill(items: list[Item]) -> decimal {
  return items | map(item => item.price * item.count) | sum
}

pipeline lookup(name: string, extra: int = 0) -> int {
  stage found = fetch(name)
  stage twice = try {
    stage again = fetch(name: "ok")
    yield again + found
  } catch execution as err {
    yield 0
  }
  return twice + extra
}
"""

HOST = """
import asyncio, os, signal

async def fetch(name: str) -> int:
    if name == "bad":
        raise ValueError("no such name")
    if name == "hang":
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()
    if name == "secret":
        raise ValueError(f"token is {os.environ['TOKEN']}")
    return len(name)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "shop", raising=False)
    Path("orders.pipe").write_text(PROGRAM.lstrip("\n"), "utf-8")
    Path("shop.py").write_text(HOST, "utf-8")
    return tmp_path


def test_the_last_pipeline_runs_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "orders.pipe", "--set", 'name="abc"', "--set", "extra=4"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == 9
    assert "found: done in " in shown.err


def test_a_pipeline_is_named_and_reads_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    items = [{"name": "a", "price": 0.10}, {"name": "b", "price": "2.50", "count": 2}]
    Path("in.json").write_text(json.dumps({"items": items}), "utf-8")
    assert main(["run", "orders.pipe:bill", "--input", "in.json", "--json"]) == 0
    shown = capsys.readouterr()
    assert json.loads(shown.out) == "5.10"
    assert shown.err == ""


def test_quiet_shows_nothing_but_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "-q", "orders.pipe", "--set", 'name="abc"']) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["orders.pipe:bil"], "`orders.pipe` has no pipeline `bil`; did you mean `bill`?"),
        (["orders.pipe:x9"], "`orders.pipe` has no pipeline `x9`; it has `bill`, `lookup`"),
        (["orders.pipe", "--input", "gone.json"], "cannot read `gone.json`"),
        (["orders.pipe", "--config", "gone.toml"], "cannot read `gone.toml`"),
        (["orders.pipe", "--set", "name"], "has no value; write it as `--set name=json`"),
    ],
)
def test_bad_usage(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert message in shown.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["orders.pipe:bil"], "no pipeline `bil`"),
        (["gone.pipe"], "cannot read `gone.pipe`"),
        (["orders.pipe", "--set", "name=x"], "is not JSON"),
        (["orders.pipe", "--unknown"], "--unknown"),
    ],
)
def test_bad_usage_is_json_too(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *arguments, "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    error = json.loads(shown.err)
    assert (error["type"], message in error["message"]) == ("VALIDATION", True)


@pytest.mark.parametrize("command", ["run", "check"])
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[models.default", "pipesmith.toml: Expected"),
        ("\n[modles.default]\n", "pipesmith.toml:2: there is no table `[modles]`"),
        ('[models.m]\napi = "openai"\nmodle = "x"', "pipesmith.toml:3: `models.m` has no setting"),
        ('[models.m]\napi = "openai"', "pipesmith.toml:1: `models.m` needs"),
        ("[files]\n\nroot = 1", "pipesmith.toml:3: `files.root` is not a text"),
    ],
)
def test_a_mistake_in_the_project_file_is_told_first(
    command: str, text: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("pipesmith.toml").write_text(text, "utf-8")
    assert main([command, "orders.pipe"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, message in shown.err) == ("", True), shown.err


def test_an_input_that_does_not_fit_names_path_expected_and_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("in.json").write_text('{"items": [{"name": 3, "price": 1, "size": 2}], "more": 1}')
    assert main(["run", "orders.pipe:bill", "--input", "in.json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("pipesmith: the input does not fit `bill`\n")
    for path in ("$.items[0].name", "$.items[0].size", "$.more"):
        assert path in shown.err
    assert "expected string, found" in shown.err


def test_an_input_that_does_not_fit_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "orders.pipe:bill", "--json"]) == 2
    shown = capsys.readouterr()
    error = json.loads(shown.err)
    assert (shown.out, error["type"]) == ("", "VALIDATION")
    assert error["detail"][0]["path"] == "$.items"


def test_a_program_that_does_not_compile(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.pipe").write_text("pipeline p() -> int {\n  return m\n}\n", "utf-8")
    assert main(["run", "bad.pipe"]) == 3
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("error[unknown-name]: ")


def test_a_failure_is_shown_at_its_stage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "-q", "orders.pipe", "--set", 'name="bad"']) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == (
        "error[execution]: EXECUTION: ValueError: no such name\n"
        "  --> orders.pipe:16:3\n"
        "   |\n"
        "16 |   stage found = fetch(name)\n"
        "   |   ^^^^^^^^^^^^^^^^^^^^^^^^^ stage `found`\n"
    )


def test_a_failure_is_json_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--json", "orders.pipe", "--set", 'name="bad"']) == 1
    shown = capsys.readouterr()
    error = json.loads(shown.err)
    assert (shown.out, error["type"], error["stage"]) == ("", "EXECUTION", "found")


def test_a_traceback_points_into_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "-q", "--traceback", "orders.pipe", "--set", 'name="bad"']) == 1
    assert 'orders.pipe", line 16, in lookup\n' in capsys.readouterr().err


def test_events_are_lines_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["run", "orders.pipe", "--set", 'name="abc"', "--events", "events.jsonl", "--json"]
    assert main(arguments) == 0
    lines = Path("events.jsonl").read_text("utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    assert [event["event"] for event in events][:: len(events) - 1] == [
        "RunStarted",
        "RunCompleted",
    ]
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert "twice/again" in {event["address"] for event in events}
    assert capsys.readouterr().err == ""


def test_ctrl_c_cancels_the_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pipesmith", "run", "orders.pipe", "--json", "--set", 'name="hang"'],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 130, done.stderr
    assert (done.stdout, json.loads(done.stderr)["type"]) == ("", "CANCELLATION")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_module_that_is_loaded_already(capsys: pytest.CaptureFixture[str]) -> None:
    Path("click.pipe").write_text("pipeline p() -> int {\n  return 1\n}\n", "utf-8")
    assert main(["run", "click.pipe"]) == 2
    assert "`click` is taken by a Python package; rename `click.pipe`" in capsys.readouterr().err


def test_running_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    before = (list(sys.path), list(sys.meta_path), sorted(path.name for path in Path().iterdir()))
    assert main(["run", "-q", "orders.pipe", "--set", 'name="abc"']) == 0
    after = (list(sys.path), list(sys.meta_path), sorted(path.name for path in Path().iterdir()))
    assert [name for name in after[2] if name != "__pycache__"] == before[2]
    assert after[:2] == before[:2]
    assert "orders" not in sys.modules


def test_a_traceback_leaves_the_machinery_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "-q", "--traceback", "orders.pipe", "--set", 'name="bad"']) == 1
    files = set(re.findall(r'File "(.+?)"', capsys.readouterr().err))
    assert {Path(file).name for file in files} == {"orders.pipe", "shop.py"}


def test_json_mode_tells_mistakes_of_the_program_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("bad.pipe").write_text("pipeline p() -> int {\n  return m\n}\n", "utf-8")
    assert main(["run", "--json", "bad.pipe"]) == 3
    shown = capsys.readouterr()
    assert (shown.out, json.loads(shown.err)["errors"]) == ("", 1)


def test_json_mode_leaves_warnings_out(capsys: pytest.CaptureFixture[str]) -> None:
    Path("warns.pipe").write_text(
        "pipeline p() -> int {\n  let unread = 1\n  return 2\n}\n", "utf-8"
    )
    assert main(["run", "-q", "warns.pipe"]) == 0
    assert capsys.readouterr().err.startswith("warning[")
    assert main(["run", "--json", "warns.pipe"]) == 0
    assert capsys.readouterr().err == ""


CHATTY = """
record Row { _id: int }

operator loud(n: int) -> int {
  python "shop:loud"
}

pipeline talk(row: Row) -> int {
  do log.info(message: "row {{row._id}}")
  stage said = loud(n: row._id)
  return said div row._id
}
"""


def test_what_a_program_logs_and_prints_is_shown_beside_the_result(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("talk.pipe").write_text(CHATTY, "utf-8")
    Path("shop.py").write_text("async def loud(n):\n    print('noise')\n    return n\n", "utf-8")
    assert main(["run", "talk.pipe", "--set", 'row={"_id": 4}']) == 0
    shown = capsys.readouterr()
    assert shown.out == "1\n"
    assert "INFO row 4" in shown.err and "noise" in shown.err
    assert main(["run", "talk.pipe", "--json", "--set", 'row={"_id": 4}']) == 0
    assert capsys.readouterr().out == "1\n"


def test_a_plain_expression_that_fails_names_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("talk.pipe").write_text(CHATTY, "utf-8")
    Path("shop.py").write_text("async def loud(n):\n    return n\n", "utf-8")
    assert main(["run", "-q", "talk.pipe", "--json", "--set", 'row={"_id": 0}']) == 1
    shown = capsys.readouterr().err
    error = json.loads(shown.splitlines()[-1])
    assert (error["type"], error["pipeline"]) == ("EXPRESSION", "talk"), shown
    assert error["place"] == {"path": "talk.pipe", "line": 11, "column": 3}


@pytest.mark.parametrize(
    "detail", ["[1]", '["x"]', "[{ a: 1 }]", '[{ path: "n" }]', '[{ path: 1, message: "m" }]', "{}"]
)
def test_a_validation_error_may_have_any_detail(
    detail: str, capsys: pytest.CaptureFixture[str]
) -> None:
    raising = f'pipeline p() -> int {{ raise validation("bad", detail: {detail}) }}'
    Path("raise.pipe").write_text(raising, "utf-8")
    assert main(["run", "raise.pipe", "--quiet"]) == 1
    assert "VALIDATION: bad" in capsys.readouterr().err


def test_a_broken_condition_of_an_input_is_a_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    program = """
    pipeline inner(n: int where it > 0) -> int { return n }
    pipeline outer(n: int) -> int {
      stage got = inner(n)
      return got
    }
    """
    Path("where.pipe").write_text(program, "utf-8")
    assert main(["run", "where.pipe:inner", "--set", "n=0", "--quiet"]) == 2
    assert "$.n: expected it > 0" in capsys.readouterr().err
    assert main(["run", "where.pipe:inner", "--set", "n=0", "--json"]) == 2
    assert json.loads(capsys.readouterr().err)["type"] == "VALIDATION"
    assert main(["run", "where.pipe:outer", "--set", "n=0", "--quiet"]) == 1
