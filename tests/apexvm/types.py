"""Types as Apex writes them, compared without regard to case."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.apexvm.tree import Node, kind, names

NUMERIC = {"integer": 0, "long": 1, "double": 2, "decimal": 3}
"""The numeric types, each assignable to those after it."""


@dataclass(frozen=True, slots=True, eq=False)
class Type:
    """`Map<String, List<Order.Line>>`: a name and the types that it is applied to."""

    name: str
    arguments: tuple[Type, ...] = ()
    key: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        inside = ",".join(one.key for one in self.arguments)
        object.__setattr__(self, "key", self.head + (f"<{inside}>" if inside else ""))

    @property
    def head(self) -> str:
        """The name in lower case, without the namespace that may be left out."""
        return self.name.lower().removeprefix("system.").removeprefix("schema.")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Type) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        inside = ",".join(map(str, self.arguments))
        return f"{self.name}<{inside}>" if inside else self.name


OBJECT = Type("Object")
STRING = Type("String")
INTEGER = Type("Integer")
LONG = Type("Long")
DOUBLE = Type("Double")
DECIMAL = Type("Decimal")
BOOLEAN = Type("Boolean")
ID = Type("Id")
SOBJECT = Type("SObject")


def list_of(element: Type) -> Type:
    """The type `List<element>`."""
    return Type("List", (element,))


def written_type(node: Node) -> Type:
    """Read a type as it is written; its names are not resolved yet."""
    if kind(node) == "ArrayTypeRef":
        return list_of(written_type(node["heldType"]))
    arguments = tuple(map(written_type, node.get("typeArguments") or ()))
    return Type(".".join(names(node["names"])), arguments)
