"""The JSON Schema of declarations: what it says, and that generated records read the same."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.compiler.schema.programs import program, schema, text
from tests.program import imported

from pipesmith.schema.out import document
from pipesmith_runtime.errors import PipelineError
from pipesmith_runtime.records import validate


def test_a_record() -> None:
    source = (
        "/// A point.\nrecord Point {\n  /// Across.\n  x: int = 1\n  y: float?\n  z: string\n}\n"
    )
    assert schema(source, "Point") == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": "#/$defs/Point",
        "$defs": {
            "Point": {
                "type": "object",
                "properties": {
                    "x": {
                        "type": "integer",
                        "format": "int64",
                        "x-pipesmith-type": "int",
                        "description": "Across.",
                        "default": 1,
                    },
                    "y": {"type": ["number", "null"]},
                    "z": {"type": "string"},
                },
                "required": ["z"],
                "additionalProperties": False,
                "description": "A point.",
            }
        },
    }


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("int where 0 <= it < 10", {"minimum": 0, "exclusiveMaximum": 10}),
        ("float where it > 0 and it <= 1.5", {"exclusiveMinimum": 0, "maximum": 1.5}),
        ("int where it >= 1 and it >= 2", {"minimum": 1, "allOf": [{"minimum": 2}]}),
        ("int where it <= 1.0d", {"description": "Must hold: `it <= 1.0d`."}),
        ("string where length(it) == 3", {"minLength": 3, "maxLength": 3}),
        ("string where length(it) > 3", {"minLength": 4}),
        ("string where 1 <= length(it) < 9", {"minLength": 1, "maxLength": 8}),
        ('string where matches(it, "a+")', {"pattern": "a+"}),
        ('string where ends_with(it, ".x")', {"pattern": "\\.x$"}),
        ('string where it in ["a", "b"]', {"enum": ["a", "b"], "x-pipesmith-type": "string"}),
        ('string where not (it == "a")', {"description": 'Must hold: `not (it == "a")`.'}),
        (
            'string where matches(it, "(?i)a")',
            {"description": 'Must hold: `matches(it, "(?i)a")`.'},
        ),
        ("list[int] where length(it) <= 2", {"maxItems": 2}),
        ("list[int] where length(unique(it)) == length(it)", {"uniqueItems": True}),
        ("map[string, int] where length(it) >= 2", {"minProperties": 2}),
        ("set[int] where length(it) >= 2", {"description": "Must hold: `length(it) >= 2`."}),
    ],
)
def test_conditions(declared: str, expected: dict[str, Any]) -> None:
    found = schema(f"type T = {declared}\n", "T")["$defs"]["T"]
    plain = schema(f"type T = {declared.partition(' where')[0]}\n", "T")["$defs"]["T"]
    assert {key: value for key, value in found.items() if plain.get(key) != value} == expected


def test_a_pipeline() -> None:
    whole = schema(text("loose"), "collect")
    assert whole["required"] == ["input", "result"]
    assert whole["properties"]["input"]["required"] == ["loose"]
    assert whole["properties"]["input"]["properties"]["size"]["default"] == 2
    assert schema(text("loose"), "collect", "result")["type"] == ["array", "null"]
    assert schema(text("loose"), "collect", "input")["description"] == "Read all of it."
    assert whole["$defs"].keys() == {"Loose", "Odd", "Span"}


def test_a_pipeline_without_result() -> None:
    found = schema('pipeline p() {\n  do log.info(message: "a")\n}\n', "p", "result")
    assert found["type"] == "null"


@pytest.mark.parametrize("name", ["exact", "loose"])
def test_the_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(document(program(text(name))))


# ---------------------------------------------------------------- what both accept

ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.sampled_from([0, 1, 2.0, 2.5]),
    st.sampled_from(["", "AB", "left", "one", "low", "a.b", "x/y", "person", "1.50", "a@b.cd"]),
    st.text(max_size=3),
)  # fmt: skip
LIKELY: dict[str, Any] = {
    "count": [1, 2.0, 3], "share": [0, 99.5], "codes": [[], ["AB"], ["AB", "CD"], ["AB", "AB"]],
    "sizes": [{"a": 1}, {}], "pair": [[1, "a"], [1], [1, "a", 2]], "side": ["left"],
    "told": ["two", None], "prefix": ["a.b", "a.bc", "axb"], "part": ["x/y", "xy", None],
    "flag": [True, False], "anything": [{"a": [1, None]}],
    "who": [
        None, {"kind": "person", "name": "A"}, {"kind": "person", "name": ""}, {"name": "A"},
        {"kind": "person", "name": "A", "age": 150}, {"kind": "company", "parent": None},
        {"kind": "company", "parent": {"kind": "company"}, "level": "high"},
        {"kind": "company", "parent": {"kind": "person"}},
    ],
    "id": ["7d444840-9dc0-11d1-b245-5ffdce74fad2"], "at": ["2026-01-31T10:00:00Z", None],
    "took": ["PT5S"], "price": ["1.50", 2], "exact": ["3.14", 1.5], "mail": ["a@b.cd"],
    "site": ["https://a.b"], "file": ["a/b"], "marks": [[1, 1, 2], [1, 2, 3]], "odd": [1, 2],
    "span": [
        {"from_day": "2026-01-01", "to_day": "2026-01-02"},
        {"from_day": "2026-01-02", "to_day": "2026-01-01"},
    ],
}  # fmt: skip


def objects(source: str, name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw objects that nearly fit: fields are likely, wrong, missing or too many."""
    names = schema(source, name)["$defs"][name]["properties"]
    fields = {each: st.sampled_from(LIKELY[each]) | st.sampled_from(LIKELY[each]) for each in names}
    likely = st.fixed_dictionaries(fields)
    changed = st.dictionaries(st.sampled_from([*names, "other"]), ATOMS, max_size=1)
    return st.builds(
        lambda whole, change, lost: {k: v for k, v in (whole | change).items() if k not in lost},
        likely, changed, st.sets(st.sampled_from([*names]), max_size=1),
    )  # fmt: skip


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, ModuleType]]:
    folder: Path = tmp_path_factory.mktemp("schema")
    with (
        imported(text("exact"), folder) as (exact, _),
        imported(text("loose"), folder) as (free, _),
    ):
        yield {"exact": exact, "loose": free}


def reads(record: Any, value: Any) -> bool:
    try:
        validate(record, value)
    except PipelineError:
        return False
    return True


EXACT = Draft202012Validator(schema(text("exact"), "Everything"))
LOOSE = Draft202012Validator(schema(text("loose"), "Loose"))


@given(value=objects(text("exact"), "Everything"))
def test_a_schema_and_a_record_accept_the_same(value: Any, modules: dict[str, ModuleType]) -> None:
    assert EXACT.is_valid(value) == reads(modules["exact"].Everything, value)


@given(value=objects(text("loose"), "Loose"))
def test_what_a_record_reads_its_schema_accepts(value: Any, modules: dict[str, ModuleType]) -> None:
    assert LOOSE.is_valid(value) or not reads(modules["loose"].Loose, value)


def test_the_likely_values_are_read(modules: dict[str, ModuleType]) -> None:
    first = {name: values[0] for name, values in LIKELY.items()}
    for name, record in (("exact", "Everything"), ("loose", "Loose")):
        names = schema(text(name), record)["$defs"][record]["properties"]
        value = {each: first[each] for each in names}
        assert reads(getattr(modules[name], record), value), name
