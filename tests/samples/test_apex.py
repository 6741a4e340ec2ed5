"""The samples as Apex with their tests: each builds to what is committed."""

from pathlib import Path

import pytest
from tests.apexvm import Project, TestResult
from tests.runtime.apex.library import library
from tests.samples.catalogue import EVERY, Sample

from pipesmith.driver import compile_file
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET

CARRIED = ("pipeline-runtime", "/objects/", "manifest/")
"""Files that tell of the runtime, which every project holds; no sample need show them."""


WITH_TESTS = Options(tests=True)


@pytest.mark.parametrize("sample", EVERY, ids=lambda sample: sample.name)
def test_a_sample_builds_to_what_is_committed(
    sample: Sample, update: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.folder)
    built = sample.folder / "expected" / "apex"
    bundle = compile_file(Path(sample.tests or sample.program), TARGET, WITH_TESTS).bundle
    assert bundle is not None
    own = {path: text for path, text in bundle.files.items() if not any(c in path for c in CARRIED)}
    if update:
        for path, text in own.items():
            (built / path).parent.mkdir(parents=True, exist_ok=True)
            (built / path).write_text(text, "utf-8")
    files = [file for file in built.rglob("*") if file.is_file()]
    assert {f.relative_to(built).as_posix(): f.read_text("utf-8") for f in files} == own


# ---------------------------------------------------------------- the tests that are generated

LEAST = 0.9
"""So much of the lines of a sample its generated tests run, without any others."""

TESTED = [each for each in EVERY if each.name != "hello"]


def classes(sample: Sample) -> dict[str, str]:
    """Give the classes of a sample, with those that its operators are bound to."""
    return {file.name: file.read_text("utf-8") for file in sorted(sample.folder.rglob("*.cls"))}


def ran(files: dict[str, str]) -> tuple[Project, list[TestResult]]:
    """Run the tests among some classes."""
    project = library(files)
    return project, [project.run_test(*test) for test in project.tests()]


@pytest.mark.parametrize("sample", TESTED, ids=lambda sample: sample.name)
def test_generated_tests_pass_and_run_most_lines(sample: Sample) -> None:
    files = classes(sample)
    project, results = ran(files)
    assert len(results) >= 10
    assert [each.message for each in results if not each.passed] == []
    found = [
        part
        for name, part in project.coverage(results).items()
        if name in files and not name.endswith("Test.cls")
    ]
    there = sum(len(each.there) for each in found)
    assert there > 50
    assert sum(len(each.run) for each in found) >= LEAST * there


FAULTS = [
    ("customer_risk", "a.risk.score > state.threshold", "a.risk.score >= state.threshold"),
    ("customer_risk", "!checked.valid", "checked.valid"),
    ("customer_risk", "'score' => score", "'score' => null"),
    ("support_triage", "'answered'", "'escalated'"),
    ("orders_etl", "new PipelineBackoff(3L,", "new PipelineBackoff(2L,"),
    (
        "orders_etl",
        "source.field('items').asLong()",
        "source.field('items').asDecimal().longValue()",
    ),
]


@pytest.mark.parametrize(("name", "text", "fault"), FAULTS)
def test_a_fault_in_a_class_is_noticed(name: str, text: str, fault: str) -> None:
    """Show that the generated tests can fail."""
    (sample,) = (each for each in EVERY if each.name == name)
    files = classes(sample)
    broken = {
        path: code if path.endswith("Test.cls") else code.replace(text, fault)
        for path, code in files.items()
    }
    assert broken != files
    assert any(not each.passed for each in ran(broken)[1])
