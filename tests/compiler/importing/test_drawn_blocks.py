"""A program of a graph with branches at once and attempts does what the blocks of the graph say."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from hypothesis import given, settings
from tests.compiler.importing.drawn_blocks import AtOnce, Block, Expected, Graph, blocks, happened
from tests.program import imported

from pipesmith.importing.graph import import_graph
from pipesmith.source import Source

HOST = """
TRACE, ANSWER = [], None

def _noting(name, fails):
    async def note(input):
        TRACE.append(name)
        if fails:
            raise RuntimeError(name)
        return ANSWER(name, TRACE.count(name))
    return note

for number in range(101):
    globals()[f"n{number}"] = _noting(f"n{number}", False)
    globals()[f"f{number}"] = _noting(f"f{number}", True)
"""


@settings(max_examples=30, deadline=None)
@given(blocks())
def test_the_program_does_what_the_blocks_say(block: Block) -> None:
    graph = Graph()
    entry = graph.whole(block)
    whole = {"name": "drawn", "entry_node_id": entry, "nodes": graph.nodes, "edges": graph.edges}
    made = import_graph(Source("main.json", json.dumps(whole)))
    assert made.files, [each.message for each in made.findings]
    (text,) = made.files.values()
    program = text.replace("components:", "HOST:")
    with TemporaryDirectory() as folder, imported(program, Path(folder), HOST) as (module, host):
        for seed in range(3):

            def answer(name: str, turn: int, seed: int = seed) -> int:
                return crc32(f"{name} {turn} {seed}".encode()) // 7 % 2

            trace: list[str] = []
            vars(host).update(TRACE=trace, ANSWER=answer)
            asyncio.run(module.drawn(None))
            assert happened(Expected(answer).block(block), trace), (trace, text)


def test_a_trace_in_another_order_is_noticed() -> None:
    assert happened((), [])
    assert not happened(("a", "b"), ["b", "a"])
    assert not happened(("a",), ["a", "a"])


def test_what_runs_at_once_may_run_in_any_order_of_its_rows() -> None:
    events = (AtOnce((("a", "b"), ("c",))), "d")
    assert happened(events, ["c", "a", "b", "d"])
    assert not happened(events, ["b", "a", "c", "d"])
    assert not happened(events, ["a", "b", "d", "c"])
