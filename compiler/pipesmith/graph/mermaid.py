"""A graph as a Mermaid flowchart; no name of a user is ever an identifier."""

from collections.abc import Iterator

from pipesmith.diagnostics.render_cells import plain
from pipesmith.graph.model import Block, Graph, Item, Path, identifier

_SHAPES = {
    "operator": ("[", "]"),
    "node": ("([", "])"),
    "pipeline": ("[[", "]]"),
    "control": ("[", "]"),
    "jump": ("{{", "}}"),
}
_ESCAPED = {'"': "#quot;", "#": "#35;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}


def mermaid(graph: Graph) -> str:
    """Give the text of a flowchart."""
    rows = ["flowchart TD", f"  %% {_comment(graph.signature)}"]
    rows += ["  " + row for row in _block(graph.block, ())]
    return "\n".join(rows) + "\n"


def _block(block: Block, path: Path) -> Iterator[str]:
    for at, item in enumerate(block.items):
        yield from _item(item, (*path, at))
    for source, target in block.edges:
        yield f"{identifier((*path, source))} --> {identifier((*path, target))}"


def _item(item: Item, path: Path) -> Iterator[str]:
    title = _quoted(item.name, item.detail)
    if not item.blocks:
        opening, closing = _SHAPES[item.role]
        yield f"{identifier(path)}{opening}{title}{closing}"
        return
    yield f"subgraph {identifier(path)}[{title}]"
    for number, block in enumerate(item.blocks):
        yield from ("  " + row for row in _inner(block, (*path, number)))
    yield "end"


def _inner(block: Block, path: Path) -> Iterator[str]:
    """Give a block of a group; a labelled one is a group of its own."""
    if not block.label:
        yield from _block(block, path)
        return
    yield f"subgraph {identifier(path)}b[{_quoted(block.label)}]"
    yield from ("  " + row for row in _block(block, path))
    yield "end"


def _quoted(*parts: str) -> str:
    lines = ["".join(_ESCAPED.get(char, char) for char in plain(part)) for part in parts if part]
    return '"' + "<br>".join(lines) + '"'


def _comment(text: str) -> str:
    return plain(text).replace("%", " ").replace("{", " ").replace("}", " ")
