"""Coverage: what can be covered, what runs cover, and how that is reported."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.program import imported, python_target

from pipesmith.coverage import Coverage, Point, collect, merged, report
from pipesmith.driver import check_source, compile_source, read_file
from pipesmith.ir.nodes import Program
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Run, VirtualClock

PROGRAM = """\
enum Kind { a, b, c }

operator fetch(n: int) -> int { python "HOST:fetch" }

pipeline p(n: int, kind: Kind = Kind.a, ns: list[int] = []) -> int {
  if n == 1 {
    let unused = 1
  } else if n == 2 {
    let unused = 2
  }
  stage picked = switch kind {
    case Kind.a { yield 1 }
    case Kind.b { yield 2 }
    else { yield 3 }
  }
  stage tried = try {
    stage x = fetch(n: n)
    yield x
  } catch routing {
    yield 4
  } catch timeout as late {
    yield length(late.message)
  }
  stage loops = foreach item in ns {
    stage got = fetch(n: item) when item != 0
    yield got
  }
  stage again = fetch(n: n) retry 1 on connectivity fallback 9
  return picked + tried + again
} on error as failure {
  do log.info(message: failure.message)
}
"""

HOST = """
from pipesmith_runtime import PipelineError
from pipesmith_runtime.errors import CONNECTIVITY, EXECUTION, ROUTING, TIMEOUT

KINDS = {-1: ROUTING, -2: TIMEOUT, -3: CONNECTIVITY, -4: EXECUTION}
seen = []

async def fetch(n):
    seen.append(n)
    if n == -3 and seen.count(n) == 1:
        return n
    if n == -5:
        if seen.count(n) == 2:
            raise PipelineError(CONNECTIVITY, "once")
    elif n in KINDS:
        raise PipelineError(KINDS[n], "asked for")
    return n
