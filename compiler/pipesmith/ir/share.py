"""Calls that a block makes more than once, made once under a name.

Reads     a program of the IR.
Gives     the program, in which a name stands for each call that a `let` before it makes; where no
          `let` does, and the call works through a collection, one is added.
Reports   nothing.
Promises  what a run does, gives and fails with. Expressions are pure, so that an equal call gives
          an equal value; what is added cannot fail, and is evaluated in any case.
Leaves    calls that only some ways through a block make, and short ones: they read best as they
          are.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeGuard

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.failing import can_fail
from pipesmith.ir.made_calls import Call, count_calls, declared, made_in_any_case
from pipesmith.ir.walk import bound_names, free_names, inside, rebuilt

_RESULTS = {
    "filter": "filtered",
    "flat_map": "mapped",
    "flatten": "flat",
    "group_by": "grouped",
    "map": "mapped",
    "map_values": "mapped",
    "reverse": "reversed",
    "sort": "sorted",
    "sort_by": "sorted",
    "unique": "unique",
    "unique_by": "unique",
    "zip": "zipped",
}
"""What is said of a collection that a function has worked through."""


class _Repeated(NamedTuple):
    """A call that is worth a name, and the position of the statement that makes it first."""

    position: int
    call: n.Call
    name: str


def share(program: n.Program) -> n.Program:
    """Make each call once that a block of a pipeline makes more than once."""
    return replace(program, modules=tuple(map(_shared_module, program.modules)))


def _shared_module(module: n.Module) -> n.Module:
    def shared(item: n.Declaration) -> n.Declaration:
        if not isinstance(item, n.Pipeline) or not _repeats(item):
            return item
        made: n.Pipeline = rebuilt(item, _Sharing(module, item).node)
        return made

    return replace(module, declarations=tuple(map(shared, module.declarations)))


def _repeats(pipeline: n.Pipeline) -> bool:
    """Tell whether any call stands twice in a pipeline."""
    calls = [repr(node) for node in inside(pipeline) if isinstance(node, Call)]
    return len(set(calls)) < len(calls)


class _Sharing:
    """The work on one pipeline: the names that are taken, and those whose values change."""

    def __init__(self, module: n.Module, pipeline: n.Pipeline) -> None:
        """Look for the names of a pipeline and its module."""
        nodes = [*inside(pipeline)]
        imported = {name for each in module.imports for name in each.names}
        self.taken = {item.name for item in module.declarations} | imported
        self.taken |= {name for each in nodes for name in declared(each)}
        self.variable = frozenset(each.name for each in nodes if isinstance(each, n.Var))

    def node(self, node: Any) -> Any:
        """Share what the blocks in a node make, the outermost first."""
        return rebuilt(self.block(node) if isinstance(node, n.Block) else node, self.node)

    def block(self, block: n.Block) -> n.Block:
        """Share what one block makes."""
        block = _reused(block, self.variable)
        while repeated := self._repeated(block):
            block = _reused(_added(block, repeated), self.variable)
        return block

    def _repeated(self, block: n.Block) -> list[_Repeated]:
        """Give the calls that are worth a name, of calls in one another the outermost."""
        seen, first = self._seen(block)
        known = {repr(each.value) for each in block.statements if isinstance(each, n.Let)}
        chosen = dict[str, _Repeated]()
        for key in sorted(first, key=lambda key: (-len(key), key)):
            name = self._free_name(first[key][1]) if seen[key] > 1 and key not in known else None
            if name is not None and not any(key in longer for longer in chosen):
                self.taken.add(name)
                chosen[key] = _Repeated(*first[key], name)
        return [*chosen.values()]

    def _seen(self, block: n.Block) -> tuple[Counter[str], dict[str, tuple[int, n.Call]]]:
        """Count calls; give those that work through something where they are made in any case."""
        seen, first = Counter[str](), dict[str, tuple[int, n.Call]]()
        for position, item in enumerate(_items(block)):
            before = set(seen)
            count_calls(item, self.variable, seen)
            for call in made_in_any_case(item):
                if repr(call) not in before and _works_through(call):
                    first.setdefault(repr(call), (position, call))
        return seen, first

    def _free_name(self, call: n.Call) -> str | None:
        """Name what a call gives after what it works through, None where no good name is free."""
        subject: object = call
        while isinstance(subject, n.Call) and subject.arguments:
            subject = subject.arguments[0]
        if not isinstance(subject, n.Local | n.Member):
            return None
        said = _RESULTS.get(call.function)
        name = f"{said}_{subject.name}" if said else f"{subject.name}_{call.function}"
        return None if name in self.taken else name


# ------------------------------------------------------------------ names that are there


@dataclass(slots=True)
class _Known:
    """Calls that have a name: by how they are written, the position and the `let` of each."""

    made: dict[str, tuple[int, n.Let, set[str]]] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)
    """The positions of those that were put in place of calls."""

    def add(self, position: int, item: n.Let) -> None:
        """Know what a statement names, unless it is known already."""
        names = {item.name, *free_names(item.value)}
        self.made.setdefault(repr(item.value), (position, item, names))

    def put(self, node: Any, bound: frozenset[str] = frozenset()) -> Any:
        """Put names in place of calls in a node, the innermost first."""
        inner = bound | bound_names(node)
        node = rebuilt(node, lambda part: self.put(part, inner))
        position, item, names = self.made.get(repr(node), _NOTHING) if _is_call(node) else _NOTHING
        if item is None or names & bound:
            return node
        self.read.add(position)
        return n.Local(item.name, type=node.type, place=node.place)


_NOTHING: tuple[int, None, set[str]] = (0, None, set())


def _reused(block: n.Block, variable: frozenset[str]) -> n.Block:
    """Put the name of a `let` in place of every later call that it makes."""
    known, statements = _Known(), list[n.Statement]()
    for position, item in enumerate(block.statements):
        known.read.clear()
        changed = known.put(item, variable)
        waits = tuple(sorted(known.read.union(item.waits_for)))
        statements.append(replace(changed, waits_for=waits) if changed is not item else item)
        if isinstance(changed, n.Let) and _names_a_call(changed):
            known.add(position, changed)
    value = known.put(block.value, variable) if block.value is not None else None
    return replace(block, statements=tuple(statements), value=value)


def _names_a_call(item: n.Let) -> bool:
    return _is_call(item.value) and item.type == item.value.type


def _is_call(node: object) -> bool:
    return isinstance(node, Call)


# ------------------------------------------------------------------ names that are added


def _added(block: n.Block, repeated: list[_Repeated]) -> n.Block:
    """Add a `let` for each call, before the statement that makes it first."""
    places = sorted(each.position for each in repeated)

    def moved(waits: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(other + bisect_right(places, other) for other in waits)

    lets: dict[int, list[n.Statement]] = {}
    for position, call, name in repeated:
        waits = moved(_waited_for(block, free_names(call), position))
        made = n.Let(name, call.type, call, waits_for=waits, place=call.place)
        lets.setdefault(position, []).append(made)
    statements = list[n.Statement]()
    for position, item in enumerate(block.statements):
        kept = replace(item, waits_for=moved(item.waits_for))
        statements += [*lets.get(position, ()), kept]
    statements += lets.get(len(block.statements), ())
    return replace(block, statements=tuple(statements))


def _waited_for(block: n.Block, names: set[str], position: int) -> tuple[int, ...]:
    """Give what a call waits for: what it reads, and whatever may leave the block before it."""
    return tuple(
        other
        for other, item in enumerate(block.statements)
        if names & set(declared(item)) or (item.barrier and other < position)
    )


def _works_through(call: Call) -> TypeGuard[n.Call]:
    """Tell whether a call is work that grows with a collection, and cannot fail."""
    if not isinstance(call, n.Call) or can_fail(call):
        return False
    gives = isinstance(call.type, t.ListType | t.SetType | t.MapType)
    return gives or any(isinstance(each, n.Lambda) for each in call.arguments)


def _items(block: n.Block) -> Iterator[Any]:
    """Give the statements and the value of a block."""
    yield from block.statements
    if block.value is not None:
        yield block.value
