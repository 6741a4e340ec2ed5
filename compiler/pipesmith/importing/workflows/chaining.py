"""The order of statements that the edges of a workflow ask for, and data does not.

Statements of the language start when what they read is done. Where a workflow says that one thing
follows another, and nothing that it reads says so, `after` does.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from pipesmith.importing.names import Names
from pipesmith.syntax import nodes as n

Effect = n.Stage | n.Do | n.Control


@dataclass(frozen=True, slots=True)
class Order:
    """What is known of statements by their places: how they are called if they have to be, and
    which wait for others than the last.
    """

    names: Names
    named: Mapping[int, str]
    waits: Mapping[int, frozenset[int]]


def chained(statements: Iterable[n.Statement], order: Order) -> tuple[n.Statement, ...]:
    """Put statements that do something in the order in which they stand, or as `waits` says."""
    return tuple(_Chain(order).chained([*statements]))


@dataclass(slots=True)
class _Chain:
    order: Order

    def chained(self, statements: list[n.Statement]) -> list[n.Statement]:
        last: set[int] = set()
        reads: dict[str, set[str]] = {}
        for at, statement in enumerate(statements):
            if not isinstance(statement, Effect):
                _note(statement, reads)
                continue
            before = self.order.waits.get(at, last)
            if _jumps(statement):
                last = set()
                continue
            for other in sorted(before):
                name = self._name(statements, other)
                if name not in _all_read(statement, reads):
                    statement = statements[at] = _after(statement, name)
            last = (last - before) | {at}
        return statements

    def _name(self, statements: list[n.Statement], at: int) -> str:
        """Give the name of a statement, which gets one if it has none."""
        statement = statements[at]
        if isinstance(statement, n.Stage):
            return statement.name.text
        assert isinstance(statement, n.Do | n.Control)
        name = self.order.named.get(at) or self.order.names.give(_word(statement))
        clauses, doc = statement.clauses, statement.doc
        statements[at] = n.Stage(n.Name(name), None, statement.body, clauses, doc=doc)
        return name


def _word(statement: n.Do | n.Control) -> str:
    if isinstance(statement, n.Do):
        return statement.body.call.function.text.replace(".", "_")
    words = {
        n.If: "decision",
        n.Switch: "selection",
        n.Try: "attempt",
        n.Wait: "pause",
        n.Parallel: "branches",
        n.Foreach: "loop",
        n.While: "loop",
        n.Repeat: "loop",
    }
    return words.get(type(statement.body), "step")


def _note(statement: n.Statement, reads: dict[str, set[str]]) -> None:
    if isinstance(statement, n.Let | n.Set | n.Var):
        name = statement.name.text
        reads[name] = reads.get(name, set()) | _all_read(statement.value, reads)


def _all_read(node: Any, reads: dict[str, set[str]]) -> set[str]:
    names = {*references(node)}
    return names.union(*(reads[name] for name in names if name in reads))


def references(node: Any) -> Iterator[str]:
    """Give the names that a node reads, and those that `after` in it names."""
    match node:
        case n.Reference(name=name):
            yield name
        case n.After(names=names):
            yield from (name.text for name in names)
        case tuple():
            for each in node:
                yield from references(each)
        case _ if is_dataclass(node):
            for each in fields(node):
                yield from references(getattr(node, each.name))
        case _:
            pass


def _after(statement: Effect, name: str) -> Effect:
    """Add a name to the `after` of a statement."""
    others = tuple(each for each in statement.clauses if not isinstance(each, n.After))
    names = tuple(
        one for each in statement.clauses if isinstance(each, n.After) for one in each.names
    )
    return replace(statement, clauses=(*others, n.After((*names, n.Name(name)))))


def _jumps(node: Any, in_loop: bool = False) -> bool:
    """Tell whether a jump in a statement leaves its block, which waits for all above it."""
    match node:
        case n.Return():
            return True
        case n.Break() | n.Continue():
            return not in_loop
        case n.Foreach() | n.While() | n.Repeat():
            return _jumps(node.body, in_loop=True)
        case tuple():
            return any(_jumps(each, in_loop) for each in node)
        case _ if is_dataclass(node):
            return any(_jumps(getattr(node, each.name), in_loop) for each in fields(node))
        case _:
            return False
