"""How a part of a workflow ends: with the value of what ran last in it."""

from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.importing.values import Value
from pipesmith.importing.workflows.blocks import JSON_TYPE, Block
from pipesmith.importing.workflows.reading import Reading
from pipesmith.syntax import nodes as n


@dataclass(slots=True)
class Ending:
    """The end of a part: a variable, if several ways with values of their own lead there."""

    follow: str
    block: Block
    several: bool
    variable: str
    value: Value | None = None

    def reached(self, value: Value, block: Block) -> None:
        """Note that a way ends here."""
        self.block.declare(self.variable, n.NullLiteral())
        block.set(self.variable, value.code)
        self.value = Value(n.Reference(self.variable), t.JSON)


def as_json(value: Value | None, block: Block, reading: Reading, node: str) -> n.Expression:
    """Give a value as JSON, under a name if its own type is another one."""
    if value is None:
        return n.NullLiteral()
    of_branches = isinstance(value.code, n.Reference) and value.views  # a record without a name
    literal = isinstance(value.code, n.MapLiteral | n.ListLiteral)
    if value.type == t.JSON and not literal and not of_branches:
        return value.code
    name = reading.word(node, "value")
    block.add(n.Let(n.Name(name), JSON_TYPE, value.code))
    return n.Reference(name)
