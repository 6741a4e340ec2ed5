"""A block of statements while it is written."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pipesmith.importing.names import Names
from pipesmith.importing.values import Value
from pipesmith.importing.workflows.chaining import Order, chained
from pipesmith.syntax import nodes as n

Output = Callable[[], Value]
JSON_TYPE = n.NamedType(n.Name("json"))


@dataclass(slots=True)
class Block:
    """Statements, and the nodes whose values can be read in it."""

    outer: "Block | None" = None
    statements: list[n.Statement] = field(default_factory=list)
    outputs: dict[str, Output] = field(default_factory=dict)
    variables: dict[str, n.Expression] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)
    waits: dict[int, frozenset[int]] = field(default_factory=dict)

    def add(self, statement: n.Statement, name: str | None = None) -> None:
        """Write a statement behind the others; `name` is what it is called where it has to be."""
        if name is not None:
            self.named[len(self.statements)] = name
        self.statements.append(statement)

    def set(self, name: str, value: n.Expression) -> None:
        """Give a variable a value."""
        self.add(n.Set(n.Name(name), value))

    def inner(self) -> "Block":
        """Begin a block in this one."""
        return Block(self)

    def find(self, node: str) -> Output | None:
        """Find what a node gave, here or outside."""
        if node in self.outputs:
            return self.outputs[node]
        return self.outer.find(node) if self.outer is not None else None

    def declare(self, name: str, initial: n.Expression) -> None:
        """Declare a variable before all statements."""
        self.variables[name] = initial

    def finish(self, names: Names, value: n.Expression | None = None) -> n.Block:
        """Give the block in order, with its value."""
        variables = tuple(
            n.Var(n.Name(name), JSON_TYPE, initial) for name, initial in self.variables.items()
        )
        order = Order(names, self.named, self.waits)
        statements = (*variables, *chained(self.statements, order))
        return n.Block(statements, n.Yield(value) if value is not None else None)
