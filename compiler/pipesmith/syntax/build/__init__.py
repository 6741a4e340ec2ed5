"""Nodes made from what the parser has read: one method for every rule of the grammar.

Reads     the children of a rule, as `machine` hands them over, and the place they stand at.
Gives     nodes, each made once, with its span.
Reports   what the grammar is too coarse to refuse: repeats, the case of names, constant texts.
Promises  a node for every rule; a rule without a method here is a plain list of its children.
Leaves    the meaning of names.
"""

from collections.abc import Callable

from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.clauses import Clauses
from pipesmith.syntax.build.components import Components
from pipesmith.syntax.build.declarations import Declarations
from pipesmith.syntax.build.expressions import Expressions
from pipesmith.syntax.build.scenarios import Scenarios
from pipesmith.syntax.build.statements import Statements
from pipesmith.syntax.build.type_syntax import Types
from pipesmith.syntax.reading import Reading

Action = Callable[..., object]
ReadExpression = Callable[[int, int], n.Expression]


def actions(reading: Reading, expression: ReadExpression) -> dict[str, Action]:
    """Give what each rule of the grammar makes, by the rule's name."""
    builders = (
        Types(reading),
        Expressions(reading, expression),
        Clauses(reading),
        Statements(reading),
        Declarations(reading),
        Components(reading),
        Scenarios(reading),
    )
    return {
        name.removeprefix("on_"): getattr(builder, name)
        for builder in builders
        for name in dir(builder)
        if name.startswith("on_")
    }
