"""`pipesmith run --coverage`, its files, and `--fail-under`."""

from pathlib import Path

import pytest

from pipesmith.cli import main

PROGRAM = """\
pipeline p(n: int) -> int {
  if n > 1 {
    do log.info(message: "many")
  }
  return n
}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    Path("sub/p.pipe").write_text(PROGRAM, "utf-8")


def run(n: int, *options: str) -> int:
    return main(["run", "sub/p.pipe", "-q", "--set", f"n={n}", *options])


def test_coverage_is_told_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(1, "--coverage") == 0
    shown = capsys.readouterr()
    assert shown.out == "1\n"
    assert shown.err == (
        "sub/p.pipe   33.3 %  1 of 3\n"
        "  sub/p.pipe:2:3  if: branch 1\n"
        "  sub/p.pipe:3:5  if/log.info: ran\n"
    )


def test_files_are_written() -> None:
    assert run(2, "--coverage-html", "c.html", "--coverage-xml", "c.xml") == 0
    assert "if: not else" in Path("c.html").read_text("utf-8")
    assert 'number="3" hits="1"' in Path("c.xml").read_text("utf-8")


@pytest.mark.parametrize(("percent", "code"), [("66", 0), ("67", 1), ("101", 2)])
def test_a_threshold_fails_the_run(
    percent: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(2, "--fail-under", percent) == code
    if code == 1:
        told = "pipesmith: coverage is 66.7 %, under the 67 % that is asked for"
        assert told in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_refused_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(2, "--coverage-xml", "no/c.xml") == 2
    shown = capsys.readouterr()
    assert (shown.out, "cannot write `no/c.xml`" in shown.err) == ("", True)


TESTS = """
test "few are not told" {
  given p(n: 1)
  expect result == 1
}

test "many are told" {
  given p(n: 2)
  expect called log.info times 1
}
"""


def run_tests(*options: str) -> int:
    Path("sub/p.pipe").write_text(PROGRAM + TESTS, "utf-8")
    return main(["test", "sub/p.pipe", *options])


def test_tests_are_covered_together(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests("--coverage", "--fail-under", "100") == 0
    assert capsys.readouterr().err.endswith("sub/p.pipe  100.0 %  3 of 3\n")


def test_a_threshold_fails_the_tests(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_tests("--coverage-html", "c.html", "--fail-under", "90", "-k", "few") == 1
    assert "coverage is 33.3 %, under the 90 % that is asked for" in capsys.readouterr().err
    assert "<td>  if n &gt; 1 {</td><td>if: not branch 1</td>" in Path("c.html").read_text("utf-8")


def test_a_run_without_coverage_is_not_traced(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(2, "--events", "events") == 0
    assert "BranchTaken" not in Path("events").read_text()
    assert run(2, "--events", "events", "--coverage") == 0
    assert "BranchTaken" in Path("events").read_text()
