"""Nodes of types and expressions, and what all nodes share: a span."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from pipesmith.source import NOWHERE, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What every node has: the place it was written."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name(Node):
    """One word used as a name: `fetch_crm`. A dotted component name is one Name: `log.warn`."""

    text: str


# ---------------------------------------------------------------- types


@dataclass(frozen=True, slots=True)
class NamedType(Node):
    """`int`, `Customer`, `json`."""

    name: Name


@dataclass(frozen=True, slots=True)
class GenericType(Node):
    """`list[T]`, `map[string, T]`, `tuple[A, B]`, `set[T]`, `Outcome[T]`."""

    name: Name
    arguments: tuple["TypeSyntax", ...]


@dataclass(frozen=True, slots=True)
class DecimalType(Node):
    """`decimal(12, 2)`."""

    precision: int
    scale: int


@dataclass(frozen=True, slots=True)
class LiteralType(Node):
    """`"person"` as a type."""

    value: str


@dataclass(frozen=True, slots=True)
class OptionalType(Node):
    """`T?`."""

    item: "TypeSyntax"


@dataclass(frozen=True, slots=True)
class UnionType(Node):
    """`A | B`; two members at least, none of them a union."""

    members: tuple["TypeSyntax", ...]


TypeSyntax = NamedType | GenericType | DecimalType | LiteralType | OptionalType | UnionType


# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class IntLiteral(Node):
    """`1_000`."""

    value: int


@dataclass(frozen=True, slots=True)
class FloatLiteral(Node):
    """`1.5`, `2e9`."""

    value: float


@dataclass(frozen=True, slots=True)
class DecimalLiteral(Node):
    """`12.50d`."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class DurationLiteral(Node):
    """`250ms`; `unit` keeps how it was written."""

    amount: int
    unit: Literal["ms", "s", "m", "h", "d"]

    @property
    def milliseconds(self) -> int:
        """Give the length in milliseconds."""
        return (
            self.amount
            * {"ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}[self.unit]
        )


@dataclass(frozen=True, slots=True)
class BoolLiteral(Node):
    """`true`, `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class NullLiteral(Node):
    """`null`."""


@dataclass(frozen=True, slots=True)
class Text(Node):
    """Plain or block text: literal pieces (escapes resolved, indentation stripped) and
    interpolations.

    `parts` alternate freely; an empty text has none. `block` tells `\"\"\"` from `"`.
    """

    parts: tuple["str | Expression", ...]
    block: bool = False

    @property
    def constant(self) -> str | None:
        """Give the text when it holds no interpolation."""
        if not self.parts:
            return ""
        (first, *rest) = self.parts
        return first if isinstance(first, str) and not rest else None


@dataclass(frozen=True, slots=True)
class ListLiteral(Node):
    """`[1, 2]`."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class MapEntry(Node):
    """`key: value`; the key is a bare name or a constant text."""

    key: str
    value: "Expression"
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class MapLiteral(Node):
    """`{ key: value }`."""

    entries: tuple[MapEntry, ...]


@dataclass(frozen=True, slots=True)
class Reference(Node):
    """A name used as a value: `customers`, `it`, `context`, `env`, `secret`, a type name before
    `.`.
    """

    name: str


@dataclass(frozen=True, slots=True)
class Argument(Node):
    """`name: value`, or a positional value (`name` is None).

    A bare name given to a component or constructor is positional here; `resolve` reads it as
    shorthand.
    """

    name: Name | None
    value: "Expression"


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`f(x)`, `Report(assessed: [])`; `function` may be a dotted name only for components in
    statements.
    """

    function: Name
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`subject | f(y)`, `subject | f`."""

    subject: "Expression"
    function: Name
    arguments: tuple[Argument, ...]
    bare: bool = False  # written without parentheses


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`a.b`, `a?.b`."""

    subject: "Expression"
    name: Name
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`a[0]`, `m["k"]`."""

    subject: "Expression"
    index: "Expression"


@dataclass(frozen=True, slots=True)
class Slice(Node):
    """`a[1:3]`, `a[:n]`."""

    subject: "Expression"
    start: "Expression | None"
    stop: "Expression | None"


@dataclass(frozen=True, slots=True)
class Pluck(Node):
    """`a[*]`; following members apply to each element."""

    subject: "Expression"


@dataclass(frozen=True, slots=True)
class Unary(Node):
    """`-x`, `not x`."""

    operator: Literal["-", "not"]
    operand: "Expression"


BinaryOperator = Literal["+", "-", "*", "/", "div", "%", "and", "or", "??"]
ComparisonOperator = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """`a + b`, `a and b`, `a ?? b`."""

    operator: BinaryOperator
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`a < b`, `0 <= x < 10`: one operand more than operators."""

    operands: tuple["Expression", ...]
    operators: tuple[ComparisonOperator, ...]


@dataclass(frozen=True, slots=True)
class Conditional(Node):
    """`c ? a : b`."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Convert(Node):
    """`e as T`."""

    subject: "Expression"
    type: TypeSyntax


@dataclass(frozen=True, slots=True)
class Lambda(Node):
    """`x => e`, `(a, b) => e`."""

    parameters: tuple[Name, ...]
    body: "Expression"


@dataclass(frozen=True, slots=True)
class Parenthesised(Node):
    """`(e)`: kept, because it changes what a chain, a filter or a comparison means."""

    inner: "Expression"


@dataclass(frozen=True, slots=True)
class BrokenExpression(Node):
    """Stands where an expression could not be read; its mistake is already reported."""


Expression = (
    IntLiteral
    | FloatLiteral
    | DecimalLiteral
    | DurationLiteral
    | BoolLiteral
    | NullLiteral
    | Text
    | ListLiteral
    | MapLiteral
    | Reference
    | Call
    | Filter
    | Member
    | Index
    | Slice
    | Pluck
    | Unary
    | Binary
    | Comparison
    | Conditional
    | Convert
    | Lambda
    | Parenthesised
    | BrokenExpression
)
