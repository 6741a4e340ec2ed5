"""The pytest plugin: tests of programs among those of pytest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
pipeline double(number: int) -> int {
  return number * 2
}

test "two is four" {
  given double(number: 2)
  expect result == 4
}

test "two is five" {
  given double(number: 2)
  expect result == 5
}
"""


def collected(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "pipesmith.cli.pytest_plugin", "-p"]
    plain = ["no:cacheprovider", "-v", "--rootdir", str(folder), "--confcutdir", str(folder)]
    given = [*command, *plain, str(folder), *arguments]
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # installed, ours would come twice
    return subprocess.run(given, capture_output=True, text=True, cwd=folder, timeout=120, env=env)


@pytest.mark.slow
def test_tests_of_programs_are_items(tmp_path: Path) -> None:
    (tmp_path / "twice.pipe").write_text(PROGRAM)
    (tmp_path / "plain.pipe").write_text(PROGRAM.partition("test")[0])
    done = collected(tmp_path)
    assert done.returncode == 1
    assert "twice.pipe::two is four PASSED" in done.stdout
    assert "twice.pipe::two is five FAILED" in done.stdout
    assert "|   expect result == 5" in done.stdout
    assert "left: 4" in done.stdout
    assert "plain.pipe" not in done.stdout
    chosen = collected(tmp_path, "-k", "four")
    assert chosen.returncode == 0


@pytest.mark.slow
def test_a_program_that_does_not_compile_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "twice.pipe").write_text(PROGRAM.replace("number * 2", "nmber * 2"))
    done = collected(tmp_path)
    assert done.returncode == 2
    assert "error[unknown-name]" in done.stdout
