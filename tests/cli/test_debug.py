"""`pipesmith run --debug`: where it stops, what it shows, and what can be changed."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pipesmith.cli import main

PROGRAM = """\
operator fetch(n: int) -> int { python "vault:fetch" }

pipeline inner(n: int) -> int {
  stage a = fetch(n: n)
  return a
}

pipeline p(ns: list[int]) -> list[int] {
  stage top = inner(n: 100)
  stage rows = foreach n in ns {
    let more = n + top
    stage got = fetch(n: more) timeout 1s
    yield got
  }
  return rows
}
"""

HOST = """
async def fetch(n):
    with open("calls", "a") as file:
        file.write(f"{n} ")
    return n + 1
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "vault", raising=False)
    Path("p.pipe").write_text(PROGRAM, "utf-8")
    Path("vault.py").write_text(HOST, "utf-8")


class Session:
    """Debugs the program with a script for its dialogue."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, script: str, *options: str) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(script))
        code = main(["run", "p.pipe", "-q", "--set", "ns=[1,2]", "--debug", *options])
        shown = self.capsys.readouterr()
        return code, shown.out, shown.err

    def result(self, script: str, *options: str) -> Any:
        code, out, err = self(script, *options)
        assert code == 0, err
        return json.loads(out)


@pytest.fixture
def debug(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Session:
    return Session(monkeypatch, capsys)


def stops(told: str) -> list[str]:
    return [line.split("`")[1] for line in told.splitlines() if "stopped before" in line]


def test_without_breakpoints_the_first_stage_stops_and_steps_follow(debug: Session) -> None:
    code, out, err = debug("step\n\ns\nc\n")
    assert (code, json.loads(out)) == (0, [103, 104])
    assert stops(err) == ["top", "top/a", "rows[0]/got", "rows[1]/got"]


def test_a_stop_shows_where_it_is_with_inputs_and_values(debug: Session) -> None:
    told = debug("c\n", "--break", "rows[1]/got")[2]
    assert told == (
        "stopped before `rows[1]/got` at p.pipe:12\n"
        "    12 |     stage got = fetch(n: more) timeout 1s\n"
        "  inputs of fetch:\n"
        "    n = 103\n"
        "  in scope:\n"
        "    ns = [1, 2]\n"
        "    top = 101\n"
        "    n = 2\n"
        "    more = 103\n"
        "(pipesmith) "
    )


SCOPES = """\
operator fetch(n: int) -> int { python "vault:fetch" }

pipeline p(ns: list[int], class: int = 5, unread: int = length(ns)) -> int {
  let base = class + 1
  stage both = foreach n in ns parallel 2 {
    stage at_once = fetch(n: n + base) timeout 1s
    yield at_once
  }
  stage rows = foreach n, i in ns {
    let more = n + base
    if n > 0 {
      stage first = fetch(n: more) timeout 1s
      do fetch(n: first)
    }
    stage second = fetch(n: i)
    yield second
  }
  stage last = fetch(n: length(rows))
  return last + length(both)
}
"""


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        ("both[0]/at_once", "ns class unread base n"),
        ("both[1]/at_once", "ns class unread base n"),
        ("rows[0]/if/first", "ns class unread base n i more"),
        ("rows[1]/if/first", "ns class unread base n i more"),
        ("rows[1]/if/fetch", "ns class unread base n i more first"),
        ("rows[1]/second", "ns class unread base n i"),
        ("last", "ns class unread base rows"),
    ],
)
def test_inputs_are_always_in_scope_and_ended_blocks_never(
    debug: Session, place: str, shown: str
) -> None:
    Path("p.pipe").write_text(SCOPES, "utf-8")
    told = debug("c\n", "--break", place)[2]
    values = told.partition("  in scope:\n")[2].partition("(pipesmith)")[0]
    assert " ".join(line.split()[0] for line in values.splitlines()) == shown


EVERYWHERE = """\
operator fetch(n: int) -> int { python "vault:fetch" }

