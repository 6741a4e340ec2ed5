"""Breakpoints of debugpy in `.pipe` files: stops, values and steps are those of the program."""

import json
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.cli.debug_adapter import Client

PROGRAM = """\
operator fetch(n: int) -> int { python "booth:fetch" }

pipeline p(ns: list[int]) -> list[int] {
  stage top = fetch(n: 100)
  stage rows = foreach n in ns {
    let more = n + top
    stage got = fetch(n: more)
    yield got
  }
  return rows
}
"""

HOST = """
async def fetch(n):
    return n + 1
"""

ROOTS = [str(Path(__file__).parents[2] / name) for name in ("compiler", "targets", "runtime")]


@contextmanager
def debugged(folder: Path, lines: list[int]) -> Iterator[tuple[Client, list[dict[str, Any]]]]:
    """Run the program with breakpoints; give the client, and what the debugger makes of them."""
    (folder / "p.pipe").write_text(PROGRAM, "utf-8")
    (folder / "booth.py").write_text(HOST, "utf-8")
    with closing(Client()) as client:
        client.ask("initialize", adapterID="pipesmith", pathFormat="path", linesStartAt1=True)
        launched = client.send(
            "launch",
            module="pipesmith",
            args=["run", "p.pipe", "-q", "--set", "ns=[1,2]"],
            cwd=str(folder),
            env={"PYTHONPATH": os.pathsep.join(ROOTS), "PYDEVD_DISABLE_FILE_VALIDATION": "1"},
            console="internalConsole",
            redirectOutput=True,
            justMyCode=False,
        )
        client.event("initialized")
        source, places = {"path": str(folder / "p.pipe")}, [{"line": line} for line in lines]
        made = client.ask("setBreakpoints", source=source, breakpoints=places)["breakpoints"]
        client.ask("configurationDone")
        client.until(lambda message: message.get("request_seq") == launched)
        yield client, made


def stopped(client: Client) -> tuple[int, dict[str, Any], str, dict[str, str]]:
    """Wait for a stop; give the thread, the innermost frame, its file and its variables."""
    thread = client.event("stopped")["threadId"]
    frame = client.ask("stackTrace", threadId=thread)["stackFrames"][0]
    scope = client.ask("scopes", frameId=frame["id"])["scopes"][0]
    values = client.ask("variables", variablesReference=scope["variablesReference"])["variables"]
    return thread, frame, frame["source"]["path"], {each["name"]: each["value"] for each in values}


@pytest.mark.slow
def test_a_breakpoint_in_a_program_stops_there_with_its_values(tmp_path: Path) -> None:
    with debugged(tmp_path, [7]) as (client, (point,)):
        assert (point["verified"], point["line"]) == (True, 7)
        for n in (1, 2):
            thread, frame, path, values = stopped(client)
            assert (frame["line"], Path(path)) == (7, tmp_path / "p.pipe")
            assert (values["n"], values["top"], values["more"]) == (str(n), "101", str(n + 101))
            client.send("continue", threadId=thread)
        assert client.event("exited")["exitCode"] == 0, client.said("stderr")
        assert json.loads(client.said("stdout")) == [103, 104]


@pytest.mark.slow
def test_stepping_goes_from_stage_to_stage(tmp_path: Path) -> None:
    with debugged(tmp_path, [4]) as (client, _):
        thread, frame, _, _ = stopped(client)
        assert frame["line"] == 4
        client.send("next", threadId=thread)
        _, frame, path, values = stopped(client)
        assert (frame["line"], Path(path)) == (5, tmp_path / "p.pipe")
        assert values["top"] == "101"
