"""Declarations of a JSON Schema: what they are, what is said of the rest, and that they check."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.checking import ENTRY, check_files
from tests.compiler.schema.drawn_types import Types
from tests.compiler.schema.programs import FOLDER, program, text
from tests.program import python_target
from tests.suites import groups, suite

from pipesmith.driver import compile_source
from pipesmith.schema.incoming import Imported, import_schema
from pipesmith.schema.out import document
from pipesmith.source import Source
from pipesmith.syntax import format_source
from pipesmith.target import Options
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.records import validate


def imported(schema: Any) -> Imported:
    """Import a schema from a file called `case.json`."""
    return import_schema(Source("case.json", json.dumps(schema, indent=1)))


def slugs(result: Imported) -> list[str]:
    return [finding.slug.name.removeprefix("schema/") for finding in result.findings]


def declared(schema: Any) -> str:
    """Give the declarations of a schema of which all is said."""
    result = imported(schema)
    assert result.text is not None
    assert [each for each in slugs(result) if each != "open"] == []
    return result.text


# ---------------------------------------------------------------- whole files


def test_an_order() -> None:
    result = import_schema(Source("order.json", (FOLDER / "order.json").read_text("utf-8")))
    assert result.text == text("order")
    found = ["renamed", "not-expressible", "not-expressible", "open"]
    assert slugs(result) == found


@pytest.mark.parametrize("name", ["exact", "loose", "order"])
def test_out_and_in_again(name: str) -> None:
    assert_comes_back(text(name))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.randoms(use_true_random=False))
def test_types_come_back_from_their_schemas(random: Random) -> None:
    assert_comes_back(Types(random).text())


def assert_comes_back(source: str) -> None:
    """Import what types come to as a schema: types that come to the same."""
    schema = document(program(source))
    again = import_schema(Source("main.json", json.dumps(schema)))
    assert again.text is not None
    assert [each for each in slugs(again) if each != "renamed"] == []
    assert document(program(again.text)) == schema


# ---------------------------------------------------------------- types


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        (True, "json"),
        ({"type": "string"}, "string"),
        ({"type": "string", "minLength": 2}, "string where length(it) >= 2"),
        ({"type": "string", "format": "date-time"}, "datetime"),
        ({"type": "string", "format": "uri"}, "url"),
        ({"type": "integer", "minimum": 1, "maximum": 9}, "int where 1 <= it <= 9"),
        ({"type": "integer", "multipleOf": 5}, "int where it % 5 == 0"),
        ({"type": "number", "exclusiveMinimum": -0.5}, "float where it > -0.5"),
        ({"type": ["integer", "number"]}, "float"),
        ({"type": "null"}, "json where it == null"),
        ({"const": "a b"}, '"a b"'),
        ({"enum": ["a b", "c"]}, '"a b" | "c"'),
        ({"enum": [1, 2]}, "int where it in [1, 2]"),
        ({"const": True}, "bool where it == true"),
        ({"type": "array", "items": {"type": "string"}, "maxItems": 3},
         "list[string] where length(it) <= 3"),
        ({"type": "array"}, "list[json]"),
        ({"type": "object"}, "map[string, json]"),
        ({"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 1},
         "map[string, int] where length(it) >= 1"),
        ({"type": "array", "prefixItems": [{"type": "string"}, {}], "minItems": 2, "items": False},
         "tuple[string, json]"),
        ({"type": "array", "items": {"type": "array", "items": {"type": "boolean"}}},
         "list[list[bool]]"),
        ({"type": "string", "x-pipesmith-type": "path", "minLength": 1}, "path"),
        ({"type": ["string", "number"], "x-pipesmith-type": "decimal(12, 2)"}, "decimal(12, 2)"),
    ],
)  # fmt: skip
def test_a_type(schema: Any, expected: str) -> None:
    assert declared(schema) == f"type Case = {expected}\n"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "string"}, "f: string?"),
        ({"type": ["string", "null"]}, "f: string?"),
        ({"type": "string", "default": 'a\n"{{b'}, 'f: string = "a\\n\\"\\{{b"'),
        ({"type": "number", "default": 1}, "f: float = 1.0"),
        ({"type": "array", "items": {"type": "integer"}, "default": []}, "f: list[int] = []"),
        ({"default": {"a": [1, None]}}, 'f: json = { "a": [1, null] }'),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "f: int?"),
        ({"enum": ["a b", "c", None]}, 'f: ("a b" | "c")?'),
    ],
)
def test_a_field(field: Any, expected: str) -> None:
    schema = {"type": "object", "properties": {"f": field}, "additionalProperties": False}
    assert declared(schema) == f"record Case {{\n  {expected}\n}}\n"


def test_names() -> None:
    fields = ["firstName", "HTTPCode", "a-b", "a_b", "where", "1st", "set", "", "\u00e9", "x\n// y"]
    result = imported({"type": "object", "required": fields})
    assert result.text is not None
    lines = [each.strip() for each in result.text.splitlines()]
    assert [each.partition(":")[0] for each in lines if each.endswith(": json")] == [
        "first_name", "http_code", "a_b", "a_b_2", "where_value", "value_1_st", "set", "value",
        "value_2", "x_y",
    ]  # fmt: skip
    assert "/// In JSON: `firstName`." in lines
    assert "renamed" in slugs(result)


def test_records_by_reference_may_be_circles() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}
    schema = {"$ref": "#/$defs/node", "$defs": {"node": node}}
    assert "record Node {\n  next: Node?\n}" in declared(schema)


def test_tagged_records_are_a_union() -> None:
    def member(tag: str) -> dict[str, Any]:
        fields = {"kind": {"const": tag}, "n": {"type": "integer"}}
        return {"type": "object", "properties": fields, "required": ["kind", "n"]}

    found = declared({"oneOf": [member("cat"), member("dog")]})
    assert "type Case = Cat | Dog" in found
    assert 'kind: "dog"' in found


def test_all_of_is_put_together() -> None:
    base = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    own = {"properties": {"b": {"type": "integer"}}, "required": ["b"]}
    schema = {"$defs": {"base": base}, "allOf": [{"$ref": "#/$defs/base"}, own]}
    assert "record Case {\n  a: string\n  b: int\n}" in declared(schema)


# ---------------------------------------------------------------- what no type says


@pytest.mark.parametrize(
    ("schema", "place", "written"),
    [
        (False, "$", "json"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "$", "json"),
        ({"type": ["string", "integer"]}, "$", "json"),
        ({"enum": ["a", 1]}, "$", "json"),
        ({"enum": []}, "$", "json"),
        ({"$ref": "https://example.org/a.json"}, "$", "json"),
        ({"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/a"}}}, "$.$defs.a", "A"),
        ({"allOf": [{"type": "string"}, {"type": "integer"}]}, "$", "json"),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, "$", "json"),
        ({"type": "string", "pattern": "(?=a)"}, "$.pattern", "string"),
        ({"type": "string", "format": "hostname"}, "$.format", "string"),
        ({"type": "number", "multipleOf": 0.1}, "$.multipleOf", "float"),
        ({"type": "array", "contains": {"type": "string"}}, "$.contains", "list[json]"),
        ({"type": "string", "not": {"const": "a"}}, "$.not", "string"),
        ({"type": "integer", "minimum": 2**64}, "$.minimum", "int"),
        ({"minLength": 3}, "$", "string where length(it) >= 3"),
        ({"not": {}}, "$.not", "json"),
    ],
)
def test_what_no_type_says_is_said(schema: Any, place: str, written: str) -> None:
    result = imported(schema)
    assert result.text is not None
    assert f"type Case = {written}\n" in result.text
    assert slugs(result) == ["not-expressible"]
    (finding,) = result.findings
    assert finding.notes == (f"the place in the schema is `{place}`",)
    doc = [line for line in result.text.splitlines() if line.startswith("///")]
    assert doc or place == "$"


def test_a_default_that_breaks_its_condition_is_left_out() -> None:
    schema = {
        "properties": {"n": {"type": "integer", "maximum": 3, "default": 5}},
        "type": "object",
    }
    result = imported(schema)
    assert result.text is not None
    assert "/// Left out of the JSON Schema: the default.\n  n: int? where it <= 3" in result.text
    assert "not-expressible" in slugs(result)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("{", "this is not JSON"),
        ('{"a": NaN}', "this is not JSON"),
        ("3", "a schema is expected at `$`"),
        ('{"properties": []}', "an object of schemas is expected at `$.properties`"),
        ('{"type": "text"}', "the name of a type is expected at `$.type`"),
        ('{"oneOf": {}}', "an array of schemas is expected at `$.oneOf`"),
        ('{"$defs": {}}', "this schema describes no values"),
        ("[" * 100_000, "this is not JSON: it is nested too deeply"),
    ],
)
def test_what_is_no_schema_is_refused(source: str, message: str) -> None:
    result = import_schema(Source("case.json", source))
    assert result.text is None
    assert slugs(result) == ["not-a-schema"]
    assert message in next(iter(result.findings)).message


def test_a_record_that_never_ends_is_refused() -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "#"}}, "required": ["a"]}
    result = imported(schema)
    assert result.text is None
    assert "not-a-schema" in slugs(result)


WORDS = st.sampled_from(
    [
        "type", "properties", "items", "enum", "const", "oneOf", "allOf", "$ref", "$defs", "format",
        "required", "default", "minimum", "title", "description", "pattern", "additionalProperties",
    ]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


@given(schema=JSON, root=st.dictionaries(WORDS, JSON, max_size=5))
def test_any_json_is_declarations_or_findings(schema: Any, root: Any) -> None:
    for each in (schema, root):
        result = imported(each)
        assert result.text is not None or result.findings.errors


# ---------------------------------------------------------------- the suite

COUNTS = {"agree": 158, "open": 1, "refused": 1091}


def module_of(source: str) -> ModuleType:
    compiled = compile_source(
        Source("case.pipe", source), lambda path: None, python_target(), Options()
    )
    assert compiled.bundle is not None, source
    module = ModuleType("case")
    sys.modules["case"] = module
    exec(compile(compiled.bundle.files["case.py"], "case.py", "exec"), module.__dict__)
    return module


def judged(folder: Path) -> Iterator[tuple[str, str]]:
    """Ask the generated records of every schema of which all is said."""
    for file in sorted(folder.glob("*.json")):
        for group in groups(file):
            result = imported(group["schema"])
            assert result.text is not None, group["description"]
            said = {*slugs(result)} <= {"open"}
            module = module_of(result.text) if said else None
            for test in group["tests"]:
                name = f"{file.name}: {group['description']}: {test['description']}"
                yield name, verdict(module, test, bool(slugs(result))) if module else "refused"


def verdict(module: ModuleType, test: dict[str, Any], is_open: bool) -> str:
    try:
        validate(module.Case, test["data"])
        reads = True
    except PipelineError:
        reads = False
    if reads == test["valid"]:
        return "agree"
    return "open" if is_open and test["valid"] else "disagree"


def test_every_schema_of_the_suite_becomes_declarations_that_check() -> None:
    for file in sorted(suite("json-schema-suite", "draft2020-12").rglob("*.json")):
        for group in groups(file):
            result = imported(group["schema"])
            assert result.text is not None, group["description"]
            assert format_source(Source(ENTRY, result.text)) == result.text
            assert not check_files({ENTRY: result.text}).findings.errors


def test_records_agree_with_the_suite_or_the_import_says_why() -> None:
    found = [*judged(suite("json-schema-suite", "draft2020-12"))]
    assert [name for name, each in found if each == "disagree"] == []
    assert Counter(each for _, each in found) == COUNTS
