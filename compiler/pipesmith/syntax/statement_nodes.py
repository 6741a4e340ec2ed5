"""Nodes of clauses, statements and bodies."""

from dataclasses import dataclass
from typing import Literal

from pipesmith.syntax.expression_nodes import Call, Expression, Name, Node, Text, TypeSyntax


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Node):
    """What declarations share: the text of the `///` lines before it, without the slashes."""

    doc: str | None = None


# ---------------------------------------------------------------- clauses


@dataclass(frozen=True, slots=True)
class ValueClause(Node):
    """A keyword and one expression: `timeout 5s`, `fallback null`, `concurrency 4`."""

    keyword: Literal["timeout", "deadline", "fallback", "idempotent", "concurrency", "priority"]
    value: Expression


@dataclass(frozen=True, slots=True)
class Retry(Node):
    """`retry 3 backoff exponential(from: 200ms) jitter 0.25 on timeout, rate_limit`; `on` None is
    the default set.
    """

    count: Expression
    backoff: Call | None = None
    jitter: Expression | None = None
    on: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True)
class When(Node):
    """`when cond else value`."""

    condition: Expression
    otherwise: Expression | None = None


@dataclass(frozen=True, slots=True)
class After(Node):
    """`after a, b`."""

    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Cache(Node):
    """`cache 5m key id`."""

    age: Expression
    key: Expression | None = None


Clause = ValueClause | Retry | When | After | Cache


# ---------------------------------------------------------------- statements and bodies


@dataclass(frozen=True, slots=True)
class Block(Node):
    """`{ statements yield e }`."""

    statements: tuple["Statement", ...]
    result: "Yield | None" = None


@dataclass(frozen=True, slots=True)
class Yield(Node):
    """`yield e`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Invoke(Node):
    """A component or pipeline call as a body: `fetch_crm(id: customer.id)`."""

    call: Call


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if c { } else if d { } else { }`."""

    arms: tuple[tuple[Expression, Block], ...]
    otherwise: Block | None = None


@dataclass(frozen=True, slots=True)
class Case(Node):
    """`case a, b { }`."""

    values: tuple[Expression, ...]
    body: Block


@dataclass(frozen=True, slots=True)
class Switch(Node):
    """`switch v { case a { } else { } }`."""

    subject: Expression
    cases: tuple[Case, ...]
    otherwise: Block | None = None


@dataclass(frozen=True, slots=True)
class Foreach(Node):
    """`foreach x, i in xs parallel 4 collect errors { }`."""

    item: Name
    index: Name | None
    items: Expression
    body: Block
    parallel: Expression | None = None
    collect_errors: bool = False


@dataclass(frozen=True, slots=True)
class While(Node):
    """`while c max 10 { }`."""

    condition: Expression
    limit: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class Repeat(Node):
    """`repeat 3 { }`."""

    count: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class Catch(Node):
    """`catch timeout, rate_limit as err { }`; `errors` None is `*`."""

    errors: tuple[Name, ...] | None
    name: Name | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Node):
    """`try { } catch a as e { } finally { }`."""

    body: Block
    catches: tuple[Catch, ...] = ()
    final: Block | None = None


@dataclass(frozen=True, slots=True)
class Branch(Declaration):
    """`branch a { }`."""

    name: Name
    body: Block


@dataclass(frozen=True, slots=True)
class Parallel(Node):
    """`parallel { }`, `parallel any { }`, `parallel 2 of { }`."""

    branches: tuple[Branch, ...]
    mode: Literal["all", "any", "count"] = "all"
    count: Expression | None = None


@dataclass(frozen=True, slots=True)
class Wait(Node):
    """`wait 5m`, `wait until t`."""

    value: Expression
    until: bool = False


@dataclass(frozen=True, slots=True)
class Signal(Node):
    """`signal "approval" as Decision timeout 2d`."""

    name: Text
    type: TypeSyntax | None = None
    timeout: Expression | None = None


Body = Invoke | If | Switch | Foreach | While | Repeat | Try | Parallel | Wait | Signal


@dataclass(frozen=True, slots=True)
class Stage(Declaration):
    """`stage name: T = BODY clauses`."""

    name: Name
    type: TypeSyntax | None
    body: Body
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Do(Declaration):
    """`do component(args) clauses`."""

    body: Invoke
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Control(Declaration):
    """An unnamed control statement: `if`, `foreach`, `try`, `wait` and their like."""

    body: If | Switch | Foreach | While | Repeat | Try | Parallel | Wait | Signal
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True)
class Let(Declaration):
    """`let name: T = e`."""

    name: Name
    type: TypeSyntax | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Var(Declaration):
    """`var name: T = e`."""

    name: Name
    type: TypeSyntax | None
    value: Expression


@dataclass(frozen=True, slots=True)
class Set(Node):
    """`set name = e`."""

    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class Return(Node):
    """`return e`."""

    value: Expression | None


@dataclass(frozen=True, slots=True)
class Raise(Node):
    """`raise`, `raise out_of_stock("none left", detail: v)`."""

    error: Name | None = None
    message: Expression | None = None
    detail: Expression | None = None


@dataclass(frozen=True, slots=True)
class Break(Node):
    """`break`."""


@dataclass(frozen=True, slots=True)
class Continue(Node):
    """`continue`."""


Statement = Stage | Do | Control | Let | Var | Set | Return | Raise | Break | Continue
