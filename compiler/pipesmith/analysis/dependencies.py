"""What each statement of a block waits for (language 7, rules 0, 27 and 28).

An edge runs to what a statement reads, names in `after`, or shares as a variable that one of the
two sets. A statement that a jump can leave waits for all above it, and all below it wait for it.
Edges that follow from others by way of a barrier are left out, so that their number grows with the
program.
"""

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Literal

from pipesmith.analysis.bindings import Binding, Names
from pipesmith.analysis.jumps import JumpFinder
from pipesmith.source import Span
from pipesmith.syntax import nodes as s

Reason = Literal["reads", "after", "shares", "barrier"]


@dataclass(frozen=True, slots=True)
class Edge:
    """The statement at `to` must be done first; `span` is the place that says why."""

    to: int
    span: Span
    reason: Reason


@dataclass(frozen=True, slots=True)
class BlockOrder:
    """The edges of each statement of a block, sorted by target, and whether it is a barrier."""

    edges: tuple[tuple[Edge, ...], ...]
    barriers: tuple[bool, ...]

    def sequence(self) -> list[int]:
        """Give the positions so that each follows what it waits for; source order where that is
        free.

        What waits for itself through others comes last, in source order.
        """
        waiting = [len(edges) for edges in self.edges]
        waiters: dict[int, list[int]] = {}
        for position, edges in enumerate(self.edges):
            for edge in edges:
                waiters.setdefault(edge.to, []).append(position)
        return _sorted(waiting, waiters)


def dependencies(block: s.Block, names: Names, jumps: JumpFinder) -> BlockOrder:
    """Give what each statement of a block waits for."""
    barriers = tuple(bool(jumps.of(statement)) for statement in block.statements)
    found: list[dict[int, Edge]] = [{} for _ in block.statements]
    for position, statement in enumerate(block.statements):
        _add_reads(found[position], names.reads.get(statement), "reads")
        _add_reads(found[position], names.afters.get(statement), "after")
    _add_shared(block, names, found)
    _add_barriers(block, barriers, found)
    edges = tuple(tuple(edge for _, edge in sorted(table.items())) for table in found)
    return BlockOrder(edges, barriers)


def _add_reads(found: dict[int, Edge], read: dict[Binding, Span] | None, reason: Reason) -> None:
    for binding, span in (read or {}).items():
        found.setdefault(binding.position, Edge(binding.position, span, reason))


def _add_shared(block: s.Block, names: Names, found: list[dict[int, Edge]]) -> None:
    """Keep source order between two that touch one variable, when one of them sets it."""
    setter: dict[Binding, int] = {}
    readers: dict[Binding, list[int]] = {}
    for position, statement in enumerate(block.statements):
        for binding, touch in (names.touches.get(statement) or {}).items():
            span = touch.sets or touch.reads or binding.span
            own = binding.position if binding.block is block else -1
            last = max(setter.get(binding, -1), own)
            if 0 <= last < position:
                found[position].setdefault(last, Edge(last, span, "shares"))
            if touch.sets is None:
                readers.setdefault(binding, []).append(position)
                continue
            for reader in readers.pop(binding, ()):
                found[position].setdefault(reader, Edge(reader, span, "shares"))
            setter[binding] = position


def _add_barriers(block: s.Block, barriers: tuple[bool, ...], found: list[dict[int, Edge]]) -> None:
    last = -1
    for position, statement in enumerate(block.statements):
        span = opening(statement)
        if barriers[position]:
            for above in range(max(last, 0), position):
                found[position].setdefault(above, Edge(above, span, "barrier"))
        elif last >= 0:
            found[position].setdefault(last, Edge(last, span, "barrier"))
        if barriers[position]:
            last = position


def opening(statement: s.Statement) -> Span:
    """Give the place of a statement's name, or of its first word."""
    match statement:
        case s.Stage(name=name) | s.Let(name=name) | s.Var(name=name) | s.Set(name=name):
            return name.span
        case s.Do(body=body):
            return body.call.function.span
        case _:
            start = statement.span.start
            return Span(statement.span.path, start, start + len(keyword(statement)))


def keyword(statement: s.Statement) -> str:
    """Give the word that a statement without a name begins with."""
    node = statement.body if isinstance(statement, s.Control) else statement
    return type(node).__name__.lower()


def _sorted(waiting: list[int], waiters: dict[int, list[int]]) -> list[int]:
    ready = [position for position, count in enumerate(waiting) if not count]
    heapify(ready)
    done: list[int] = []
    while ready:
        position = heappop(ready)
        done.append(position)
        for waiter in waiters.get(position, ()):
            waiting[waiter] -= 1
            if not waiting[waiter]:
                heappush(ready, waiter)
    placed = set(done)
    return done + [position for position in range(len(waiting)) if position not in placed]
