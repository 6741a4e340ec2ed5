"""The JSON Schema suite of draft 2020-12: `schema.validate` when it runs, and when it is compiled.

The required cases alone: what is optional in the suite (formats, old keywords) is not asserted.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.suites import groups, suite

from pipesmith.analysis.json_schema_check import schema_problems
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.json_schemas import validate_data

FILES, GROUPS, CASES = 44, 360, 1250

LEFT_OUT = {
    ("refRemote.json", "leads out of"): 15,
    ("pattern.json", "the pattern `^\\p{Letter}+$` is not supported"): 1,
    ("patternProperties.json", "the pattern `^\\p{Letter}+$` is not supported"): 1,
}
"""Schemas that are refused: nothing is fetched, and patterns are those that Python reads."""


@pytest.fixture
def folder() -> Path:
    return suite("json-schema-suite", "draft2020-12")


def required(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(folder.glob("*.json")):
        for group in groups(file):
            yield file.name, group


def left_out(name: str, message: str) -> tuple[str, str] | None:
    return next((key for key in LEFT_OUT if key[0] == name and key[1] in message), None)


def outcome(data: Any, schema: Any) -> bool | str:
    try:
        validate_data(data, schema)
    except PipelineError as error:
        if error.type == "VALIDATION":
            assert error.detail and all(problem["path"][0] == "$" for problem in error.detail)
        return False if error.type == "VALIDATION" else error.message
    return True


def test_the_suite_is_whole(folder: Path) -> None:
    found = [*required(folder)]
    cases = sum(len(group["tests"]) for _, group in found)
    assert (len({name for name, _ in found}), len(found), cases) == (FILES, GROUPS, CASES)


def test_no_case_disagrees(folder: Path) -> None:
    wrong, refused = [], Counter[tuple[str, str]]()
    for name, group in required(folder):
        found = [outcome(test["data"], group["schema"]) for test in group["tests"]]
        messages = {each for each in found if isinstance(each, str)}
        keys = {left_out(name, message) for message in messages}
        refused.update(key for key in keys if key)
        for test, seen in zip(group["tests"], found, strict=True):
            if seen != test["valid"] and (not isinstance(seen, str) or None in keys):
                wrong.append(f"{name}: {group['description']}: {test['description']}: {seen}")
    assert wrong == []
    assert refused == LEFT_OUT


def test_what_is_left_out_is_refused_when_compiled(folder: Path) -> None:
    refused, wrong = Counter[tuple[str, str]](), []
    for name, group in required(folder):
        for message in {problem.message for problem in schema_problems(group["schema"])}:
            key = left_out(name, message)
            refused.update([key] if key else [])
            wrong += [] if key else [f"{name}: {group['description']}: {message}"]
    assert wrong == []
    assert refused == LEFT_OUT
