"""JMESPath and JSON Schema when they run: their errors, and the packages that they need."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import pipesmith_runtime
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.json_schemas import validate_data
from pipesmith_runtime.selecting import jmespath, transform

RUNTIME = Path(__file__).parents[2] / "runtime"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("a +", "JMESPath: the expression does not parse at character 3"),
        ("a ||", "JMESPath: the expression ends too early"),
        ("", "JMESPath: the expression is empty"),
        ("nothing(a)", "JMESPath: there is no function `nothing`"),
        ("abs(a, a)", "JMESPath: `abs` is given 2 arguments"),
        ("abs(a)", "JMESPath: `abs` does not take string"),
        ("b[::0]", "JMESPath: a slice steps by zero"),
        ("min_by(b, &@)", "JMESPath: values of different kinds are put in order"),
        ("[" + "9" * 5000 + "]", "JMESPath: a number is too large"),
        ("(" * 5000, "JMESPath: the expression or the data is nested too deeply"),
        ("`1e999`", "JMESPath: the result is not JSON: expected finite float"),
    ],
)
def test_what_has_no_result(query: str, message: str) -> None:
    with pytest.raises(PipelineError) as caught:
        jmespath({"a": "text", "b": [1, "x"]}, query)
    assert (caught.value.type, caught.value.message) == ("TRANSFORMATION", message)


def test_a_mapping_names_the_member_that_fails() -> None:
    assert transform({"a": 1}, None, {"x": "a", "y": "b"}) == {"x": 1, "y": None}
    with pytest.raises(PipelineError, match="`y`: JMESPath: the expression ends too early"):
        transform({"a": 1}, None, {"x": "a", "y": "b."})


@pytest.mark.parametrize(("query", "mapping"), [(None, None), ("a", {"b": "c"})])
def test_one_way_to_transform(query: str | None, mapping: dict[str, str] | None) -> None:
    with pytest.raises(PipelineError, match="either `expression` or `mapping`") as caught:
        transform({}, query, mapping)
    assert caught.value.type == "TRANSFORMATION"


@pytest.mark.parametrize(
    ("data", "schema", "problems"),
    [
        ([1], {"type": "object"}, [("$", "expected object, found list of 1")]),
        ({}, {"required": ["a", "b"]}, [("$.a", "missing"), ("$.b", "missing")]),
        ({"a": 1, "b": 2}, {"properties": {"a": True}, "additionalProperties": False},
         [("$.b", "unknown field")]),
        ({"a": [0, "x"]}, {"properties": {"a": {"items": {"type": ["integer", "null"]}}}},
         [("$.a[1]", 'expected integer or null, found text "x"')]),
        ("b", {"enum": ["a", 1, None]}, [("$", 'expected one of "a", 1, null, found text "b"')]),
        (3, {"maximum": 2, "multipleOf": 2},
         [("$", "expected at most 2, found number 3"),
          ("$", "expected a multiple of 2, found number 3")]),
        ([1, 1], {"uniqueItems": True}, [("$", "expected no repeats")]),
        (1, False, [("$", "nothing is accepted here")]),
        (1, {"anyOf": [{"type": "string"}, False]}, [("$", "fits none of `anyOf`")]),
        ([], {"contains": True}, [("$", "`contains` does not hold")]),
    ],
)  # fmt: skip
def test_every_problem_is_told(data: Any, schema: Any, problems: list[tuple[str, str]]) -> None:
    with pytest.raises(PipelineError) as caught:
        validate_data(data, schema)
    assert caught.value.type == "VALIDATION"
    told = [{"path": path, "message": message} for path, message in problems]
    assert caught.value.detail == told
    assert caught.value.message == "; ".join(f"{path}: {text}" for path, text in problems)


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ({"$ref": "http://127.0.0.1:1/a"}, "`http://127.0.0.1:1/a` leads out of the schema"),
        ({"$ref": "#"}, "nested too deeply"),
        ({"type": 3}, "it is not a JSON Schema at `$.type`"),
        ({"pattern": "\\p{L}"}, "the pattern `\\p{L}` is not supported"),
        ({"$schema": "http://json-schema.org/draft-07/schema#"}, "is not supported; write `https"),
    ],
)
def test_a_schema_that_cannot_be_used(schema: Any, message: str) -> None:
    with pytest.raises(PipelineError) as caught:
        validate_data(1, schema)
    assert caught.value.type == "EXECUTION"
    assert message in caught.value.message


def test_more_than_three_problems_are_counted() -> None:
    with pytest.raises(PipelineError) as caught:
        validate_data([1, 2, 3, 4, 5], {"items": {"type": "string"}})
    assert caught.value.message.endswith("; and 2 more")
    assert len(caught.value.detail) == 5


# ---------------------------------------------------------------- packages


def test_without_jmespath_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(pipesmith_runtime, "jmespath_rules", raising=False)
    monkeypatch.delitem(sys.modules, "pipesmith_runtime.jmespath_rules", raising=False)
    monkeypatch.setitem(sys.modules, "jmespath", None)
    with pytest.raises(PipelineError) as caught:
        jmespath({}, "a")
    assert caught.value.type == "EXECUTION"
    assert 'pip install "pipesmith[jmespath]"' in caught.value.message


def test_without_jsonschema_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jsonschema", None)
    with pytest.raises(PipelineError) as caught:
        validate_data({}, {"title": "asked for the first time"})
    assert caught.value.type == "EXECUTION"
    assert 'pip install "pipesmith[schema]"' in caught.value.message


def test_the_packages_are_imported_when_they_are_needed() -> None:
    code = f"import sys; sys.path.insert(0, {str(RUNTIME)!r}); import pipesmith_runtime.components"
    code += "; print({'jmespath', 'jsonschema', 'referencing'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("set()\n", "")
