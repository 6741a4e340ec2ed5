"""The JMESPath compliance suite: the function when it runs, and the checker on literals."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.checking import ENTRY, check_files
from tests.suites import groups, suite

from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.selecting import jmespath

FILES = (
    "basic", "benchmarks", "boolean", "current", "escape", "filters", "functions", "identifiers",
    "indices", "literal", "multiselect", "pipe", "slice", "syntax", "unicode", "wildcard",
)  # fmt: skip
COUNTS = {"result": 742, "error": 150, "bench": 16}
REFUSED_WHEN_COMPILED = {"syntax", "unknown-function", "invalid-arity", "invalid-value"}


@dataclass(frozen=True)
class Case:
    given: Any
    expression: str
    error: str | None
    result: Any

    def __str__(self) -> str:
        return f"{self.expression!r} of {json.dumps(self.given)[:60]}"


def cases(folder: Path, name: str) -> Iterator[Case]:
    for group in groups(folder / f"{name}.json"):
        for raw in group["cases"]:
            if "bench" not in raw:
                error, result = raw.get("error"), raw.get("result")
                yield Case(group["given"], raw["expression"], error, result)


@pytest.fixture
def folder() -> Path:
    return suite("jmespath-compliance", "tests")


def kind(raw: dict[str, Any]) -> str:
    return next(kind for kind in ("bench", "error", "result") if kind in raw)


def test_the_suite_is_whole(folder: Path) -> None:
    assert {path.stem for path in folder.glob("*.json")} == set(FILES)
    found = [group for name in FILES for group in groups(folder / f"{name}.json")]
    assert Counter(kind(raw) for group in found for raw in group["cases"]) == COUNTS


# ---------------------------------------------------------------- when it runs


def outcome(case: Case) -> str:
    """Give the result as JSON, members in one order, or the type of the error."""
    try:
        return json.dumps(jmespath(case.given, case.expression), sort_keys=True)
    except PipelineError as error:
        return error.type


@pytest.mark.parametrize("name", FILES)
def test_the_function_agrees(name: str, folder: Path) -> None:
    wrong = [
        f"{case}: {outcome(case)}"
        for case in cases(folder, name)
        if outcome(case)
        != ("TRANSFORMATION" if case.error else json.dumps(case.result, sort_keys=True))
    ]
    assert wrong == []


# ---------------------------------------------------------------- when it is compiled


def literal(text: str) -> str:
    """Write a text as source does."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("{{", "\\{{")
    for char, written in (("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(char, written)
    return f'"{escaped}"'


def refused_lines(expressions: list[str]) -> set[int]:
    """Give the expressions that the checker refuses, by position."""
    lines = [f"  let x{at} = jmespath(data, {literal(e)})" for at, e in enumerate(expressions)]
    source = "\n".join(["pipeline p(data: json) {", *lines, "}", ""])
    checked = check_files({ENTRY: source})
    slugs = Counter(finding.slug.name for finding in checked.findings)
    assert slugs.keys() <= {"bad-jmespath", "unused-name"}, slugs
    position = checked.findings.sources[ENTRY].position
    return {
        position(finding.label.span.start)[0] - 2
        for finding in checked.findings
        if finding.slug.name == "bad-jmespath"
    }


@pytest.mark.parametrize("name", [name for name in FILES if name != "benchmarks"])
def test_the_checker_agrees(name: str, folder: Path) -> None:
    found = [*cases(folder, name)]
    refused = refused_lines([case.expression for case in found])
    wrong = [
        str(case)
        for at, case in enumerate(found)
        if (at in refused) != (case.error in REFUSED_WHEN_COMPILED)
    ]
    assert wrong == []
