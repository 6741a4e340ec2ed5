"""What can be read at one place of a workflow, while it is written."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipesmith.importing.values import Value
from pipesmith.importing.workflows.blocks import Block
from pipesmith.importing.workflows.reading import Reading
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.workflows.writer import Writer


@dataclass(frozen=True, slots=True)
class Here:
    """What can be read where one node stands."""

    writer: "Writer"
    node: str
    block: Block

    @property
    def reading(self) -> Reading:
        """Give what reads the values of nodes."""
        return self.writer.reading

    def input(self) -> Value:
        """Give what comes in."""
        return self.reading.input(self.node, self.block)

    def output(self, name: str) -> Value:
        """Give what a node gave; Unresolved says why it cannot be read here."""
        return self.reading.output(name, self.block)

    def item(self) -> Value | None:
        """Give the item of the loop around."""
        return self.reading.around(self.node, self.reading.items)

    def index(self) -> Value | None:
        """Give the number of the turn of the loop around."""
        return self.reading.index(self.node)

    def error(self) -> Value | None:
        """Give the error that was caught around."""
        return self.reading.around(self.node, self.reading.errors)

    def variable(self, name: str) -> Value | None:
        """Give a variable of the workflow."""
        return self.reading.variable(name)

    def named_item(self, name: str) -> Value | None:
        """Give the item of a loop around that calls it so."""
        return self.reading.named_item(self.node, name)

    def merged(self, items: n.Expression) -> Value:
        """Give the objects of a list as one."""
        return self.writer.merged(items)
