"""The parameters of a pipeline: what its schema says, and what its stages read beyond that."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace

from pipesmith import types as t
from pipesmith.importing.declared import Declared
from pipesmith.importing.names import Names
from pipesmith.importing.rewriting import Tree, inside
from pipesmith.importing.values import MayMiss, Shape, Value, entry, loose, type_syntax
from pipesmith.syntax import nodes as n

WHOLE = n.Reference("$input")
"""Stands for the whole input until all parameters are known."""


@dataclass(slots=True)
class Inputs(MayMiss):
    """The parameters by the names that the source gives them; a new name makes a new one."""

    names: Names
    declared: Declared
    closed: bool = False
    fields: dict[str, n.Field] = field(default_factory=dict)
    known: dict[str, Value] = field(default_factory=dict)
    untyped: list[str] = field(default_factory=list)

    def describe(self, original: str, node: n.Field) -> None:
        """Take in a parameter that a schema describes."""
        name = self.names.give(original)
        kind = self.declared.type_of(node.type)
        doc = _documentation(node.doc, original, name)
        self.fields[original] = n.Field(n.Name(name), node.type, node.default, node.where, doc=doc)
        given = t.present(kind) if node.default is not None and kind == t.JSON else kind
        self.known[original] = Value(n.Reference(name), given, Shape(given))

    def add(self, original: str, kind: t.Type = t.JSON, default: bool = False) -> Value:
        """Make a parameter that no schema describes."""
        name = self.names.give(original)
        kind = t.optional(kind) if default else kind
        if kind == t.JSON:
            self.untyped.append(original)
        given = n.NullLiteral() if default else None
        doc = _documentation(None, original, name)
        self.fields[original] = n.Field(n.Name(name), type_syntax(kind), given, doc=doc)
        self.known[original] = Value(n.Reference(name), kind, Shape(kind))
        return self.known[original]

    def may_miss(self, name: str) -> None:
        """Let a parameter of which nothing is told be left out."""
        node = self.fields[name]
        if name in self.untyped and node.default is None:
            self.fields[name] = replace(node, default=n.NullLiteral())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __getitem__(self, name: str) -> Value:
        return self.known.get(name) or self.add(name, default=self.closed)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def whole(self) -> Value:
        """Give the whole input."""
        return Value(WHOLE, t.JSON, views=self)

    def name(self, original: str) -> str:
        """Give the name of a parameter."""
        return self.fields[original].name.text

    def whole_literal(self) -> n.Expression:
        """Write the whole input as what it is made of; of nothing, it is a parameter itself."""
        if not self.known:
            return self.add("input").code
        return n.MapLiteral(tuple(entry(key, each.code) for key, each in self.known.items()))


OPERANDS = (n.Convert, n.Index, n.Slice, n.Filter, n.Comparison, n.Binary, n.Conditional, n.Call)


def with_whole_input(body: n.Block, inputs: Inputs) -> n.Block:
    """Write the whole input as what it is made of, now that all of that is known."""
    if WHOLE not in inside(body):
        return body
    literal = inputs.whole_literal()
    return _filled(body, literal, loose(Value(literal, t.JSON)).code, operand=False)


def _filled(node: Tree, literal: n.Expression, wrapped: n.Expression, operand: bool) -> Tree:
    """Put a literal in its place; as an operand it is wrapped."""
    if isinstance(node, tuple):
        return tuple(_filled(each, literal, wrapped, operand) for each in node)  # type: ignore[return-value]
    if not isinstance(node, n.Node) or not is_dataclass(node):
        return node
    if node == WHOLE:
        return wrapped if operand else literal  # type: ignore[return-value]
    if isinstance(node, n.Invoke):
        arguments = _filled(node.call.arguments, literal, wrapped, operand=False)
        return n.Invoke(replace(node.call, arguments=arguments))  # type: ignore[return-value]
    inner = isinstance(node, OPERANDS) or (operand and isinstance(node, n.Argument))
    parts = {
        part.name: _filled(getattr(node, part.name), literal, wrapped, inner)
        for part in fields(node)
        if part.name != "span"
    }
    return replace(node, **parts)


def _documentation(doc: str | None, original: str, name: str) -> str | None:
    lines = [line for line in (doc or "").splitlines() if not line.startswith("In JSON: `")]
    if name != original:
        lines.append(f"`{original}`")
    return "\n".join(lines) or None
