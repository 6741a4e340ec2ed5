"""Machines: an enum of states, and a loop that switches on a variable of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipesmith.importing.names import Names
from pipesmith.importing.structuring.shapes import Machine
from pipesmith.importing.workflows.blocks import Block
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.workflows.endings import Ending
    from pipesmith.importing.workflows.writer import Writer

TRANSITIONS = 10_000
"""So many states a machine may go through before it fails."""


@dataclass(slots=True)
class States:
    """The enums of the machines of one workflow."""

    types: list[n.Enum] = field(default_factory=list)


class MachineWriter:
    """Writes machines, which may stand in one another."""

    def __init__(self, writer: "Writer") -> None:
        self._writer = writer
        self._around: list[_Labels] = []

    def write(self, shape: Machine, block: Block, ending: "Ending") -> None:
        """Write the variable of a machine, and its loop."""
        labels = self._labels(shape)
        self._around.append(labels)
        subject = n.Reference(labels.variable)
        block.add(n.Var(n.Name(labels.variable), None, labels.value(shape.states[0].name)))
        cases = []
        for state in shape.states:
            inner = block.inner()
            self._writer.shapes(state.body, inner, ending)
            body = inner.finish(self._writer.reading.names)
            cases.append(n.Case((labels.value(state.name),), body))
        cases.append(n.Case((labels.value(None),), n.Block(())))
        self._around.pop()
        first = shape.states[0].name
        message = f"from `{self._writer.nodes[first].title}` on the ways do not nest"
        self._writer.tell_bound(first, f"{message}: they become a machine of states", TRANSITIONS)
        condition = n.Comparison((subject, labels.value(None)), ("!=",))
        switch = n.Control(n.Switch(subject, tuple(cases)))
        block.add(n.Control(n.While(condition, n.IntLiteral(TRANSITIONS), n.Block((switch,)))))

    def go(self, state: str | None, block: Block) -> None:
        """Write a transition."""
        labels = self._around[-1]
        block.set(labels.variable, labels.value(state))

    def _labels(self, shape: Machine) -> "_Labels":
        writer = self._writer
        names = Names()
        words: dict[str | None, str] = {
            state.name: names.give(writer.nodes[state.name].title) for state in shape.states
        }
        words[None] = names.give("done")
        labels = _Labels(
            writer.enum_name(len(writer.states.types)),
            writer.reading.names.give("state"),
            words,
        )
        values = tuple(n.EnumValue(n.Name(word)) for word in labels.words.values())
        writer.states.types.append(n.Enum(n.Name(labels.type), values))
        return labels


@dataclass(frozen=True, slots=True)
class _Labels:
    """What the states of a machine are called."""

    type: str
    variable: str
    words: dict[str | None, str]

    def value(self, state: str | None) -> n.Expression:
        return n.Member(n.Reference(self.type), n.Name(self.words[state]))
