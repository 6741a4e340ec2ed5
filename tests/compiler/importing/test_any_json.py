"""Whatever is imported ends in findings; what is written checks, and prints as itself."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.compiler.importing.drawn import pipelines

from pipesmith.importing.flowmason import import_flowmason
from pipesmith.importing.program import Imported
from pipesmith.source import Source
from pipesmith.syntax import format_source, parse, unparse

KEYS = st.sampled_from(
    """stages id type component_type config input_mapping depends_on extends overrides abstract name
    input_schema output_schema output_stage_id pipelines input sample_inputs compositions routes
    value condition true_branch_stages loop_stages items try_stages catch_stages data mapping
    jmespath_expression properties json_schema url headers prompt pipeline_id retry""".split()
)
WORDS = st.sampled_from(
    """logger router conditional foreach trycatch json_transform filter generator http_request
    return subpipeline variable_set schema_validate a b {{input.x}} {{upstream.a.b}} {{ {{}}
    \ud800""".split()
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | WORDS | st.text(max_size=8)


def _grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = KEYS | WORDS | st.text(max_size=4)
    return st.lists(parts, max_size=4) | st.dictionaries(names, parts, max_size=5)


DATA = st.recursive(LEAVES, _grown, max_leaves=25)
STAGE = st.fixed_dictionaries(
    {},
    optional={
        "id": WORDS | DATA,
        "type": WORDS,
        "config": st.dictionaries(KEYS, DATA),
        "depends_on": DATA,
    },
)
FIELDS = """id name version input_schema output_schema output_stage_id extends overrides abstract
sample_inputs tags timeout compositions""".split()
PIPELINE = st.fixed_dictionaries(
    {"stages": st.lists(STAGE, max_size=4) | DATA}, optional=dict.fromkeys(FIELDS, DATA)
)


def imported(data: Any) -> Imported:
    return import_flowmason([Source("case.json", json.dumps(data))])


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(DATA | PIPELINE | st.lists(PIPELINE, max_size=2))
def test_any_json_ends_in_findings(data: Any) -> None:
    sound(imported(data))


@given(st.text())
def test_any_text_ends_in_findings(text: str) -> None:
    assert len(import_flowmason([Source("case.json", text)]).findings) >= (text.strip() == "")


def sound(result: Imported) -> None:
    """Hold what is promised of what is written."""
    assert not any("does not check" in each.message for each in result.findings)
    for name, text in result.files.items():
        source = Source(name, text)
        assert format_source(source) == text
        assert unparse(parse(source).module) == text


def test_drawn_pipelines_are_sound() -> None:
    written = 0
    for data in pipelines(150):
        result = imported(data)
        sound(result)
        written += bool(result.files)
    assert written > 60


def test_a_file_that_is_nested_too_deeply_is_told() -> None:
    text = '{"stages": ' + "[" * 500 + "]" * 500 + "}"
    (finding,) = import_flowmason([Source("case.json", text)]).findings
    assert "nested too deeply" in finding.message
