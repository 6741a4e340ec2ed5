"""A program that is made of a drawn graph does what a walk through the graph does.

The graph is imported, compiled and run on the Python target; the walk goes from node to node along
the edges and knows nothing of statements.
"""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from hypothesis import HealthCheck, assume, given, settings
from tests.compiler.importing.structuring.drawn_flows import flows, looping_flows
from tests.compiler.importing.structuring.walking import STEPS, walk
from tests.program import imported

from pipesmith.importing.codes import TANGLED
from pipesmith.importing.graph import import_graph
from pipesmith.importing.structuring import close
from pipesmith.importing.structuring.flow import END, Flow, Kind, Point
from pipesmith.source import Source

SEEDS = range(4)

HOST = f"""
TRACE, ANSWER = [], None

def _noting(name):
    async def note(input):
        if len(TRACE) >= {STEPS}:
            raise RuntimeError("cut")
        TRACE.append(name)
        return ANSWER(name, TRACE.count(name))
    return note

for number in range(20):
    globals()[f"n{{number}}"] = _noting(f"n{{number}}")
"""


def graph_of(flow: Flow) -> str:
    """Write a flow as a graph: each point is code that notes its name; loops go round twice."""
    nodes: list[Any] = []
    edges: list[Any] = []
    for point in flow.points.values():
        nodes += _nodes(point)
        edges += _edges(point)
    whole = {"name": "walked", "entry_node_id": flow.entry, "nodes": nodes, "edges": edges}
    return json.dumps(whole)


def _nodes(point: Point) -> list[Any]:
    if point.kind is Kind.each:
        return [{"node_id": point.name, "node_type": "repeat", "config": {"count": 2}}]
    node = {"node_id": point.name, "node_type": "code", "config": {"code": "note"}}
    if point.kind is Kind.stop:
        return [node, {"node_id": f"{point.name}_stop", "node_type": "stop", "config": {}}]
    return [node]


def _edges(point: Point) -> list[Any]:
    if point.kind is Kind.stop:
        return [{"from": point.name, "to": f"{point.name}_stop"}]
    edges = []
    for at, way in enumerate(point.ways):
        edge = {"from": point.name, "to": way.to}
        if point.kind is Kind.each:
            edge["branch"] = way.label
        elif point.kind is Kind.choice:
            edge["condition"] = f"{point.name}.output == {at}"
        if way.to != END:
            edges.append(edge)
    return edges


def answers_of(flow: Flow, seed: int) -> Any:
    """Give a series of answers, in which loops go round twice."""

    def answer(name: str, turn: int) -> int:
        point = flow.points[name]
        if point.kind is Kind.each:
            return 2
        return crc32(f"{name} {turn} {seed}".encode()) // 7 % max(len(point.ways), 1)

    return answer


def check(flow: Flow) -> None:
    """Compare what a flow does with what the program of its graph does."""
    closed, _ = close(flow)
    made = import_graph(Source("main.json", graph_of(flow)))
    assume(all(finding.slug is not TANGLED for finding in made.findings))
    (text,) = made.files.values()
    program = text.replace("components:", "HOST:")
    with TemporaryDirectory() as folder, imported(program, Path(folder), HOST) as (module, host):
        for seed in SEEDS:
            answers = answers_of(flow, seed)
            names = walk(closed, answers)
            wanted = [name for name in names if flow.points[name].kind is not Kind.each]
            vars(host).update(TRACE=[], ANSWER=answers)
            cut = len(names) >= STEPS
            failed = _run(module.walked)
            assert failed == cut, (failed, text)
            least = min(len(wanted), len(host.TRACE)) if cut else len(wanted)
            assert host.TRACE[:least] == wanted[:least], text
            assert cut or len(host.TRACE) == len(wanted), text


def _run(pipeline: Any) -> bool:
    try:
        asyncio.run(pipeline(None))
    except Exception:  # what was cut fails with whatever the host raised
        return True
    return False


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(flows())
def test_a_graph_of_steps_and_choices(flow: Flow) -> None:
    check(flow)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(looping_flows())
def test_a_graph_with_loops(flow: Flow) -> None:
    check(flow)
