"""What an expression of another system says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Constant:
    """`80`, `'critical'`, `True`, `null`."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text with expressions in it: `'{{input.name}}!'`."""

    parts: tuple["str | Tree", ...]


@dataclass(frozen=True, slots=True)
class Name:
    """`input`, `$json`, `@`."""

    text: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`a.b`, `a?.b`."""

    subject: "Tree"
    name: str
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Subscript:
    """`a[0]`, `a['b']`."""

    subject: "Tree"
    index: "Tree"


@dataclass(frozen=True, slots=True)
class Cut:
    """`a[1:3]`."""

    subject: "Tree"
    start: "Tree | None"
    stop: "Tree | None"


@dataclass(frozen=True, slots=True)
class Call:
    """`len(a)`, `a.get('b', 0)`."""

    function: "Tree"
    arguments: tuple["Tree", ...]
    named: tuple[tuple[str, "Tree"], ...] = ()


@dataclass(frozen=True, slots=True)
class Unary:
    """`-a`, `not a`."""

    operator: str
    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Binary:
    """`a + b`, `a and b`, `a ?? b`."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b`, `0 <= a < 10`, `a is not None`."""

    operands: tuple["Tree", ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """`a if c else b`, `c ? a : b`."""

    condition: "Tree"
    then: "Tree"
    otherwise: "Tree"


@dataclass(frozen=True, slots=True)
class Items:
    """`[a, b]`."""

    items: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Members:
    """`{'a': b}`."""

    members: tuple[tuple[str, "Tree"], ...]


@dataclass(frozen=True, slots=True)
class Comprehension:
    """`[f(x) for x in xs if c]`."""

    result: "Tree"
    name: str
    items: "Tree"
    conditions: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Filtered:
    """`a | upper`, `a | join(', ')`."""

    subject: "Tree"
    name: str
    arguments: tuple["Tree", ...]


@dataclass(frozen=True, slots=True)
class Queried:
    """`a | length(@)`: JMESPath, as it is written."""

    subject: "Tree"
    query: str


Tree = (
    Constant
    | Words
    | Name
    | Attribute
    | Subscript
    | Cut
    | Call
    | Unary
    | Binary
    | Comparison
    | Choice
    | Items
    | Members
    | Comprehension
    | Filtered
    | Queried
)


def inside(tree: Any) -> Iterator[Tree]:
    """Give an expression and all it is made of."""
    if isinstance(tree, tuple):
        for each in tree:
            yield from inside(each)
    elif isinstance(tree, Tree):
        yield tree
        for name in tree.__slots__:
            yield from inside(getattr(tree, name))
