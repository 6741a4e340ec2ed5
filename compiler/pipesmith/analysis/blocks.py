"""Every block of a declaration, outermost first."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith.syntax import nodes as s


def blocks_of(node: object) -> Iterator[s.Block]:
    """Give every block of a declaration, each before those inside it; without recursion."""
    if not isinstance(node, s.Pipeline):
        return
    pending = [node.body]
    if node.on_error is not None:
        pending.append(node.on_error.body)
    while pending:
        block = pending.pop()
        yield block
        for statement in block.statements:
            if isinstance(statement, s.Stage | s.Control):
                pending.extend(blocks_in(statement.body))


def blocks_in(body: s.Body) -> tuple[s.Block, ...]:
    """Give the blocks directly inside a body, in source order."""
    match body:
        case s.If(arms=arms, otherwise=last):
            blocks = (*(block for _, block in arms), last)
        case s.Switch(cases=cases, otherwise=last):
            blocks = (*(case.body for case in cases), last)
        case s.Foreach(body=inner) | s.While(body=inner) | s.Repeat(body=inner):
            blocks = (inner,)
        case s.Try(body=inner, catches=catches, final=last):
            blocks = (inner, *(catch.body for catch in catches), last)
        case s.Parallel(branches=branches):
            blocks = tuple(branch.body for branch in branches)
        case s.Invoke() | s.Wait() | s.Signal():
            blocks = ()
        case _:
            assert_never(body)
    return tuple(block for block in blocks if block is not None)
