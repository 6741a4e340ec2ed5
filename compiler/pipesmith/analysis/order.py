"""Dependency order of statements, or the circle that prevents it.

Reads     the loaded modules and what their names mean.
Gives     for every block what each statement waits for, and which statements are barriers.
Reports   stage-cycle, once per circle, with every edge.
Promises  same program, same edges, on any machine; in order of the source where nothing else
          decides.
Leaves    whether statements may run at once: that is the target's business.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pipesmith.analysis.bindings import Names
from pipesmith.analysis.blocks import blocks_of
from pipesmith.analysis.cycles import cycles
from pipesmith.analysis.dependencies import BlockOrder, dependencies
from pipesmith.analysis.identity import IdentityMap
from pipesmith.analysis.jumps import JumpFinder
from pipesmith.analysis.load import Loaded
from pipesmith.analysis.order_findings import stage_cycle
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s


@dataclass(frozen=True, slots=True)
class Order:
    """The order within every block."""

    blocks: IdentityMap[BlockOrder]
    findings: tuple[Finding, ...]


def put_in_order(loaded: Loaded, names: Names) -> Order:
    """Order the statements of every block."""
    orders: IdentityMap[BlockOrder] = IdentityMap()
    findings: list[Finding] = []
    for module in loaded.modules:
        jumps = JumpFinder(names, module.name)
        for node in module.tree.declarations:
            for block in blocks_of(node):
                orders[block] = dependencies(block, names, jumps)
                findings.extend(_circles(block, orders[block]))
    return Order(orders, tuple(findings))


def _circles(block: s.Block, order: BlockOrder) -> Iterator[Finding]:
    graph = {position: [edge.to for edge in edges] for position, edges in enumerate(order.edges)}
    for circle in cycles(graph):
        following = [*circle[1:], circle[0]]
        edges = [
            next(edge for edge in order.edges[position] if edge.to == to)
            for position, to in zip(circle, following, strict=True)
        ]
        yield stage_cycle([block.statements[position] for position in circle], edges)
