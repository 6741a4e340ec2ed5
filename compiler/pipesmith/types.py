"""The type language, and what is assignable to what.

Types are frozen values, equal by structure; records, enums and aliases are nominal: equal by module
and name. Every type says how it is written (`str(type)`), which is how messages show it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args


class ByKind:
    """Marks a union whose members tell themselves apart by their `kind`, for the JSON form of the
    IR.

    Pydantic asks it when it builds a schema, and only then is pydantic imported.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        return handler(Annotated[source, Field(discriminator="kind")])


BY_KIND = ByKind()

ScalarName = Literal[
    "int",
    "float",
    "decimal",
    "string",
    "bool",
    "uuid",
    "date",
    "path",
    "email",
    "url",
    "datetime",
    "duration",
    "json",
    "null",
]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A type without parts. `null` is the type of the literal alone."""

    name: ScalarName
    kind: Literal["scalar"] = "scalar"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class DecimalType:
    """`decimal(p, s)`."""

    precision: int
    scale: int
    kind: Literal["decimal"] = "decimal"

    def __str__(self) -> str:
        return f"decimal({self.precision}, {self.scale})"


@dataclass(frozen=True, slots=True)
class SecretType:
    """The type of `secret.NAME` and of every text made from one; flows only into requests."""

    kind: Literal["secret"] = "secret"

    def __str__(self) -> str:
        return "secret string"


@dataclass(frozen=True, slots=True)
class ListType:
    """`list[T]`."""

    item: "Type"
    kind: Literal["list"] = "list"

    def __str__(self) -> str:
        return f"list[{self.item}]"


@dataclass(frozen=True, slots=True)
class SetType:
    """`set[T]`."""

    item: "Type"
    kind: Literal["set"] = "set"

    def __str__(self) -> str:
        return f"set[{self.item}]"


@dataclass(frozen=True, slots=True)
class MapType:
    """`map[string, T]`."""

    value: "Type"
    kind: Literal["map"] = "map"

    def __str__(self) -> str:
        return f"map[string, {self.value}]"


@dataclass(frozen=True, slots=True)
class TupleType:
    """`tuple[A, B]`."""

    items: tuple["Type", ...]
    kind: Literal["tuple"] = "tuple"

    def __str__(self) -> str:
        return f"tuple[{', '.join(map(str, self.items))}]"


@dataclass(frozen=True, slots=True)
class OptionalType:
    """`T?`; the item is never itself optional, `null` or `json`."""

    item: "Type"
    kind: Literal["optional"] = "optional"

    def __str__(self) -> str:
        return (
            f"({self.item})?"
            if isinstance(self.item, UnionType | FunctionType)
            else f"{self.item}?"
        )


@dataclass(frozen=True, slots=True)
class LiteralType:
    """One text as a type; `"a" | "b"` is a union of these."""

    value: str
    kind: Literal["literal"] = "literal"

    def __str__(self) -> str:
        return f'"{self.value}"'


@dataclass(frozen=True, slots=True)
class UnionType:
    """Two or more record types, or two or more literal texts, in the order written."""

    members: tuple["Type", ...]
    kind: Literal["union"] = "union"

    def __str__(self) -> str:
        return " | ".join(map(str, self.members))


@dataclass(frozen=True, slots=True)
class NominalType:
    """A declared record, enum or alias, or a built-in record such as `HttpResponse` (`module` is
    then empty).
    """

    of: Literal["record", "enum", "alias"]
    name: str
    module: str
    kind: Literal["nominal"] = "nominal"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class OutcomeType:
    """`Outcome[T]`: ok, value: T?, error: PipelineError?, index: int."""

    value: "Type"
    kind: Literal["outcome"] = "outcome"

    def __str__(self) -> str:
        return f"Outcome[{self.value}]"


@dataclass(frozen=True, slots=True)
class AnonymousField:
    """One field of an anonymous record."""

    name: str
    type: "Type"


@dataclass(frozen=True, slots=True)
class AnonymousType:
    """What `parallel { }` gives (rule 14): a record without a name in source."""

    fields: tuple[AnonymousField, ...]
    kind: Literal["anonymous"] = "anonymous"

    def __str__(self) -> str:
        return "{ " + ", ".join(f"{field.name}: {field.type}" for field in self.fields) + " }"


@dataclass(frozen=True, slots=True)
class FunctionType:
    """The type of a lambda; only an argument of a standard function."""

    parameters: tuple["Type", ...]
    result: "Type"
    kind: Literal["function"] = "function"

    def __str__(self) -> str:
        return f"({', '.join(map(str, self.parameters))}) => {self.result}"


@dataclass(frozen=True, slots=True)
class AnyType:
    """The type of what is already reported as wrong; assignable to and from everything, so that one
    mistake is told once.

    Never in the IR.
    """

    kind: Literal["any"] = "any"

    def __str__(self) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class NeverType:
    """The type of a block that always jumps; joins with any type to that type. Also the item type
    of `[]` without expectation.
    """

    kind: Literal["never"] = "never"

    def __str__(self) -> str:
        return "never"


Type = Annotated[
    Scalar
    | DecimalType
    | SecretType
    | ListType
    | SetType
    | MapType
    | TupleType
    | OptionalType
    | LiteralType
    | UnionType
    | NominalType
    | OutcomeType
    | AnonymousType
    | FunctionType
    | AnyType
    | NeverType,
    BY_KIND,
]

TYPES: tuple[type, ...] = get_args(get_args(Type)[0])
"""The classes of types, for `isinstance`."""

INT, FLOAT, DECIMAL = Scalar("int"), Scalar("float"), Scalar("decimal")
STRING, BOOL, JSON, NULL = Scalar("string"), Scalar("bool"), Scalar("json"), Scalar("null")
UUID, DATE, DATETIME, DURATION = (
    Scalar("uuid"),
    Scalar("date"),
    Scalar("datetime"),
    Scalar("duration"),
)
PATH, EMAIL, URL = Scalar("path"), Scalar("email"), Scalar("url")
SECRET, ANY, NEVER = SecretType(), AnyType(), NeverType()
PIPELINE_ERROR = NominalType("record", "PipelineError", "")

SCALARS: dict[str, Scalar] = {
    scalar.name: scalar
    for scalar in (
        INT,
        FLOAT,
        DECIMAL,
        STRING,
        BOOL,
        UUID,
        DATE,
        PATH,
        EMAIL,
        URL,
        DATETIME,
        DURATION,
        JSON,
    )
}
"""The scalars that source may name."""


def optional(item: Type) -> Type:
    """Give `T?`, which for null, `json`, an optional or an unknown is the type itself."""
    match item:
        case OptionalType() | AnyType() | Scalar("json") | Scalar("null"):
            return item
        case _:
            return OptionalType(item)


def present(type_: Type) -> Type:
    """Give what is left of a type when null is excluded."""
    return type_.item if isinstance(type_, OptionalType) else type_


def inside(type_: Type) -> Iterator[Type]:
    """Give a type and all types it is made of."""
    yield type_
    for part in _parts(type_):
        yield from inside(part)


def _parts(type_: Type) -> tuple[Type, ...]:
    match type_:
        case ListType(item=item) | SetType(item=item) | OptionalType(item=item):
            return (item,)
        case MapType(value=item) | OutcomeType(value=item):
            return (item,)
        case TupleType(items=items) | UnionType(members=items):
            return items
        case AnonymousType(fields=fields):
            return tuple(field.type for field in fields)
        case FunctionType(parameters=parameters, result=result):
            return (*parameters, result)
        case _:
            return ()


Members = tuple[tuple[str, Type], ...]

BUILT_IN_RECORDS: dict[str, Members] = {
    "PipelineError": (
        ("type", STRING),
        ("code", STRING),
        ("message", STRING),
        ("pipeline", STRING),
        ("stage", OptionalType(STRING)),
        ("attempt", INT),
        ("retryable", BOOL),
        ("detail", JSON),
        ("cause", OptionalType(PIPELINE_ERROR)),
        ("suppressed", ListType(PIPELINE_ERROR)),
    ),
    "HttpResponse": (("status", INT), ("headers", MapType(STRING)), ("body", JSON)),
    "LlmGeneration": (("content", STRING),),
    "LlmCritique": (
        ("score", FLOAT),
        ("passed", BOOL),
        ("feedback", STRING),
        ("issues", ListType(STRING)),
    ),
    "LlmImprovement": (("content", STRING), ("changes", ListType(STRING))),
    "LlmSelection": (("index", INT), ("choice", STRING), ("reason", STRING)),
    "LlmSynthesis": (("content", STRING),),
}
"""Records that no source declares, with their members; their module is empty."""

COMPONENT_RECORDS = tuple(name for name in BUILT_IN_RECORDS if name != PIPELINE_ERROR.name)
"""Those that standard components give; source may make them too."""


def outcome_members(value: Type) -> Members:
    """Give the members of `Outcome[T]`."""
    return (
        ("ok", BOOL),
        ("value", optional(value)),
        ("error", OptionalType(PIPELINE_ERROR)),
        ("index", INT),
    )
