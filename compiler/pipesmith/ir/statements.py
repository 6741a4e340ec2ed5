"""Statements of the IR: policies, bodies, and the blocks that hold them."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pipesmith.ir.expressions import Expression, Located, Pair
from pipesmith.types import BY_KIND, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Located):
    """What declarations share."""

    doc: str | None = None


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


# ---------------------------------------------------------------- bodies and blocks


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
    `result` is the component's own result type; the stage's type may differ (by `when`,
    `fallback`).
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
class State:
    """One state of a machine, and the states that may follow it."""

    name: str
    following: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    """What a loop is that switches on one variable until it has its last value: flow that does not
    nest. `type` is the enum of the states, which stand in source order.
    """

    variable: str
    type: Type
    states: tuple[State, ...]
    last: str


@dataclass(frozen=True, slots=True)
class While(Located):
    """`while c max n`; `machine` is what `machines.machine_of` reads off it."""

    condition: Expression
    limit: Expression
    body: Block
    result: Type
    machine: Machine | None = None
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

    @property
    def key(self) -> str:
        """Give what tells it from all that a module declares."""
        return signal_key(self.name)


def signal_key(name: str) -> str:
    """Write a signal as it is told of."""
    return f'signal "{name}"'


def signal_name(key: str) -> str:
    """Give the name of the signal of a key."""
    return key.removeprefix('signal "').removesuffix('"')


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
    one starts: direct edges only (reads, `after`, shared variables, barriers), sorted. It may point
    forward: a statement may read a stage below it. `barrier` says that a jump inside can leave the
    block.
    """

    waits_for: tuple[int, ...] = ()
    barrier: bool = False


@dataclass(frozen=True, slots=True)
class Stage(Ordered):
    """A stage, `do`, or an unnamed control statement (`name` None for the last two).

    `segment` is its part of the address (rule 6), `log.warn#2` for example. `used` says that some
    expression reads it. `type` is the value's type after `when` and `fallback`. `convert` makes it
    of what the body gives, which is the Local `it` there; None where that is of the type already.
    """

    name: str | None
    segment: str
    body: Body
    type: Type
    policies: Policies = Policies()
    used: bool = False
    convert: Expression | None = None
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
