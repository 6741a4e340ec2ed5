"""Whatever is imported ends in a program that checks, or in findings; never in an exception."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importing.drawn_documents import anything, graphs, workflows

from pipesmith.importing.budflow import import_budflow
from pipesmith.importing.codes import DOES_NOT_CHECK
from pipesmith.importing.graph import import_graph
from pipesmith.importing.program import Imported
from pipesmith.source import Source


def judge(imported: Imported) -> None:
    """Demand a program, or an error that says why there is none, and is no fault of the importer.

    What does not fit in types is told by the check of the program, as the files say no types.
    """
    assert imported.files or imported.findings.errors
    assert not (imported.files and imported.findings.errors)
    for finding in imported.findings:
        assert finding.slug is not DOES_NOT_CHECK or finding.message


@settings(max_examples=300, deadline=None)
@given(graphs() | anything())
def test_any_graph(text: str) -> None:
    judge(import_graph(Source("main.json", text)))


@settings(max_examples=300, deadline=None)
@given(workflows() | anything())
def test_any_workflow(text: str) -> None:
    judge(import_budflow([Source("main.json", text)]))


@settings(max_examples=50, deadline=None)
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
