"""Blocks whose end seems to be forgotten: what stands in them was to be read there."""

from collections.abc import Iterable, Iterator

from pipesmith.analysis.bindings import Names
from pipesmith.analysis.blocks import blocks_in, blocks_of
from pipesmith.analysis.identity import IdentityMap
from pipesmith.syntax import nodes as s


def lost_ends(pipelines: Iterable[s.Pipeline], names: Names) -> IdentityMap[bool]:
    """Find the blocks that give nothing, though something is wanted of them."""
    found: IdentityMap[bool] = IdentityMap()
    for pipeline in pipelines:
        for block in _lost(pipeline, names):
            found[block] = True
    return found


def _lost(pipeline: s.Pipeline, names: Names) -> Iterator[s.Block]:
    blocks = list(blocks_of(pipeline))
    returns = any(isinstance(each, s.Return) for block in blocks for each in block.statements)
    nullable = isinstance(pipeline.result, s.OptionalType)
    if pipeline.result is not None and not nullable and not returns:
        yield pipeline.body
    for block in blocks:
        for statement in block.statements:
            if isinstance(statement, s.Stage) and names.bindings[statement] in names.valued:
                inner = blocks_in(statement.body)
                yield from inner if all(each.result is None for each in inner) else ()
