"""Branches that share nodes: statements side by side, each with what it waits for."""

from typing import TYPE_CHECKING

from pipesmith.importing import codes
from pipesmith.importing.structuring.shapes import Weave
from pipesmith.importing.values import Value
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.blocks import Block
from pipesmith.importing.workflows.chaining import Effect

if TYPE_CHECKING:
    from pipesmith.importing.workflows.writer import Writer


def write_weave(shape: Weave, block: Block, writer: "Writer") -> None:
    """Write all nodes behind a fork; each waits for those that lead to it."""
    node = writer.nodes[shape.point]
    act = node.act
    assert isinstance(act, a.Split)
    if act.mode != "all":
        message = f"the branches of `{node.title}` share nodes, and not all are waited for"
        node.part.note(codes.TANGLED, message, "branches that share nodes")
    writer.passes(shape.point, block)
    done = {shape.point: _last(block)}
    for name in shape.order:
        before = frozenset[int]().union(
            *(done[take.start] for take in shape.ways if take.to == name)
        )
        done[name] = _written(name, before, block, writer)
    ends = {take.start: take for take in shape.ways if take.to == shape.follow}

    def output() -> Value:
        views = {
            writer.nodes[name].title: writer.reading.edge(take, block)
            for name, take in ends.items()
        }
        return writer.gathered(views, act)

    block.outputs[shape.point] = output


def _last(block: Block) -> frozenset[int]:
    """Give the last statement that does something."""
    places = [at for at, each in enumerate(block.statements) if isinstance(each, Effect)]
    return frozenset(places[-1:])


def _written(name: str, before: frozenset[int], block: Block, writer: "Writer") -> frozenset[int]:
    """Write a node, and give what is to be waited for behind it."""
    start = len(block.statements)
    if isinstance(writer.nodes[name].act, a.Split):
        writer.passes(name, block)
    else:
        writer.run(name, block)
    made = frozenset(
        at for at in range(start, len(block.statements)) if isinstance(block.statements[at], Effect)
    )
    block.waits.update(dict.fromkeys(made, before))
    return made or before
