"""The JMESPath compliance suite, by the interpreter that Apex programs call."""

import json
from functools import cache
from pathlib import Path

import pytest
from tests.apexvm import Project, Thrown
from tests.conformance.test_jmespath_suite import FILES, Case, cases
from tests.runtime.apex.library import error_type, library
from tests.suites import suite

SUITE_CLASS = """
public class Suite {
    public static String run(String data, String expression) {
        return PipelineJson.write(PipelineJmesPath.search(PipelineJson.read(data), expression));
    }
}
"""


@cache
def project() -> Project:
    return library(Suite=SUITE_CLASS)


def outcome(case: Case) -> str:
    """Give the result as JSON, members in one order, or the type of the error."""
    try:
        given = json.dumps(case.given), case.expression
        return json.dumps(json.loads(project().call_static("Suite", "run", *given)), sort_keys=True)
    except Thrown as thrown:
        return error_type(thrown)


@pytest.fixture
def folder() -> Path:
    return suite("jmespath-compliance", "tests")


@pytest.mark.parametrize("name", FILES)
def test_apex_agrees(name: str, folder: Path) -> None:
    wrong = [
        f"{case}: {outcome(case)}"
        for case in cases(folder, name)
        if outcome(case)
        != ("TRANSFORMATION" if case.error else json.dumps(case.result, sort_keys=True))
    ]
    assert wrong == []
