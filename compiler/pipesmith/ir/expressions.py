"""Expressions of the IR, and what all its nodes share: a place and, for expressions, a type."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pipesmith.types import BY_KIND, Type


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the source: display path of the file, first line and column, last line and column
    (exclusive); all from 1.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int


NO_PLACE = Place("", 1, 1, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What every statement, body and declaration has."""

    place: Place = field(default=NO_PLACE, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed(Located):
    """What every expression has."""

    type: Type


@dataclass(frozen=True, slots=True)
class IntValue(Typed):
    """An int literal; also -9223372036854775808."""

    value: int
    kind: Literal["int"] = "int"


@dataclass(frozen=True, slots=True)
class FloatValue(Typed):
    """A float literal."""

    value: float
    kind: Literal["float"] = "float"


@dataclass(frozen=True, slots=True)
class DecimalValue(Typed):
    """A decimal literal, as plain digits."""

    digits: str
    kind: Literal["decimal"] = "decimal"


@dataclass(frozen=True, slots=True)
class DurationValue(Typed):
    """A duration literal in milliseconds."""

    milliseconds: int
    kind: Literal["duration"] = "duration"


@dataclass(frozen=True, slots=True)
class TextValue(Typed):
    """A constant text; its type is `string`, a literal type, or a union of these."""

    value: str
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class BoolValue(Typed):
    """`true`, `false`."""

    value: bool
    kind: Literal["bool"] = "bool"


@dataclass(frozen=True, slots=True)
class NullValue(Typed):
    """`null`."""

    kind: Literal["null"] = "null"


@dataclass(frozen=True, slots=True)
class EnumMember(Typed):
    """`Level.low`; the enum is the type."""

    name: str
    kind: Literal["enum"] = "enum"


@dataclass(frozen=True, slots=True)
class Interpolation(Typed):
    """A text made of pieces: constants, and expressions of any type, shown as `to_string` shows
    them (rule 56).
    """

    parts: tuple["Expression", ...]
    kind: Literal["interpolation"] = "interpolation"


@dataclass(frozen=True, slots=True)
class Collection(Typed):
    """`[ … ]`: a list, set or tuple, by its type."""

    items: tuple["Expression", ...]
    kind: Literal["collection"] = "collection"


@dataclass(frozen=True, slots=True)
class Pair:
    """One entry of a map, or one field given to a constructor."""

    name: str
    value: "Expression"


@dataclass(frozen=True, slots=True)
class MapValue(Typed):
    """`{ k: v }`."""

    entries: tuple[Pair, ...]
    kind: Literal["map"] = "map"


@dataclass(frozen=True, slots=True)
class Construct(Typed):
    """`Report(assessed: [])`: fields as given, in the record's order; what is left out takes its
    default. Checks the record's conditions.
    """

    fields: tuple[Pair, ...]
    kind: Literal["construct"] = "construct"


@dataclass(frozen=True, slots=True)
class Local(Typed):
    """A stage, let, var, parameter, loop name, lambda parameter, `it`, caught error. Lambda
    parameters and caught names may shadow.
    """

    name: str
    kind: Literal["local"] = "local"


@dataclass(frozen=True, slots=True)
class Member(Typed):
    """`a.b` on a record, anonymous record, error or outcome; never on null."""

    subject: "Expression"
    name: str
    kind: Literal["member"] = "member"


@dataclass(frozen=True, slots=True)
class IfPresent(Typed):
    """`a?.b.c`: null when `subject` is null, else `body`, in which `name` stands for the subject
    (rule 23).

    `name` is a plain `Local` name when the subject is one (then it may be evaluated twice), else a
    fresh name beginning with `_`.
    """

    subject: "Expression"
    name: str
    body: "Expression"
    kind: Literal["if_present"] = "if_present"


@dataclass(frozen=True, slots=True)
class Index(Typed):
    """`a[i]` on list, text, tuple (literal index), map (by key), json. EXPRESSION error when
    missing.
    """

    subject: "Expression"
    index: "Expression"
    kind: Literal["index"] = "index"


@dataclass(frozen=True, slots=True)
class Slice(Typed):
    """`a[i:j]` on list or text; clamps."""

    subject: "Expression"
    start: "Expression | None"
    stop: "Expression | None"
    kind: Literal["slice"] = "slice"


@dataclass(frozen=True, slots=True)
class Lambda(Typed):
    """A function value; `destructure` when two parameters take one pair apart (rule 16). Plucks are
    `map` calls with a lambda.
    """

    parameters: tuple[str, ...]
    body: "Expression"
    destructure: bool = False
    kind: Literal["lambda"] = "lambda"


@dataclass(frozen=True, slots=True)
class Call(Typed):
    """A standard function; arguments in the order of its signature, left-out optional ones at the
    end absent or None in between.
    """

    function: str
    arguments: tuple["Expression | None", ...]
    kind: Literal["call"] = "call"


@dataclass(frozen=True, slots=True)
class CallDeclared(Typed):
    """A function declared in `module`; one argument for each parameter that is not left to its
    default (named).
    """

    function: str
    module: str
    arguments: tuple[Pair, ...]
    kind: Literal["call_declared"] = "call_declared"


@dataclass(frozen=True, slots=True)
class Unary(Typed):
    """`-x` on int (checked for overflow), float, decimal, duration; `not x`."""

    operator: Literal["-", "not"]
    operand: "Expression"
    kind: Literal["unary"] = "unary"


@dataclass(frozen=True, slots=True)
class Binary(Typed):
    """Arithmetic and joining on operands of the same type (conversions are explicit), or the pairs
    of rule 62.

    `/` on ints has both sides converted to float already. int results are checked for overflow,
    float results for infinity.
    """

    operator: Literal["+", "-", "*", "/", "div", "%"]
    left: "Expression"
    right: "Expression"
    kind: Literal["binary"] = "binary"


@dataclass(frozen=True, slots=True)
class Logic(Typed):
    """`and`, `or`; lazy."""

    operator: Literal["and", "or"]
    left: "Expression"
    right: "Expression"
    kind: Literal["logic"] = "logic"


@dataclass(frozen=True, slots=True)
class Coalesce(Typed):
    """`a ?? b`; lazy."""

    left: "Expression"
    right: "Expression"
    kind: Literal["coalesce"] = "coalesce"


@dataclass(frozen=True, slots=True)
class Comparison(Typed):
    """A chain; each operand is evaluated once, and later ones only if needed. Neighbours have
    comparable types (rule 18).
    """

    operands: tuple["Expression", ...]
    operators: tuple[Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"], ...]
    kind: Literal["comparison"] = "comparison"


@dataclass(frozen=True, slots=True)
class Conditional(Typed):
    """`c ? a : b`; lazy."""

    condition: "Expression"
    then: "Expression"
    otherwise: "Expression"
    kind: Literal["conditional"] = "conditional"


@dataclass(frozen=True, slots=True)
class Widen(Typed):
    """int to float or decimal; enum or literal to its text; a value to its alias (checked), to
    `json`, or anonymous to a record.

    A widening to the same run-time value (a record to its union, T to T?) has no node.
    """

    value: "Expression"
    kind: Literal["widen"] = "widen"


@dataclass(frozen=True, slots=True)
class Validate(Typed):
    """`e as T`: validates and converts, EXPRESSION error when it fails."""

    value: "Expression"
    kind: Literal["validate"] = "validate"


@dataclass(frozen=True, slots=True)
class ContextValue(Typed):
    """`context.now`, `context.run_id`; `context.attempt` in component texts only."""

    name: Literal["now", "run_id", "attempt"]
    kind: Literal["context"] = "context"


@dataclass(frozen=True, slots=True)
class EnvValue(Typed):
    """`env.NAME`; `required` is false where every use in the program is `env.NAME ?? …` (the type
    is then `string?`).
    """

    name: str
    required: bool = True
    kind: Literal["env"] = "env"


@dataclass(frozen=True, slots=True)
class SecretValue(Typed):
    """`secret.NAME`."""

    name: str
    kind: Literal["secret"] = "secret"


Expression = Annotated[
    IntValue
    | FloatValue
    | DecimalValue
    | DurationValue
    | TextValue
    | BoolValue
    | NullValue
    | EnumMember
    | Interpolation
    | Collection
    | MapValue
    | Construct
    | Local
    | Member
    | IfPresent
    | Index
    | Slice
    | Lambda
    | Call
    | CallDeclared
    | Unary
    | Binary
    | Logic
    | Coalesce
    | Comparison
    | Conditional
    | Widen
    | Validate
    | ContextValue
    | EnvValue
    | SecretValue,
    BY_KIND,
]
