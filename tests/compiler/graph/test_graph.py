"""Pictures: the fewest edges, boxes that never overlap, and names that cannot break a format."""

import re
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipesmith.graph import Block, Graph, Item, dot, mermaid, svg, tree
from pipesmith.graph.extract import fewest_edges
from pipesmith.graph.layers import layers
from pipesmith.graph.layout import Area, layout

HOSTILE = 'end"];\n</text><script>`#quot;\\" \u202e\x1b[31m'


def stage(name: str, detail: str = "work") -> Item:
    return Item(name, detail, "operator")


INNER = Block("", (stage("crm", "fetch_crm"), stage("sent", "notify")), ((0, 1),))
ELSE = Block("else", (Item("return", "0", "jump"),), ())
GRAPH = Graph(
    "p",
    "p(xs) -> int",
    Block(
        "",
        (
            stage("a"),
            Item("loop", "foreach x in xs", "control", (INNER,)),
            Item("if ok", "", "control", (Block("", (stage("b"),), ()), ELSE)),
            Item("ask", "assess", "node"),
        ),
        ((0, 1), (0, 2), (1, 3), (2, 3)),
    ),
)


def one(name: str) -> Graph:
    return Graph(name, name, Block("", (stage(name, name), stage("b")), ((0, 1),)))


def test_text() -> None:
    assert tree(GRAPH) == (
        "p(xs) -> int\n"
        "|-- a = work\n"
        "|-- loop = foreach x in xs    (after: a)\n"
        "|   |-- crm = fetch_crm\n"
        "|   `-- sent = notify    (after: crm)\n"
        "|-- if ok    (after: a)\n"
        "|   `-- b = work\n"
        "|   [else]\n"
        "|   `-- return 0\n"
        "`-- ask = assess    (after: loop, if ok)\n"
    )


def test_mermaid() -> None:
    assert mermaid(GRAPH) == (
        "flowchart TD\n"
        "  %% p(xs) -> int\n"
        '  n0["a<br>work"]\n'
        '  subgraph n1["loop<br>foreach x in xs"]\n'
        '    n1_0_0["crm<br>fetch_crm"]\n'
        '    n1_0_1["sent<br>notify"]\n'
        "    n1_0_0 --> n1_0_1\n"
        "  end\n"
        '  subgraph n2["if ok"]\n'
        '    n2_0_0["b<br>work"]\n'
        '    subgraph n2_1b["else"]\n'
        '      n2_1_0{{"return<br>0"}}\n'
        "    end\n"
        "  end\n"
        '  n3(["ask<br>assess"])\n'
        "  n0 --> n1\n"
        "  n0 --> n2\n"
        "  n1 --> n3\n"
        "  n2 --> n3\n"
    )


def test_mermaid_never_uses_a_name_as_an_identifier() -> None:
    rows = mermaid(one(HOSTILE)).splitlines()[2:]
    assert len(rows) == 3
    assert re.fullmatch(r'  n0\["[^"`<>\n]*<br>[^"`<>\n]*"\]', rows[0])


def test_dot_escapes_names_and_points_edges_at_groups() -> None:
    rows = dot(one(HOSTILE)).splitlines()
    quoted = r'"(?:[^"\\]|\\.)*"'
    assert any(re.fullmatch(rf"  n0 \[label={quoted}, shape=box\];", row) for row in rows)
    assert "  n0 -> n1_anchor [lhead=cluster_n1];" in dot(GRAPH)
    assert dot(GRAPH).count("{") == dot(GRAPH).count("}")


def test_svg_is_xml_that_shows_every_name() -> None:
    root = ElementTree.fromstring(svg(GRAPH))
    texts = {element.text for element in root.iter() if element.tag.endswith("text")}
    assert texts >= {"a", "loop", "foreach x in xs", "crm", "ask", "else", "p(xs) -> int"}


def test_svg_holds_no_script_whatever_the_names() -> None:
    text = svg(one(HOSTILE))
    tags = {element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()}
    assert "script" not in tags
    assert "\x1b" not in text


def test_an_empty_pipeline_has_a_picture() -> None:
    empty = Graph("p", "p()", Block("", (), ()))
    ElementTree.fromstring(svg(empty))
    assert tree(empty) == "p()\n"


def test_a_longer_way_makes_an_edge_needless() -> None:
    edges = [(0, 1), (1, 2), (0, 2), (2, 3), (0, 3), (1, 3)]
    assert fewest_edges(iter(edges)) == ((0, 1), (1, 2), (2, 3))


def test_edges_may_point_up_the_page() -> None:
    assert fewest_edges(iter([(3, 0), (0, 1), (3, 1)])) == ((3, 0), (0, 1))


edges_of_an_order = st.integers(1, 14).flatmap(
    lambda size: st.tuples(
        st.permutations(range(size)),
        st.sets(st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)), max_size=40),
    ).map(
        lambda drawn: (
            len(drawn[0]),
            sorted((drawn[0][a], drawn[0][b]) for a, b in drawn[1] if a < b),
        )
    )
)


def reachable(size: int, edges: list[tuple[int, int]]) -> set[tuple[int, int]]:
    known = set(edges)
    for middle in range(size):
        before = [a for a, b in known if b == middle]
        after = [b for a, b in known if a == middle]
        known |= {(a, b) for a in before for b in after}
    return known


@given(edges_of_an_order)
def test_fewest_edges_say_the_same_order(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    size, edges = drawn
    fewest = list(fewest_edges(iter(edges)))
    assert reachable(size, fewest) == reachable(size, edges)
    for edge in fewest:
        assert edge not in reachable(size, [other for other in fewest if other != edge])


@given(edges_of_an_order)
def test_every_edge_leads_down_a_row_at_a_time(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    size, edges = drawn
    shape = layers(size, edges)
    row_of = {point: at for at, row in enumerate(shape.rows) for point in row}
    assert sorted(point for point in row_of if point < size) == list(range(size))
    for chain, edge in zip(shape.chains, edges, strict=True):
        assert (chain[0], chain[-1]) == edge
        rows = [row_of[point] for point in chain]
        assert rows == list(range(rows[0], rows[0] + len(rows)))


def boxes(area: Area) -> Iterator[tuple[float, float, float, float]]:
    for box, (x, y) in area.boxes:
        yield x, y, x + box.width, y + box.height


@given(edges_of_an_order, st.lists(st.text(max_size=20), min_size=14, max_size=14))
def test_boxes_never_overlap(drawn: tuple[int, list[tuple[int, int]]], names: list[str]) -> None:
    size, edges = drawn
    items = tuple(stage(f"s{names[at]}") for at in range(size))
    area = layout(Graph("p", "p", Block("", items, tuple(edges))))
    placed = [*boxes(area)]
    for at, (left, top, right, bottom) in enumerate(placed):
        assert min(left, top) >= -1e-6
        assert right <= area.width + 1e-6
        assert bottom <= area.height + 1e-6
        for x, y, end, low in placed[at + 1 :]:
            assert right <= x or end <= left or bottom <= y or low <= top


@pytest.mark.slow
def test_five_hundred_boxes_take_seconds_at_most() -> None:
    items = tuple(stage(f"s{at}") for at in range(500))
    edges = tuple((at, at + step) for at in range(480) for step in (1, 7, 19))
    started = time.process_time()
    svg(Graph("p", "p", Block("", items, edges)))
    assert time.process_time() - started < 10
