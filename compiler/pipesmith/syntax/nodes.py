"""The syntax tree: exactly what was written, with spans that never take part in equality.

Layout and comments are not here; `parse` keeps them beside the tree for the formatter.

This is the front door: each kind of node has a file of its own.
"""

from dataclasses import dataclass

from pipesmith.syntax.declaration_nodes import *  # noqa: F403
from pipesmith.syntax.declaration_nodes import (
    Component,
    Enum,
    ErrorDeclaration,
    Function,
    Import,
    Pipeline,
    Record,
    TypeAlias,
)
from pipesmith.syntax.expression_nodes import *  # noqa: F403
from pipesmith.syntax.expression_nodes import Node
from pipesmith.syntax.scenario_nodes import *  # noqa: F403
from pipesmith.syntax.scenario_nodes import Property, Schedule, Test, Webhook
from pipesmith.syntax.statement_nodes import *  # noqa: F403

TopLevel = (
    Import
    | Record
    | Enum
    | TypeAlias
    | ErrorDeclaration
    | Function
    | Component
    | Pipeline
    | Test
    | Property
    | Schedule
    | Webhook
)


@dataclass(frozen=True, slots=True)
class Module(Node):
    """One file."""

    declarations: tuple[TopLevel, ...]
    doc: str | None = None
