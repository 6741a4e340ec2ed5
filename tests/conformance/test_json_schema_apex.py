"""The JSON Schema suite of draft 2020-12, by the checker that Apex programs call.

What it does not know is refused by name; all else is decided, and told, as Python does.
"""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.apexvm import Project, Thrown
from tests.apexvm.errors import UnknownSyntax
from tests.apexvm.python_values import to_python
from tests.conformance.test_json_schema_suite import required
from tests.runtime.apex.library import error_type, library, problem
from tests.suites import suite

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.json_schemas import validate_data

SUITE_CLASS = """
public class Suite {
    public static Object run(String data, String schema) {
        return PipelineSchema.validate(PipelineJson.read(data), PipelineJson.read(schema));
    }
}
"""
PATTERN = "a pattern is not supported"
REFUSED = {
    "Apex does not know `unevaluatedProperties`": 130,
    "Apex does not know `unevaluatedItems`": 69,
    "leads out of the schema": 79,
    PATTERN: 5,
}
"""Why cases are refused, and how many."""
ONLY_PLACED = "nothing is accepted here"
"""Apex says where a value stands that the schema `false` refuses; Python gives the whole."""


@cache
def project() -> Project:
    return library(Suite=SUITE_CLASS)


@pytest.fixture
def folder() -> Path:
    return suite("json-schema-suite", "draft2020-12")


def outcome(data: Any, schema: Any) -> list[Any] | str:
    """Give the problems, none if the schema holds, or why it cannot be used."""
    try:
        project().call_static("Suite", "run", json.dumps(data), json.dumps(schema))
    except Thrown as thrown:
        refused = error_type(thrown) == "EXECUTION"
        return thrown.message if refused else to_python(problem(thrown, "detail"))
    except UnknownSyntax:
        return PATTERN
    return []


def told_by_python(data: Any, schema: Any) -> list[Any]:
    try:
        validate_data(data, schema)
    except PipelineError as error:
        assert isinstance(error.detail, list)
        return error.detail
    return []


def test_every_case_is_decided_or_refused(folder: Path) -> None:
    wrong: list[str] = []
    refused: Counter[str] = Counter()
    for name, group in required(folder):
        for test in group["tests"]:
            found = outcome(test["data"], group["schema"])
            if isinstance(found, str):
                refused.update(reason for reason in REFUSED if reason in found)
            elif (not found) != test["valid"]:
                wrong.append(f"{name}: {group['description']}: {test['description']}: {found}")
    assert wrong == []
    assert refused == REFUSED


def test_problems_are_told_as_python_tells_them(folder: Path) -> None:
    wrong: list[str] = []
    for name, group in required(folder):
        for test in group["tests"]:
            found = outcome(test["data"], group["schema"])
            if isinstance(found, str) or any(each["message"] == ONLY_PLACED for each in found):
                continue
            if found != told_by_python(test["data"], group["schema"]):
                wrong.append(f"{name}: {group['description']}: {test['description']}: {found}")
    assert wrong == []
