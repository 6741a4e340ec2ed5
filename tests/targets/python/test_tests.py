"""Tests as modules: typed, formatted, the same each time, and run by pytest alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from black import format_str
from black.mode import Mode, TargetVersion
from tests.program import python_target
from tests.samples.catalogue import SAMPLES

from pipesmith.driver import compile_file, compile_source
from pipesmith.source import Source
from pipesmith.target import Bundle, Options

TESTED = [*SAMPLES.glob("*/*_test.pipe"), SAMPLES / "hello" / "hello.pipe"]
ROOT = SAMPLES.parent


def built(file: Path) -> Bundle:
    bundle = compile_file(file, python_target(), Options(tests=True)).bundle
    assert bundle is not None
    return bundle


@pytest.mark.parametrize("file", TESTED, ids=lambda file: file.stem)
def test_the_same_program_gives_the_same_formatted_tests(file: Path) -> None:
    text = built(file).files[f"test_{file.stem}.py"]
    assert built(file).files[f"test_{file.stem}.py"] == text
    assert format_str(text, mode=Mode({TargetVersion.PY311})) == text


def test_tests_are_written_only_where_they_are_asked_for() -> None:
    plain = compile_file(TESTED[0], python_target(), Options()).bundle
    assert plain is not None
    assert not [path for path in plain.files if path.startswith("test_")]


def test_a_carried_runtime_has_what_tests_need() -> None:
    for tests in (False, True):
        options = Options("vendor", tests=tests)
        bundle = compile_file(TESTED[0], python_target(), options).bundle
        assert bundle is not None
        assert ("pipesmith_runtime/testing/scenario.py" in bundle.files) is tests


def test_each_line_knows_the_expectation_it_comes_from() -> None:
    bundle = built(SAMPLES / "hello" / "hello.pipe")
    text = bundle.files["test_hello.py"].split("\n")
    source = (SAMPLES / "hello" / "hello.pipe").read_text("utf-8").split("\n")
    rows = bundle.maps["test_hello.py"].rows
    asserts = [row for row in rows if text[row.first - 1].lstrip().startswith("assert")]
    assert len(asserts) == 4
    assert all(source[row.line - 1].lstrip().startswith("expect") for row in asserts)


def test_a_file_named_like_tests_is_refused() -> None:
    program = 'import { one } from "./test_main.pipe"\n'
    program += "pipeline p() -> int {\n  return one()\n}\n"
    program += 'test "t" {\n  given p()\n  expect result == 1\n}\n'
    other = Source("test_main.pipe", "function one() -> int = 1\n")
    found = compile_source(
        Source("main.pipe", program), lambda path: other, python_target(), Options()
    ).findings
    assert [finding.slug.name for finding in found] == ["python/module-name"]


@pytest.mark.slow
def test_generated_tests_are_typed_and_pass(tmp_path: Path) -> None:
    for file in TESTED:
        for path, text in built(file).files.items():
            (tmp_path / path).write_text(text, "utf-8")
    roots = [str(ROOT / "runtime"), str(SAMPLES / "customer_risk"), str(SAMPLES / "orders_etl")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(roots), "MYPYPATH": roots[0]}
    for command in (
        ["mypy", "--strict", *(f"test_{file.stem}.py" for file in TESTED)],
        ["pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path)],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr
