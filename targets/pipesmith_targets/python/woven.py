"""Chains that run at once and wait for each other, as functions that share variables.

What one chain gives to another is a variable of the function around them, and an event says when
it is there; in a direct form, a latch.
"""

from dataclasses import replace

from pipesmith.ir import nodes as n
from pipesmith.plan.parts import Weave, positions
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.closures import closed
from pipesmith_targets.python.direct import all_direct
from pipesmith_targets.python.direct_calls import DirectCalls
from pipesmith_targets.python.frame import Frame
from pipesmith_targets.python.joining import Branch, join
from pipesmith_targets.python.naming import Named, given, named, python_name, title
from pipesmith_targets.python.readers import Readers
from pipesmith_targets.python.statements import write_statement


class Weaving:
    """Writes one weave of a block."""

    def __init__(
        self, part: Weave, block: n.Block, readers: Readers, frame: Frame, nested: bool
    ) -> None:
        self.part = part
        self.block = block
        self.frame = frame
        self.nested = nested
        self.shared = self._shared(readers)
        self.direct = self._directly()
        needed = sorted({need for needs in part.waits.values() for need in needs})
        self.events = {at: self._event(at) for at in needed}

    def lines(self) -> ln.Lines:
        """Give the variables, the events, the chains, and what runs them."""
        declared = [
            ln.declare(name, written)
            for name, each in self.shared.items()
            if (written := self.frame.annotation(name, each.type)) is not None
        ]
        events = [ln.assign(name, self._made()) for name in self.events.values()]
        chains = [self._chain(chain) for chain in self.part.chains]
        how = "strands" if self.direct else "together"
        joined = join(chains, self.frame.run, self.frame.marks, self.nested, how)
        return [*declared, *events, *joined]

    def _directly(self) -> DirectCalls | None:
        """Give the calls if chains can make them themselves, one of each at a time."""
        calls = self.frame.direct
        if calls is None or self.nested or len(self.part.chains) > calls.most:
            return None
        statements = (self.block.statements[at] for at in positions(self.part))
        return calls if all_direct(statements, self.frame) else None

    def _shared(self, readers: Readers) -> dict[str, Named]:
        """Give what is read outside its chain, by variable, in the order of the source."""
        read = {
            each.name for chain in self.part.chains for each in given(chain, self.block, readers)
        }
        everything = named(sorted(positions(self.part)), self.block)
        return {python_name(each, self.frame): each for each in everything if each.name in read}

    def _event(self, at: int) -> str:
        return self.frame.scope.names.claim(f"{title([at], self.block)}_done")

    def _chain(self, chain: tuple[int, ...]) -> Branch:
        known = self.frame.scope.names.claim(f"{title(chain, self.block)}_chain")
        inner = replace(self.frame.function(), direct=self.direct)
        for each in named(chain, self.block):
            name = python_name(each, self.frame)
            (inner.foreign if name in self.shared else inner.owned).add(name)
        inner.repeated.update(self.shared)  # they are declared around the chains
        lines = [line for at in chain for line in self._statement(at, inner)]
        made = ln.defined(known, [], py.NONE, closed(lines, inner, self.frame))
        place = self.block.statements[chain[0]].place
        return Branch([self.frame.marks.at(made, place)], py.call(known), (), (), place)

    def _statement(self, at: int, frame: Frame) -> ln.Lines:
        """Wait for what other chains give, execute a statement, and tell the others."""
        needs = self.part.waits.get(at, ())
        before = [ln.evaluated(py.awaited(self._waited(need))) for need in needs]
        after = [ln.evaluated(self._told(at))] if at in self.events else []
        return [*before, *write_statement(self.block.statements[at], frame), *after]

    def _made(self) -> py.Node:
        if self.direct:
            return py.call(py.attribute(self.frame.run, "latch"))
        return py.call(self.frame.scope.module.imports.use("asyncio", "Event"))

    def _waited(self, at: int) -> py.Node:
        event = py.name(self.events[at])
        return event if self.direct else py.call(py.attribute(event, "wait"))

    def _told(self, at: int) -> py.Node:
        how = "open" if self.direct else "set"
        return py.call(py.attribute(py.name(self.events[at]), how))
