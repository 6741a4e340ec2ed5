"""The order in which Apex does the statements of a block: one after another."""

from collections.abc import Iterator

from pipesmith.ir import nodes as n


def in_order(block: n.Block) -> Iterator[n.Statement]:
    """Give statements so that each follows those that it waits for."""
    done: set[int] = set()
    waiting = [*enumerate(block.statements)]
    while waiting:
        at = next(at for at, (_, each) in enumerate(waiting) if done.issuperset(each.waits_for))
        number, statement = waiting.pop(at)
        done.add(number)
        yield statement
