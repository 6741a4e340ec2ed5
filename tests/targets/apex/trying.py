"""Programs whose tests are run as Apex."""

import os

import pytest
from tests.apex.gates import missing
from tests.apexvm import Project, TestResult
from tests.checking import check_files
from tests.conformance.apex_target import sources

from pipesmith.driver import Compiled, compile_program
from pipesmith.ir import nodes as n
from pipesmith.target import Options
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.testing.names import tried

WITH_TESTS = Options(tests=True)


def built(source: str) -> tuple[n.Program, Compiled]:
    """Build a program with its tests."""
    checked = check_files({"main.pipe": source})
    assert checked.program is not None, [str(each) for each in checked.findings]
    compiled = compile_program(checked.program, TARGET, WITH_TESTS, checked.findings)
    assert compiled.bundle is not None
    return checked.program, compiled


def ran(source: str) -> dict[str, TestResult]:
    """Run the tests of a program, by their titles."""
    program, compiled = built(source)
    assert compiled.bundle is not None
    require_tools()
    project = Project.of(sources(compiled.bundle))
    titles = {key: each.title for key, each in tried(program).items()}
    return {
        titles[cls, method]: project.run_test(cls, method)
        for cls, method in project.tests()
        if (cls, method) in titles
    }


def require_tools() -> None:
    """Skip where the parser of Apex is missing; in CI it may not be."""
    if reason := missing():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
