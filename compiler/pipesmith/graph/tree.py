"""A graph as an indented tree, for terminals and logs."""

from collections.abc import Iterator

from pipesmith.diagnostics.render_cells import plain
from pipesmith.graph.model import Block, Graph, Item


def tree(graph: Graph) -> str:
    """Give a line for each statement; `after:` names what it waits for."""
    rows = [plain(graph.signature), *_block(graph.block)]
    return "\n".join(rows) + "\n"


def _block(block: Block) -> Iterator[str]:
    for at, item in enumerate(block.items):
        last = at == len(block.items) - 1
        yield f"{'`--' if last else '|--'} {_title(item)}{_after(block, at)}"
        lead = "    " if last else "|   "
        yield from (lead + row for row in _inside(item))


def _inside(item: Item) -> Iterator[str]:
    for block in item.blocks:
        if block.label:
            yield f"[{plain(block.label)}]"
        yield from _block(block)


def _title(item: Item) -> str:
    joint = " " if item.role == "jump" else " = "
    return plain(joint.join(part for part in (item.name, item.detail) if part))


def _after(block: Block, at: int) -> str:
    names = [plain(block.items[source].name) for source, target in block.edges if target == at]
    return f"    (after: {', '.join(names)})" if names else ""
