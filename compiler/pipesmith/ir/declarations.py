"""Declarations of the IR."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pipesmith.ir.expressions import Expression, Interpolation, Located, Pair, TextValue
from pipesmith.ir.statements import Block, Declared
from pipesmith.types import BY_KIND, Type


@dataclass(frozen=True, slots=True)
class Condition:
    """A `where` or `check`: its expression (`it` is a Local of the value's type) and how the source
    writes it.
    """

    test: Expression
    text: str
    message: str | None = None  # `else "…"` of a check


@dataclass(frozen=True, slots=True)
class Field(Declared):
    """A field of a record, or a parameter. A one-literal field has its literal as default (rule
    45).
    """

    name: str
    type: Type
    default: Expression | None = None
    where: Condition | None = None


@dataclass(frozen=True, slots=True)
class Record(Declared):
    """A nominal record."""

    name: str
    fields: tuple[Field, ...]
    checks: tuple[Condition, ...] = ()
    kind: Literal["record"] = "record"


@dataclass(frozen=True, slots=True)
class EnumValue(Declared):
    """One value of an enum."""

    name: str


@dataclass(frozen=True, slots=True)
class Enum(Declared):
    """An enumeration."""

    name: str
    values: tuple[EnumValue, ...]
    kind: Literal["enum_declaration"] = "enum_declaration"


@dataclass(frozen=True, slots=True)
class Alias(Declared):
    """`type X = T where …`."""

    name: str
    type: Type
    where: Condition | None = None
    kind: Literal["alias"] = "alias"


@dataclass(frozen=True, slots=True)
class ErrorKind(Declared):
    """A declared error; `ancestors` from its parent to one of the twelve built-in types, lower
    case.
    """

    name: str
    ancestors: tuple[str, ...]
    kind: Literal["error"] = "error"


@dataclass(frozen=True, slots=True)
class Function(Declared):
    """A pure function."""

    name: str
    parameters: tuple[Field, ...]
    result: Type
    body: Expression
    kind: Literal["function"] = "function"


@dataclass(frozen=True, slots=True)
class PythonBinding(Located):
    """`python "module:callable"`."""

    module: str
    callable: str
    isolated: bool = False
    kind: Literal["python"] = "python"


@dataclass(frozen=True, slots=True)
class ApexBinding(Located):
    """`apex "Class"`."""

    name: str
    kind: Literal["apex"] = "apex"


@dataclass(frozen=True, slots=True)
class Auth(Located):
    """How a request proves who sends it."""

    scheme: Literal["bearer", "basic", "named_credential"]
    values: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class HttpBinding(Located):
    """A request. The URL's constant pieces are kept; each interpolated value is percent-encoded,
    save a leading `env` value.
    """

    method: str
    url: Annotated[Interpolation | TextValue, BY_KIND]
    headers: tuple[Pair, ...] = ()
    query: tuple[Pair, ...] = ()
    auth: Auth | None = None
    body: Expression | None = None
    kind: Literal["http"] = "http"


@dataclass(frozen=True, slots=True)
class ModelBinding(Located):
    """What a node asks of a model; `settings` holds temperature, max_tokens and their like, in
    source order.
    """

    model: Expression
    prompt: Expression
    system: Expression | None = None
    repair: int = 0
    settings: tuple[Pair, ...] = ()
    kind: Literal["model"] = "model"


Binding = Annotated[
    PythonBinding | ApexBinding | HttpBinding | ModelBinding,
    BY_KIND,
]


@dataclass(frozen=True, slots=True)
class Component(Declared):
    """An operator or node. `raises` None: anything may be raised."""

    role: Literal["operator", "node"]
    name: str
    parameters: tuple[Field, ...]
    result: Type | None
    bindings: tuple[Binding, ...]
    raises: tuple[str, ...] | None = None
    kind: Literal["component"] = "component"


@dataclass(frozen=True, slots=True)
class OnError(Located):
    """`on error as name { }`."""

    name: str
    body: "Block"


@dataclass(frozen=True, slots=True)
class Pipeline(Declared):
    """A pipeline. `raises` is the inferred set: built-in types in lower case and declared errors,
    sorted; `*` when anything may be raised.
    """

    name: str
    version: str | None
    parameters: tuple[Field, ...]
    result: Type | None
    body: "Block"
    on_error: OnError | None = None
    timeout: Expression | None = None
    concurrency: Expression | None = None
    raises: tuple[str, ...] = ()
    kind: Literal["pipeline"] = "pipeline"


Declaration = Annotated[
    Record | Enum | Alias | ErrorKind | Function | Component | Pipeline,
    BY_KIND,
]
