"""The syntax tree: exactly what was written, with spans that never take part in equality.

Layout and comments are not here; `parse` keeps them beside the tree for the formatter.
"""

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


# ---------------------------------------------------------------- declarations


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Node):
    """What declarations share: the text of the `///` lines before it, without the slashes."""

    doc: str | None = None


@dataclass(frozen=True, slots=True)
class Import(Declaration):
    """`import { Customer, Region } from "./crm.pipe"`."""

    names: tuple[Name, ...]
    path: Text


@dataclass(frozen=True, slots=True)
class Field(Declaration):
    """`score: float = 0.0 where 0.0 <= it <= 1.0`; also a parameter."""

    name: Name
    type: TypeSyntax
    default: Expression | None = None
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class Check(Node):
    """`check start <= end else "starts after it ends"`."""

    condition: Expression
    message: Text


@dataclass(frozen=True, slots=True)
class Record(Declaration):
    """`record Risk { … }`."""

    name: Name
    fields: tuple[Field, ...]
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class EnumValue(Declaration):
    """One value of an enum."""

    name: Name


@dataclass(frozen=True, slots=True)
class Enum(Declaration):
    """`enum Level { low, high }`."""

    name: Name
    values: tuple[EnumValue, ...]


@dataclass(frozen=True, slots=True)
class TypeAlias(Declaration):
    """`type Percent = float where 0.0 <= it <= 100.0`, `type Party = Person | Company`."""

    name: Name
    type: TypeSyntax
    where: Expression | None = None


@dataclass(frozen=True, slots=True)
class ErrorDeclaration(Declaration):
    """`error out_of_stock is execution`."""

    name: Name
    parent: Name


@dataclass(frozen=True, slots=True)
class Function(Declaration):
    """`function double(n: int) -> int = n * 2`."""

    name: Name
    parameters: tuple[Field, ...]
    result: TypeSyntax
    body: Expression


@dataclass(frozen=True, slots=True)
class PythonBinding(Node):
    """`python "module:callable"`; `isolated` is `isolate process`."""

    target: Text
    isolated: bool = False


@dataclass(frozen=True, slots=True)
class ApexBinding(Node):
    """`apex "Class"`."""

    target: Text


@dataclass(frozen=True, slots=True)
class HttpPair(Node):
    """`header "Accept" = "application/json"`, `query "page" = n`."""

    place: Literal["header", "query"]
    name: Text
    value: Expression


@dataclass(frozen=True, slots=True)
class Auth(Node):
    """`auth bearer e`, `auth basic u, p`, `auth named_credential "Name"`."""

    scheme: Literal["bearer", "basic", "named_credential"]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class HttpBinding(Node):
    """`http GET "…" { header … query … auth … body … }`."""

    method: Name
    url: Text
    pairs: tuple[HttpPair, ...] = ()
    auth: Auth | None = None
    body: Expression | None = None


@dataclass(frozen=True, slots=True)
class ModelSetting(Node):
    """`model "default"`, `system "…"`, `prompt "…"`, `temperature 0.0`, `repair 2`, `max_tokens
    500`.

    Settings keep the order and number in which they were written; `check` refuses repeats.
    """

    name: Name
    value: Expression


@dataclass(frozen=True, slots=True)
class ModelBinding(Node):
    """What a node asks of a model."""

    settings: tuple[ModelSetting, ...]


Binding = PythonBinding | ApexBinding | HttpBinding | ModelBinding


@dataclass(frozen=True, slots=True)
class Component(Declaration):
    """`operator f(…) -> T { … } clauses`, `node f(…) -> T { … } clauses`.

    `raises` is None when the word is not written. Clauses may stand inside or behind the braces, or
    alone behind the result where no braces are; the tree does not tell these apart.
    """

    kind: Literal["operator", "node"]
    name: Name
    parameters: tuple[Field, ...]
    result: TypeSyntax | None
    bindings: tuple[Binding, ...]
    clauses: tuple["Clause", ...] = ()
    raises: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True)
class OnError(Node):
    """`on error as err { … }`."""

    name: Name
    body: "Block"


@dataclass(frozen=True, slots=True)
class Pipeline(Declaration):
    """`pipeline p version "1.0.0" (a: int) -> T timeout 10m { … } on error as e { … }`."""

    name: Name
    version: Text | None
    parameters: tuple[Field, ...]
    result: TypeSyntax | None
    clauses: tuple["Clause", ...]
    body: "Block"
    on_error: OnError | None = None
    raises: tuple[Name, ...] | None = None


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


# ---------------------------------------------------------------- tests


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
