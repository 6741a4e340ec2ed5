"""Whatever is imported ends in a program that checks, or in findings; never in an exception."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.compiler.importing.drawn_documents import anything, graphs, sound_graphs, workflows

from pipesmith.importing.budflow import import_budflow
from pipesmith.importing.graph import import_graph
from pipesmith.importing.program import Imported
from pipesmith.source import Source


def judge(imported: Imported) -> None:
    """Demand a program, or an error that says why there is none."""
    assert imported.files or imported.findings.errors
    assert not (imported.files and imported.findings.errors)


@settings(max_examples=150, deadline=None)
@given(sound_graphs() | graphs() | anything())
def test_any_graph(text: str) -> None:
    judge(import_graph(Source("main.json", text)))


@settings(max_examples=150, deadline=None)
@given(workflows() | anything())
def test_any_workflow(text: str) -> None:
    judge(import_budflow([Source("main.json", text)]))


@pytest.mark.parametrize("depth", [10, 70, 200, 400, 900, 3000])
def test_deep_data_is_told(depth: int) -> None:
    data = "[" * depth + "]" * depth
    node = '{"node_id": "a", "node_type": "set_variable", "config": {"name": "x", "value": %s}}'
    imported = import_graph(Source("main.json", '{"nodes": [%s]}' % (node % data)))
    judge(imported)
    assert bool(imported.files) == (depth < 60)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 3000))
def test_a_long_chain_of_choices_is_imported(depth: int) -> None:
    """Draw no recursion out of a long file."""
    nodes = [
        {"node_id": f"n{at}", "node_type": "condition", "config": {"condition": f"input.x > {at}"}}
        for at in range(depth % 60 + 1)
    ]
    edges = [
        {"from": f"n{at}", "to": f"n{at + 1}", "branch": "false"} for at in range(len(nodes) - 1)
    ]
    text = json.dumps({"nodes": nodes, "edges": edges, "entry_node_id": "n0"})
    judge(import_graph(Source("main.json", text)))
