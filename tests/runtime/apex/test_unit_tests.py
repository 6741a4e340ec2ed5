"""The unit tests of the Apex runtime: those of functions are made of the vectors, and all pass."""

from functools import cache
from pathlib import Path

import pytest
from tests.apexvm import Project, TestResult
from tests.runtime.apex.library import library
from tests.runtime.apex.unit_tests import files

from pipesmith_apex_runtime import tests as shipped

SHARE = 0.9
"""The least share of the lines of the runtime that its tests run; an org asks for 75 %."""
FOLDER = Path(__file__).parents[3] / "runtime/pipesmith_apex_runtime/tests"


@pytest.mark.parametrize("name", files())
def test_vectors_are_tested_in_apex(name: str, update: bool) -> None:
    if update:
        (FOLDER / name).write_text(files()[name], "utf-8")
    assert (FOLDER / name).read_text("utf-8") == files()[name]


@cache
def project() -> Project:
    return library(shipped())


@cache
def results() -> tuple[TestResult, ...]:
    return tuple(project().run_test(*test) for test in project().tests())


def test_all_pass() -> None:
    assert len(results()) > 140
    failed = [each for each in results() if not each.passed]
    assert [f"{each.cls}.{each.method}: {each.message}" for each in failed] == []


def test_they_run_nearly_every_line() -> None:
    assert share(results()) >= SHARE


def test_tests_that_run_less_are_noticed() -> None:
    left = {"PipelineReaderTest", "PipelineRunsTest", "PipelineComponentsTest"}
    fewer = tuple(each for each in results() if each.cls not in left)
    assert share(fewer) < SHARE


def share(ran: tuple[TestResult, ...]) -> float:
    """Give the share of the lines of the runtime that tests have run."""
    found = project().coverage(ran)
    kept = [found[name] for name in found if name not in shipped()]
    return sum(len(each.run) for each in kept) / sum(len(each.there) for each in kept)


def test_a_fault_of_the_library_is_noticed() -> None:
    """Show that the tests can fail: one function gives another result."""
    slug = "public class PipelineSlug { public static String of(String text) { return text; } }"
    broken = library(shipped(), PipelineSlug=slug)
    failed = {test for test in broken.tests() if not broken.run_test(*test).passed}
    assert failed == {("PipelineTextTest", "slugifyAgreesWithOtherTargets")}
