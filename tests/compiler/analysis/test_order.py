"""Which statement waits for which."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.compiler.analysis.analysed import analyse

from pipesmith.analysis.cycles import cycles
from pipesmith.syntax import nodes as s

PRELUDE = """
error out_of_stock is execution
operator load(id: int) -> int { python "a:load" }
"""


def edges(body: str) -> list[list[int]]:
    """Give what each statement of a pipeline waits for, by position."""
    text = f"{PRELUDE}pipeline p(n: int, xs: list[int]) -> json {{\n{body}\n}}\n"
    analysed = analyse(text)
    assert [f.message for f in analysed.findings if f.severity == "error"] == []
    (pipeline,) = (d for d in analysed.loaded.entry.tree.declarations if isinstance(d, s.Pipeline))
    order = analysed.order.blocks[pipeline.body]
    return [[edge.to for edge in found] for found in order.edges]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # independent stages wait for nothing; a return waits for all
        ("stage a = load(id: 1)\nstage b = load(id: 2)\nreturn a + b", [[], [], [0, 1]]),
        # data
        (
            "stage a = load(id: n)\nstage b = load(id: a)\nlet c = a + b\nreturn c",
            [[], [0], [0, 1], [0, 1, 2]],
        ),
        # reading what stands below
        ("let c = a + 1\nstage a = load(id: 1)\nreturn c", [[1], [], [0, 1]]),
        # what stands inside counts for the statement around it
        (
            "stage a = load(id: 1)\nforeach x in xs { do load(id: a + x) }\nreturn 1",
            [[], [0], [0, 1]],
        ),
        # clauses read too
        (
            "stage a = load(id: 1)\nstage b = load(id: 2) when a > 1 fallback a\nreturn b ?? 0",
            [[], [0], [0, 1]],
        ),
        # after
        ("stage a = load(id: 1)\ndo load(id: 2) after a\nreturn 1", [[], [0], [0, 1]]),
        ("stage a = load(id: 1)\nif n > 1 { do load(id: 2) after a }\nreturn 1", [[], [0], [0, 1]]),
        # a variable: readers after the last setter, a setter after all readers before it
        (
            "var v: int = 0\nlet a = v\nlet b = v\nset v = 1\nlet c = v\nreturn a + b + c",
            [[], [0], [0], [0, 1, 2], [3], [0, 1, 2, 3, 4]],
        ),
        (
            "var v: int = 0\nforeach x in xs { set v = v + x }\nlet c = v\nreturn c",
            [[], [0], [1], [0, 1, 2]],
        ),
        # a jump waits for all above it, and all below wait for it
        (
            "stage a = load(id: 1)\nif n > 1 { return 0 }\nstage b = load(id: 2)\nreturn a + b",
            [[], [0], [1], [0, 1, 2]],
        ),
        (
            (
                'stage a = load(id: 1)\nif n > 1 { raise out_of_stock("x") }\n'
                "stage b = load(id: 2)\n"
                "return a + b"
            ),
            [[], [0], [1], [0, 1, 2]],
        ),
        # a jump that stays inside orders nothing
        (
            (
                "stage a = load(id: 1)\nforeach x in xs { if x > 1 { break } }\n"
                "stage b = load(id: 2)\n"
                "return a + b"
            ),
            [[], [], [], [0, 1, 2]],
        ),
        (
            (
                'stage a = load(id: 1)\ntry { raise out_of_stock("x") } catch execution { wait 1s }'
                "\n"
                "stage b = load(id: 2)\nreturn a + b"
            ),
            [[], [], [], [0, 1, 2]],
        ),
        (
            (
                'stage a = load(id: 1)\ntry { raise out_of_stock("x") } catch timeout { wait 1s }\n'
                "stage b = load(id: 2)\nreturn a + b"
            ),
            [[], [0], [1], [0, 1, 2]],
        ),
    ],
)
def test_edges(body: str, expected: list[list[int]]) -> None:
    assert edges(body) == expected


def test_a_variable_from_outside_orders_the_statements_of_an_inner_block() -> None:
    text = (
        "pipeline p(xs: list[int]) -> int {\n  var v: int = 0\n  foreach x in xs {\n"
        '    set v = v + x\n    do log.info(message: "{{v}}")\n    set v = 0\n  }\n  return v\n}\n'
    )
    analysed = analyse(text)
    (order,) = (
        order
        for block, order in analysed.order.blocks.items()
        if isinstance(block, s.Block) and isinstance(block.statements[0], s.Set)
    )
    assert [[e.to for e in found] for found in order.edges] == [
        [],
        [0],
        [0, 1],
    ]


def test_barriers_do_not_multiply_edges() -> None:
    stages = "".join(f"if n > {i} {{ return {i} }}\n" for i in range(200))
    assert sum(map(len, edges(stages + "return 0"))) <= 400


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("stage a = load(id: b)\nstage b = load(id: c)\nstage c = load(id: a)\nreturn c", "abc"),
        ("stage a = load(id: b)\nstage b = load(id: a)\nreturn b", "ab"),
        ("stage a = foreach x in xs { yield length(a) }\nreturn a", "a"),
        ("let a = b + 1\nlet b = a + 1\nreturn b", "ab"),
    ],
)
def test_a_circle_is_told_once_with_every_edge(body: str, names: str) -> None:
    text = f"{PRELUDE}pipeline p(xs: list[int]) -> json {{\n{body}\n}}\n"
    (finding,) = analyse(text).findings
    assert finding.slug.name == "stage-cycle"
    assert len((finding.label, *finding.others)) == len(names)
    assert all(f"`{name}`" in finding.message for name in names)


graphs = st.dictionaries(
    st.integers(0, 8), st.lists(st.integers(0, 8), max_size=4, unique=True), max_size=9
)


def reaches(graph: dict[int, list[int]], start: int, goal: int) -> bool:
    seen: set[int] = set()
    pending = list(graph.get(start, ()))
    while pending:
        here = pending.pop()
        if here == goal:
            return True
        if here not in seen:
            seen.add(here)
            pending.extend(graph.get(here, ()))
    return False


@given(graphs)
def test_every_knot_is_found_and_every_circle_is_one(graph: dict[int, list[int]]) -> None:
    found = list(cycles(graph))
    for circle in found:
        assert all(b in graph[a] for a, b in zip(circle, [*circle[1:], circle[0]], strict=True))
    in_a_circle = {node for node in graph if reaches(graph, node, node)}
    assert bool(in_a_circle) == bool(found)
    assert {node for circle in found for node in circle} <= in_a_circle
