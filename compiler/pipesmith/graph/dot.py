"""A graph in the language of Graphviz."""

from collections.abc import Iterator

from pipesmith.diagnostics.render_cells import plain
from pipesmith.graph.model import Block, Graph, Item, Path, identifier

_SHAPES = {
    "operator": "box",
    "node": "ellipse",
    "pipeline": "component",
    "control": "box",
    "jump": "hexagon",
}


def dot(graph: Graph) -> str:
    """Give the text of a directed graph; groups are clusters."""
    rows = [
        "digraph pipeline {",
        f"  label={_quoted(graph.signature)}; labelloc=t; compound=true;",
        '  node [fontname="monospace", fontsize=11]; graph [fontname="monospace", fontsize=11];',
        *("  " + row for row in _block(graph.block, ())),
        "}",
    ]
    return "\n".join(rows) + "\n"


def _block(block: Block, path: Path) -> Iterator[str]:
    for at, item in enumerate(block.items):
        yield from _item(item, (*path, at))
    for source, target in block.edges:
        yield _edge(block.items[source], (*path, source), block.items[target], (*path, target))


def _item(item: Item, path: Path) -> Iterator[str]:
    title = _quoted(item.name, item.detail)
    if not item.blocks:
        yield f"{identifier(path)} [label={title}, shape={_SHAPES[item.role]}];"
        return
    yield f"subgraph cluster_{identifier(path)} {{"
    yield f'  label={title}; {_anchor(path)} [style=invis, width=0, height=0, label=""];'
    for number, block in enumerate(item.blocks):
        yield f"  subgraph cluster_{identifier((*path, number))}b {{"
        yield f"    label={_quoted(block.label)};"
        yield from ("    " + row for row in _block(block, (*path, number)))
        yield "  }"
    yield "}"


def _edge(source: Item, start: Path, target: Item, end: Path) -> str:
    """Give an edge; one that meets a group ends at its border."""
    tail = _anchor(start) if source.blocks else identifier(start)
    head = _anchor(end) if target.blocks else identifier(end)
    ends = [f"ltail=cluster_{identifier(start)}"] if source.blocks else []
    ends += [f"lhead=cluster_{identifier(end)}"] if target.blocks else []
    return f"{tail} -> {head} [{', '.join(ends)}];"


def _anchor(path: Path) -> str:
    return f"{identifier(path)}_anchor"


def _quoted(*parts: str) -> str:
    lines = [plain(part).replace("\\", "\\\\").replace('"', '\\"') for part in parts if part]
    return '"' + "\\n".join(lines) + '"'
