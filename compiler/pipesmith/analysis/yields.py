"""The values of the blocks of one body, which make the body's value."""

from dataclasses import dataclass, field
from typing import Self

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import coerce
from pipesmith.analysis.endings import ending
from pipesmith.analysis.frames import BlockValue
from pipesmith.analysis.joins import joined


@dataclass(slots=True)
class Yields:
    """Collects what blocks give. `taken` tells that a name takes the value; `hint` is the type it
    is declared with.
    """

    c: Checking
    taken: bool
    hint: t.Type | None
    blocks: list[BlockValue] = field(default_factory=list)

    def add(self, value: BlockValue) -> None:
        """Add a block of the body."""
        self.blocks.append(value)

    def of_items(self) -> Self:
        """Give the collector for the items of a loop whose list is wanted."""
        match self.c.relations.expand(t.present(self.hint)) if self.hint is not None else None:
            case t.ListType(item=t.OutcomeType(value=item)) | t.ListType(item=item):
                return type(self)(self.c, self.taken, item)
            case _:
                return type(self)(self.c, self.taken, None)

    def of_one(self, hint: t.Type | None) -> Self:
        """Give a collector for one branch of its own."""
        return type(self)(self.c, self.taken, hint)

    def type(self, what: str) -> t.Type:
        """Give the type that all values have in common; null when no block gives one (rule 12)."""
        giving = [block for block in self.blocks if block.value is not None]
        if not giving:
            return t.NULL
        if not self.taken:
            self._refuse_yields(giving)
            return t.NULL
        for block in self.blocks:
            span = block.block.span
            if block.value is None and block.completes and not self.c.led_astray(span):
                assert giving[0].value is not None
                way = ending("yield", block.block, self.hint, self.c)
                self.c.report(say.missing_yield(span, giving[0].value.span, way))
        values = [(b.value, b.type) for b in giving if b.value is not None]
        return joined(values, self.c, self.hint, what)

    def widen(self, wanted: t.Type) -> bool:
        """Convert what the blocks give to a wider type; tell whether they give the value at all."""
        giving = [block for block in self.blocks if block.value is not None]
        for block in giving:
            assert block.value is not None
            coerce(block.value, block.type, wanted, self.c)
        return bool(giving)

    def _refuse_yields(self, giving: list[BlockValue]) -> None:
        for block in giving:
            assert block.block.result is not None
            why = "the statement around it has no name"
            way = "give the statement a name: `stage name = ...`"
            self.c.report(say.misplaced_yield(block.block.result.span, why, way))


@dataclass(frozen=True, slots=True)
class BodyValue:
    """What a body gives: its type, and the values of its own blocks where these are it."""

    type: t.Type
    yields: Yields
