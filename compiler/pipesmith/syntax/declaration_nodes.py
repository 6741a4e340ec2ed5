"""Nodes of declarations."""

from dataclasses import dataclass
from typing import Literal

from pipesmith.syntax.expression_nodes import Expression, Name, Node, Text, TypeSyntax
from pipesmith.syntax.statement_nodes import Block, Clause, Declaration


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
