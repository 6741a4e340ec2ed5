"""The typed IR: all that a target may rely on, and all that it may see.

It is structured (blocks hold statements, bodies hold blocks), fully typed (every expression says
its type; every
conversion is a node), fully resolved (names are declared once per scope, calls name their module)
and ordered
(each statement lists the statements of its block that it waits for). Policies are merged: a stage
holds the clauses
that apply to it, its own or its component's, with defaults filled in. Nothing is left to be decided
but how it is written.

Every node is a frozen dataclass with a `kind`, so that the JSON form is a tagged union
(`json_form.py`). Durations are
integers in milliseconds, decimals are texts. Places are `Place`, lines from 1; they take no part in
equality.
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pipesmith.types import BY_KIND, Type

IR_VERSION = 1


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


# ---------------------------------------------------------------- expressions


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


# ---------------------------------------------------------------- declarations


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Located):
    """What declarations share."""

    doc: str | None = None


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


# ---------------------------------------------------------------- policies


@dataclass(frozen=True, slots=True)
class Backoff(Located):
    """Delays between attempts (rule 33)."""

    shape: Literal["fixed", "linear", "exponential"]
    start: Expression  # fixed(d): d
    step: Expression | None = None
    factor: Expression | None = None
    limit: Expression | None = None


@dataclass(frozen=True, slots=True)
class Retry(Located):
    """`retry`; `on` lists error names, lower case; the default set is written out."""

    count: Expression
    backoff: Backoff | None
    jitter: Expression | None
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class When(Located):
    """`when`; without `else` the value is null."""

    condition: Expression
    otherwise: Expression | None = None


@dataclass(frozen=True, slots=True)
class Cache(Located):
    """`cache`."""

    age: Expression
    key: Expression | None = None


@dataclass(frozen=True, slots=True)
class Policies(Located):
    """The clauses of one stage, outermost first: when, cache or idempotent, fallback, deadline,
    retry, concurrency, timeout.

    `own_timeout` tells a written timeout from the default of the component's role (30 s, 60 s).
    """

    when: When | None = None
    cache: Cache | None = None
    idempotent: Expression | None = None
    fallback: Expression | None = None  # `error` is a Local in it
    deadline: Expression | None = None
    retry: Retry | None = None
    concurrency: Expression | None = None
    timeout: Expression | None = None
    own_timeout: bool = False
    priority: Expression | None = None


# ---------------------------------------------------------------- statements and bodies


@dataclass(frozen=True, slots=True)
class Block(Located):
    """Statements in source order, and the block's value.

    `completes` is false when the end cannot be reached. `type` is what `value` gives, or null.
    """

    statements: tuple["Statement", ...]
    value: Expression | None = None
    completes: bool = True


@dataclass(frozen=True, slots=True)
class ComponentCall(Located):
    """A call of a declared component (`module` not empty) or a standard one (`module` empty,
    `log.info`).

    Arguments are named, in the order of the parameters; what is left out takes its default.
    `result` is the component's
    own result type; the stage's type may differ (by `when`, `fallback`).
    """

    component: str
    module: str
    arguments: tuple[Pair, ...]
    result: Type
    kind: Literal["component_call"] = "component_call"


@dataclass(frozen=True, slots=True)
class PipelineCall(Located):
    """A sub-pipeline."""

    pipeline: str
    module: str
    arguments: tuple[Pair, ...]
    result: Type
    kind: Literal["pipeline_call"] = "pipeline_call"


@dataclass(frozen=True, slots=True)
class Arm(Located):
    """`if c { }`."""

    condition: Expression
    body: Block


@dataclass(frozen=True, slots=True)
class If(Located):
    """`if … else if … else`."""

    arms: tuple[Arm, ...]
    otherwise: Block | None
    result: Type
    kind: Literal["if"] = "if"


@dataclass(frozen=True, slots=True)
class Case(Located):
    """`case a, b { }`."""

    values: tuple[Expression, ...]
    body: Block


@dataclass(frozen=True, slots=True)
class Switch(Located):
    """`switch`; the subject is evaluated once. `exhaustive`: no `else` is needed."""

    subject: Expression
    cases: tuple[Case, ...]
    otherwise: Block | None
    exhaustive: bool
    result: Type
    kind: Literal["switch"] = "switch"


@dataclass(frozen=True, slots=True)
class Foreach(Located):
    """`foreach`; over a map the item is a pair. `result` is list[T], or list[Outcome[T]], or null
    when nothing is yielded.
    """

    item: str
    item_type: Type
    index: str | None
    items: Expression
    body: Block
    parallel: Expression | None
    collect_errors: bool
    result: Type
    kind: Literal["foreach"] = "foreach"


@dataclass(frozen=True, slots=True)
class While(Located):
    """`while c max n`."""

    condition: Expression
    limit: Expression
    body: Block
    result: Type
    kind: Literal["while"] = "while"


@dataclass(frozen=True, slots=True)
class Repeat(Located):
    """`repeat n`."""

    count: Expression
    body: Block
    result: Type
    kind: Literal["repeat"] = "repeat"


@dataclass(frozen=True, slots=True)
class Catch(Located):
    """`catch`; `errors` None catches all but CANCELLATION."""

    errors: tuple[str, ...] | None
    name: str | None
    body: Block


@dataclass(frozen=True, slots=True)
class Try(Located):
    """`try … catch … finally`."""

    body: Block
    catches: tuple[Catch, ...]
    final: Block | None
    result: Type
    kind: Literal["try"] = "try"


@dataclass(frozen=True, slots=True)
class Branch(Declared):
    """`branch a { }`."""

    name: str
    body: Block


@dataclass(frozen=True, slots=True)
class Parallel(Located):
    """`parallel`; `count` for `N of`."""

    branches: tuple[Branch, ...]
    mode: Literal["all", "any", "count"]
    count: Expression | None
    result: Type
    kind: Literal["parallel"] = "parallel"


@dataclass(frozen=True, slots=True)
class Wait(Located):
    """`wait d`, `wait until t`."""

    value: Expression
    until: bool
    result: Type
    kind: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class Signal(Located):
    """`signal "name" as T timeout d`."""

    name: str
    timeout: Expression | None
    result: Type
    kind: Literal["signal"] = "signal"


Body = Annotated[
    ComponentCall
    | PipelineCall
    | If
    | Switch
    | Foreach
    | While
    | Repeat
    | Try
    | Parallel
    | Wait
    | Signal,
    BY_KIND,
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered(Declared):
    """What statements share.

    `waits_for` holds positions, in the same block, of the statements that must be done before this
    one starts: direct edges
    only (reads, `after`, shared variables, barriers), sorted. It may point forward: a statement may
    read a stage below it.
    `barrier` says that a jump inside can leave the block.
    """

    waits_for: tuple[int, ...] = ()
    barrier: bool = False


@dataclass(frozen=True, slots=True)
class Stage(Ordered):
    """A stage, `do`, or an unnamed control statement (`name` None for the last two).

    `segment` is its part of the address (rule 6), `log.warn#2` for example. `used` says that some
    expression reads it.
    `type` is the value's type after `when` and `fallback`.
    """

    name: str | None
    segment: str
    body: Body
    type: Type
    policies: Policies = Policies()
    used: bool = False
    kind: Literal["stage"] = "stage"


@dataclass(frozen=True, slots=True)
class Let(Ordered):
    """`let`."""

    name: str
    type: Type
    value: Expression
    kind: Literal["let"] = "let"


@dataclass(frozen=True, slots=True)
class Var(Ordered):
    """`var`."""

    name: str
    type: Type
    value: Expression
    kind: Literal["var"] = "var"


@dataclass(frozen=True, slots=True)
class Set(Ordered):
    """`set`."""

    name: str
    value: Expression
    kind: Literal["set"] = "set"


@dataclass(frozen=True, slots=True)
class Return(Ordered):
    """`return e`."""

    value: Expression | None
    kind: Literal["return"] = "return"


@dataclass(frozen=True, slots=True)
class Raise(Ordered):
    """`raise e("…")`; `error` None rethrows."""

    error: str | None = None
    message: Expression | None = None
    detail: Expression | None = None
    kind: Literal["raise"] = "raise"


@dataclass(frozen=True, slots=True)
class Jump(Ordered):
    """`break`, `continue`."""

    to: Literal["break", "continue"]
    kind: Literal["jump"] = "jump"


Statement = Annotated[
    Stage | Let | Var | Set | Return | Raise | Jump,
    BY_KIND,
]


# ---------------------------------------------------------------- programs


@dataclass(frozen=True, slots=True)
class Import:
    """Names this module takes from another."""

    module: str
    names: tuple[str, ...]


Declaration = Annotated[
    Record | Enum | Alias | ErrorKind | Function | Component | Pipeline,
    BY_KIND,
]


@dataclass(frozen=True, slots=True)
class Module(Declared):
    """One source file: its name (a Python identifier, unique in the program), display path, and
    declarations in source order.
    """

    name: str
    path: str
    imports: tuple[Import, ...]
    declarations: tuple[Declaration, ...]

    @property
    def pipelines(self) -> tuple[Pipeline, ...]:
        """Give the pipelines in source order."""
        return tuple(item for item in self.declarations if isinstance(item, Pipeline))


@dataclass(frozen=True, slots=True)
class Program:
    """All modules that the entry module needs; the entry is the last, and each follows what it
    imports where no cycle forbids.
    """

    modules: tuple[Module, ...]
    version: int = IR_VERSION

    @property
    def entry(self) -> Module:
        """Give the module that was compiled."""
        return self.modules[-1]

    def module(self, name: str) -> Module:
        """Give a module by name; KeyError when the program has none."""
        for module in self.modules:
            if module.name == name:
                return module
        raise KeyError(name)