pipeline p(ns: list[int]) -> int {
  var total: int = 0
  repeat 1 {
    switch length(ns) {
      case 2 { do fetch(n: 1) }
      else { do fetch(n: 2) }
    }
  }
  stage all = parallel {
    branch left { stage a = fetch(n: 3) yield a }
    branch right { stage b = fetch(n: 4) yield b }
  }
  set total = all.left
  try {
    stage odd = fetch(n: total)
    raise execution("odd {{odd}}")
  } catch execution {
    do fetch(n: 5)
  } finally {
    do fetch(n: 6)
  }
  do log.info(message: "done")
  raise routing("no way")
} on error as err {
  do fetch(n: 7)
}
"""


def test_every_kind_of_block_has_a_scope(debug: Session) -> None:
    Path("p.pipe").write_text(EVERYWHERE, "utf-8")
    code, _, told = debug("s\n" * 9)
    assert (code, "ROUTING: no way" in told) == (1, True)
    assert len(stops(told)) == 8
    assert told.count("    ns = [1, 2]\n") == 8
    assert told.count("    total = 4\n") == 3


def test_a_sub_pipeline_has_a_scope_of_its_own(debug: Session) -> None:
    told = debug("c\n", "--break", "top/a")[2]
    assert "  in scope:\n    n = 100\n(pipesmith)" in told


@pytest.mark.parametrize(
    ("place", "stopped"),
    [
        ("rows[*]/got", ["rows[0]/got", "rows[1]/got"]),
        ("rows/got", ["rows[0]/got", "rows[1]/got"]),
        ("rows", ["rows[0]/got", "rows[1]/got"]),
        ("rows[1]", ["rows[1]/got"]),
        ("p.pipe:4", ["top/a"]),
        ("p.pipe:9", ["top"]),
        ("p.pipe:10", ["rows[0]/got", "rows[1]/got"]),
        ("p.pipe:12", ["rows[0]/got", "rows[1]/got"]),
    ],
)
def test_breakpoints_are_addresses_or_lines(debug: Session, place: str, stopped: list[str]) -> None:
    assert stops(debug("c\n" * 9, "--break", place)[2]) == stopped


def test_an_input_is_set(debug: Session) -> None:
    assert debug.result("set n = 7\nc\nc\n", "--break", "rows/got") == [8, 104]


def test_a_value_is_given_and_nothing_called(debug: Session) -> None:
    assert debug.result("give 5\nc\n", "--break", "top") == [7, 8]
    assert Path("calls").read_text() == "6 7 "


def test_what_does_not_fit_is_told_and_asked_again(debug: Session) -> None:
    script = 'give "x"\nset n = "y"\nset m = 1\nset n\njump\ngive 5\nc\n'
    code, out, err = debug(script, "--break", "top")
    assert (code, json.loads(out)) == (0, [7, 8])
    assert 'expected int, found text "x"' in err
    assert 'n: expected int, found text "y"' in err
    assert err.count("`set NAME=JSON`, where NAME is one of n") == 2
    assert "there is no command `jump`; `help` lists them" in err


def test_help_lists_the_commands(debug: Session) -> None:
    told = debug("help\nc\n")[2]
    assert "\n  give JSON      give the stage this value instead of calling it\n" in told
    assert "\\u{a}" not in told


def test_quitting_cancels_the_run(debug: Session) -> None:
    code, out, err = debug("q\n")
    assert (code, out) == (130, "")
    assert "CANCELLATION: quit" in err
    assert not Path("calls").exists()


def test_when_nobody_answers_the_run_goes_on(debug: Session) -> None:
    code, out, err = debug("", "--break", "rows/got")
    assert (code, json.loads(out)) == (0, [103, 104])
    assert err.count("stopped before") == 1
    assert "standard input has ended; the run goes on" in err


def test_no_time_passes_while_the_run_is_stopped(debug: Session) -> None:
    """Let the clock of the machine leap while somebody looks."""
    from pipesmith.cli import pausing

    now = [0.0]

    class Slow:
        def readline(self) -> str:
            now[0] += 3600.0
            return "c\n"

    debug.monkeypatch.setattr(pausing, "monotonic", lambda: now[0])
    debug.monkeypatch.setattr(sys, "stdin", Slow())
    options = ["--debug", "--break", "rows/got", "--events", "events"]
    assert main(["run", "p.pipe", "-q", "--set", "ns=[1,2]", *options]) == 0
    events = [json.loads(line) for line in Path("events").read_text().splitlines()]
    kinds = [event["event"] for event in events]
    assert kinds.count("RunPaused") == kinds.count("RunResumed") == 2
    assert events[-1]["duration"] < 3600.0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--debug", "--break", "rows/gat"], "the address `rows/gat`; there is `rows/got`"),
        (["--debug", "--break", "p.pipe:99"], "begins at `p.pipe:99`; one begins at `p.pipe:12`"),
        (["--debug", "--break", "p.pipe:11"], "begins at `p.pipe:11`; one begins at `p.pipe:10`"),
        (["--debug", "--break", "q.pipe:1"], "no stage begins at `q.pipe:1`\n"),
        (["--break", "top"], "`--break` needs `--debug`"),
        (["--debug", "--input", "-"], "`--debug` reads commands from standard input"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_bad_usage(
    options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "p.pipe", "--set", "ns=[1]", *options]) == 2
    assert told in capsys.readouterr().err