"""

ALL = {
    "if": {"branch 1", "branch 2", "else"},
    "picked": {"branch 1", "branch 2", "else"},
    "tried": {"catch", "catch#2"},
    "tried/x": {"ran"},
    "loops": {"no iteration", "one iteration", "many iterations"},
    "loops[*]/got": {"ran", "skipped"},
    "again": {"ran", "retried", "retries exhausted", "fell back"},
    "on_error": {"on error"},
    "on_error/log.info": {"ran"},
}


def program(text: str = PROGRAM, path: str = "p.pipe") -> Program:
    checked = check_source(Source(path, text), read_file)
    assert checked.program is not None
    return checked.program


class Runs:
    """Runs the traced pipeline, and gives what its runs cover."""

    def __init__(self, pipeline: Any, name: str) -> None:
        self.pipeline, self.collector = pipeline, collect(program(path=name))

    def __call__(self, n: int, **others: Any) -> None:
        clock = VirtualClock()
        arguments = self.pipeline.read({"n": n, **others})
        run = Run(clock=clock, observer=self.collector)
        try:
            clock.run(self.pipeline(**arguments, run=run))
        except PipelineError as error:
            assert error.type == "EXECUTION"

    @property
    def covered(self) -> dict[str, set[str]]:
        coverage = self.collector.coverage
        found: dict[str, set[str]] = {}
        for point in coverage.points:
            if coverage.times(point):
                found.setdefault(point.address, set()).add(point.what)
        return found


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    with imported(PROGRAM, tmp_path, HOST, Options(traced=True)) as (module, _):
        yield Runs(module.p, f"{module.__name__}.pipe")


def test_what_can_be_covered_comes_from_the_program() -> None:
    found: dict[str, set[str]] = {}
    for point in collect(program()).coverage.points:
        found.setdefault(point.address, set()).add(point.what)
    assert found == ALL


@pytest.mark.parametrize(
    ("given", "covered"),
    [
        ({"n": 1}, {"if": "branch 1", "picked": "branch 1", "loops": "no iteration"}),
        ({"n": 2, "kind": "b", "ns": [0]}, {"if": "branch 2", "picked": "branch 2"}),
        ({"n": 2, "ns": [0]}, {"loops": "one iteration", "loops[*]/got": "skipped"}),
        ({"n": 3, "kind": "c", "ns": [1, 2]}, {"if": "else", "picked": "else"}),
        ({"n": 3, "ns": [1, 2]}, {"loops": "many iterations", "loops[*]/got": "ran"}),
        ({"n": -1}, {"tried": "catch", "again": "fell back"}),
        ({"n": -2}, {"tried": "catch#2"}),
        ({"n": -4}, {"on_error": "on error", "on_error/log.info": "ran"}),
        ({"n": -5}, {"again": "retried"}),
        ({"n": -3}, {"again": "retries exhausted"}),
    ],
)
def test_a_run_covers_what_it_goes_through(
    runs: Runs, given: dict[str, Any], covered: dict[str, str]
) -> None:
    runs(**given)
    for address, what in covered.items():
        assert what in runs.covered[address]
        if address != "again":  # retries come in several ways at once
            assert not (ALL[address] - {"ran", what}) & runs.covered[address]


def test_all_runs_together_cover_all(runs: Runs) -> None:
    for n in (1, 2, 3, -1, -2, -3, -4, -5):
        runs(n, kind="abc"[n % 3], ns=[0, 1, 2][: n % 4])
    assert runs.covered == ALL
    assert runs.collector.coverage.missing == ()
    assert runs.collector.coverage.percent == 100.0


def test_an_untraced_build_tells_of_no_branch(tmp_path: Path) -> None:
    with imported(PROGRAM, tmp_path, HOST) as (module, _):
        runs = Runs(module.p, f"{module.__name__}.pipe")
        runs(1)
        assert "if" not in runs.covered
        assert runs.covered["tried/x"] == {"ran"}


def test_traced_code_says_so_and_other_code_does_not() -> None:
    for traced in (True, False):
        options = Options(traced=traced)
        compiled = compile_source(Source("p.pipe", PROGRAM), read_file, python_target(), options)
        assert compiled.bundle is not None
        assert ("run.took(" in compiled.bundle.files["p.py"]) is traced


def coverage_of(*missing: str) -> Coverage:
    points = collect(program()).coverage.points
    return Coverage(points, {p.key: 2 for p in points if p.what not in missing})


def test_text_names_what_is_missing() -> None:
    text = report([coverage_of("catch#2", "skipped")], "text", {})
    assert text == (
        "p.pipe   90.0 %  18 of 20\n"
        "  p.pipe:16:3  tried: catch#2\n"
        "  p.pipe:25:5  loops[*]/got: skipped\n"
    )


def test_nothing_to_cover_is_covered() -> None:
    empty = collect(program("pipeline p() -> int { return 1 }")).coverage
    assert empty.percent == 100.0
    assert report([empty], "text", {}) == "total  100.0 %  0 of 0\n"


def test_coverages_add_up() -> None:
    points = collect(program()).coverage.points
    first, second = (Coverage(points, {each.key: 1}) for each in points[:2])
    whole = merged([first, second, second])
    assert [whole.times(point) for point in points[:3]] == [1, 2, 0]


def test_the_page_shows_the_source_and_escapes_it() -> None:
    source = Source("p.pipe", PROGRAM.replace("Kind.a { yield 1 }", 'Kind.a { yield 1 } // <b>"&'))
    page = report([coverage_of("catch", "catch#2", "ran")], "html", {"p.pipe": source})
    assert '<tr class="none"><td>16</td><td>  stage tried = try {</td>' in page
    assert '<tr class="part"><td>25</td>' in page
    assert '<tr class="all"><td>6</td>' in page
    assert "<b>" not in page and "&lt;b&gt;&quot;&amp;" in page
    assert "tried: not catch; tried: not catch#2" in page


def test_cobertura_has_lines_and_conditions() -> None:
    text = report([coverage_of("catch", "ran")], "cobertura", {})
    root = ElementTree.fromstring(text.split("\n", 2)[2])
    lines = {line.get("number"): line for line in root.iter("line")}
    assert lines["16"].get("condition-coverage") == "50% (1/2)"
    assert lines["17"].attrib == {"number": "17", "hits": "0", "branch": "false"}
    assert root.get("branches-covered") == "15"
    assert [each.get("filename") for each in root.iter("class")] == ["p.pipe"]


def test_a_line_of_cobertura_is_not_gone_through_where_its_stage_was_skipped() -> None:
    skipped = Point("p.pipe", 3, 3, "p", "a", "skipped")
    ran = Point("p.pipe", 3, 3, "p", "a", "ran")
    coverage = Coverage((ran, skipped), {skipped.key: 1})
    root = ElementTree.fromstring(report([coverage], "cobertura", {}).split("\n", 2)[2])
    (line,) = root.iter("line")
    assert line.attrib == {
        "number": "3",
        "hits": "0",
        "branch": "true",
        "condition-coverage": "100% (1/1)",
    }
    rates = ("line-rate", "lines-covered", "branch-rate", "branches-covered")
    assert [root.get(name) for name in rates] == ["0.0000", "0", "1.0000", "1"]
    assert report([coverage], "text", {}).startswith("p.pipe   50.0 %  1 of 2\n")
