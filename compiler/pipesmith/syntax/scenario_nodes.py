"""Nodes of tests, properties and triggers."""

from dataclasses import dataclass
from typing import Literal

from pipesmith.syntax.expression_nodes import (
    Argument,
    Call,
    Expression,
    Name,
    Node,
    Text,
    TypeSyntax,
)
from pipesmith.syntax.statement_nodes import Declaration


@dataclass(frozen=True, slots=True)
class Given(Node):
    """`given p(a: 1)`."""

    call: Call


@dataclass(frozen=True, slots=True)
class Outcome(Node):
    """One outcome of a mock: `takes 3s`, `returns e`, `fails timeout`, `times 2`."""

    kind: Literal["returns", "fails"] | None
    value: "Expression | None" = None  # None with `returns`: `returns any`
    error: Name | None = None  # None with `fails`: `fails any`
    takes: Expression | None = None
    times: Expression | None = None


@dataclass(frozen=True, slots=True)
class Mock(Node):
    """`mock f(x: p) fails timeout times 2 then returns e`.

    `signal` holds the name in `mock signal "approval" …`. `alternatives` is `a or b`: each is a
    sequence.
    """

    component: Name | None
    address: str | None
    arguments: tuple[Argument, ...]
    alternatives: tuple[tuple[Outcome, ...], ...]
    signal: Text | None = None


@dataclass(frozen=True, slots=True)
class Expect(Node):
    """`expect cond`; `expect called f times n`, `with (…)`; the form says which fields are set."""

    form: Literal["condition", "fails", "called", "skipped", "retried", "order", "took"]
    condition: Expression | None = None
    name: str | None = None
    other: str | None = None
    times: Expression | None = None
    arguments: tuple[Argument, ...] | None = None


@dataclass(frozen=True, slots=True)
class Test(Declaration):
    """`test "title" { given … mock … expect … }`."""

    title: Text
    items: tuple[Given | Mock | Expect, ...]


@dataclass(frozen=True, slots=True)
class Property(Declaration):
    """`property "title" for p(a, b) { … }`."""

    title: Text
    pipeline: Name
    parameters: tuple[Name, ...]
    items: tuple[Mock | Expect, ...]


@dataclass(frozen=True, slots=True)
class Schedule(Declaration):
    """`on schedule "0 6 * * 1-5" timezone "Europe/Berlin" run p(…)`."""

    cron: Text
    timezone: Text | None
    run: Call


@dataclass(frozen=True, slots=True)
class Webhook(Declaration):
    """`on webhook POST "/orders" as Order hmac secret.KEY run p(order: body)`."""

    method: Name
    path: Text
    type: TypeSyntax | None
    hmac: Expression | None
    run: Call
