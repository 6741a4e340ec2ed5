"""The parameters of a pipeline: what its schema says, and what its stages read beyond that."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipesmith import types as t
from pipesmith.importing.declared import Declared
from pipesmith.importing.names import Names
from pipesmith.importing.values import Shape, Value, entry, type_syntax
from pipesmith.syntax import nodes as n

WHOLE = n.Reference("$input")
"""Stands for the whole input until all parameters are known."""


@dataclass(slots=True)
class Inputs(Mapping[str, Value]):
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
        if kind == t.JSON:
            self.untyped.append(original)
        given = n.NullLiteral() if default else None
        doc = _documentation(None, original, name)
        self.fields[original] = n.Field(n.Name(name), type_syntax(kind), given, doc=doc)
        self.known[original] = Value(n.Reference(name), kind, Shape(kind))
        return self.known[original]

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


def _documentation(doc: str | None, original: str, name: str) -> str | None:
    lines = [line for line in (doc or "").splitlines() if not line.startswith("In JSON: `")]
    if name != original:
        lines.append(f"`{original}`")
    return "\n".join(lines) or None
