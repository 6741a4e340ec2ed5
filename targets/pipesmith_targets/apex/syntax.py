"""Apex as data: every decision about a class is made in it, and the printer makes none.

Types are written as texts. Operands get parentheses where they are printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

# ---------------------------------------------------------------- expressions


@dataclass(frozen=True, slots=True)
class Name:
    """A name, a path of names, or a literal."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text; a long one is written as a sum of parts."""

    value: str


@dataclass(frozen=True, slots=True)
class Member:
    """`subject.name`, `subject?.name`."""

    subject: "Expression"
    name: str
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`name(…)`, `subject.name(…)`; the name may be a path."""

    subject: "Expression | None"
    name: str
    arguments: tuple["Expression", ...] = ()
    safe: bool = False


@dataclass(frozen=True, slots=True)
class New:
    """`new Type(…)`."""

    type: str
    arguments: tuple["Expression", ...] = ()


@dataclass(frozen=True, slots=True)
class NewItems:
    """`new List<T>{ … }`, `new Set<T>{ … }`."""

    type: str
    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class NewMap:
    """`new Map<String, T>{ k => v }`."""

    type: str
    entries: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`."""

    operator: str
    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Coalesce:
    """`left ?? right`."""

    left: "Expression"
    right: "Expression"


@dataclass(frozen=True, slots=True)
class Prefix:
    """`!operand`, `-operand`."""

    operator: Literal["!", "-"]
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"


@dataclass(frozen=True, slots=True)
class Cast:
    """`(Type) operand`."""

    type: str
    operand: "Expression"


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """`operand instanceof Type`."""

    operand: "Expression"
    type: str


Expression = (
    Name
    | Text
    | Member
    | Call
    | New
    | NewItems
    | NewMap
    | Binary
    | Coalesce
    | Prefix
    | Choice
    | Cast
    | InstanceOf
)

NULL, TRUE, FALSE, THIS = Name("null"), Name("true"), Name("false"), Name("this")

# ---------------------------------------------------------------- statements


@dataclass(frozen=True, slots=True)
class Declare:
    """`Type name = value;`."""

    type: str
    name: str
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value;`, or another operator of assignment."""

    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Evaluate:
    """`expression;`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Increment:
    """`name++;`."""

    name: str


@dataclass(frozen=True, slots=True)
class If:
    """`if (…) { } else if (…) { } else { }`."""

    arms: tuple[tuple[Expression, tuple["Statement", ...]], ...]
    otherwise: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class ForEach:
    """`for (Type name : items) { }`."""

    type: str
    name: str
    items: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Count:
    """`for (Integer name = 0; name < limit; name++) { }`."""

    name: str
    limit: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """`switch on subject { when a, b { } when else { } }`."""

    subject: Expression
    cases: tuple[tuple[tuple[Expression, ...], tuple["Statement", ...]], ...]
    otherwise: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class While:
    """`while (…) { }`."""

    condition: Expression
    body: tuple["Statement", ...]


@dataclass(frozen=True, slots=True)
class Try:
    """`try { } catch (Type name) { } finally { }`."""

    body: tuple["Statement", ...]
    name: str | None = None
    handler: tuple["Statement", ...] = ()
    final: tuple["Statement", ...] = ()


@dataclass(frozen=True, slots=True)
class Return:
    """`return value;`."""

    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Throw:
    """`throw value;`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Jump:
    """`break;`, `continue;`."""

    word: Literal["break", "continue"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment on lines of its own."""

    text: str


@dataclass(frozen=True, slots=True)
class Blank:
    """An empty line."""


Statement = (
    Declare
    | Assign
    | Evaluate
    | Increment
    | If
    | ForEach
    | Count
    | Switch
    | While
    | Try
    | Return
    | Throw
    | Jump
    | Remark
    | Blank
)

Lines = list[Statement]


def ends(lines: Sequence[Statement]) -> bool:
    """Tell whether what follows some statements is never reached."""
    match lines[-1] if lines else None:
        case Return() | Throw() | Jump():
            return True
        case If(arms=arms, otherwise=otherwise):
            return ends(otherwise) and all(ends(body) for _, body in arms)
        case Switch(cases=cases, otherwise=otherwise):
            return ends(otherwise) and all(ends(body) for _, body in cases)
        case Try(body=body, name=name, handler=handler):
            return ends(body) and (name is None or ends(handler))
        case _:
            return False


# ---------------------------------------------------------------- classes


@dataclass(frozen=True, slots=True)
class Doc:
    """An ApexDoc comment: the description, and the tags below it in order."""

    description: str
    tags: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """`@Name(parameters)`; the parameters are written as Apex has them."""

    name: str
    parameters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a method."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a class."""

    modifiers: str
    type: str
    name: str
    value: Expression | None = None
    doc: Doc | None = None
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A method, or a constructor, whose result is None."""

    modifiers: str
    result: str | None
    name: str
    parameters: tuple[Parameter, ...]
    body: tuple[Statement, ...] | None
    doc: Doc | None = None
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Enumeration:
    """An enum."""

    name: str
    values: tuple[str, ...]
    doc: Doc | None = None


@dataclass(frozen=True, slots=True)
class Class:
    """A class; `close` members stand without a blank line between them."""

    modifiers: str
    name: str
    members: Sequence["Member_"]
    doc: Doc | None = None
    extends: str | None = None
    implements: tuple[str, ...] = ()
    annotations: tuple[Annotation, ...] = ()
    kind: Literal["class", "interface"] = field(default="class")


Member_ = Field | Method | Enumeration | Class

# ---------------------------------------------------------------- short forms


def call(path: str, *arguments: Expression) -> Call:
    """Write `path(…)`."""
    return Call(None, path, arguments)


def send(subject: Expression, name: str, *arguments: Expression) -> Call:
    """Write `subject.name(…)`, one path where the subject is one."""
    if isinstance(subject, Name):
        return Call(None, f"{subject.text}.{name}", arguments)
    return Call(subject, name, arguments)


def member(subject: Expression, name: str) -> Expression:
    """Write `subject.name`."""
    if isinstance(subject, Name):
        return Name(f"{subject.text}.{name}")
    return Member(subject, name)


def negation(operand: Expression) -> Expression:
    """Write `!operand`."""
    match operand:
        case Prefix("!", inner):
            return inner
        case Binary("==" | "!=" as sign, left, right):
            return Binary("!=" if sign == "==" else "==", left, right)
        case Name("true" | "false" as word):
            return FALSE if word == "true" else TRUE
        case _:
            return Prefix("!", operand)


def chosen(
    arms: Sequence[tuple[Expression, tuple[Statement, ...]]], otherwise: tuple[Statement, ...]
) -> If | None:
    """Write an `if` without blocks that do nothing, None where nothing is left."""
    (condition, body), *others = arms
    following = chosen(others, otherwise) if others else None
    rest = (following,) if following else () if others else otherwise
    if not body:
        condition, body, rest = negation(condition), rest, ()
        match body:
            case (If(arms=((second, inner),), otherwise=()),):
                return If(((both((condition, second)), inner),))
            case _:
                pass
    if following and rest:
        return If(((condition, body), *following.arms), following.otherwise)
    return If(((condition, body),), rest) if body else None


def both(parts: Sequence[Expression], operator: Literal["&&", "||"] = "&&") -> Expression:
    """Join conditions."""
    whole, *others = parts
    for part in others:
        whole = Binary(operator, whole, part)
    return whole
