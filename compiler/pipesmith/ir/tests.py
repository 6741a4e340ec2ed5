"""Tests and properties of the IR: which pipeline runs on what, what its calls give, what holds."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pipesmith.ir.expressions import Expression, Located, Pair
from pipesmith.ir.statements import Declared
from pipesmith.types import BY_KIND


@dataclass(frozen=True, slots=True)
class Outcome(Located):
    """What one attempt of a mocked call gives, or `times` of them in a row.

    With `returns` and no value, or `fails` and no error, a property draws it. `calls` lets the real
    call happen, after `takes`. In `value` the parameters of what is called are Locals.
    """

    does: Literal["returns", "fails", "calls"]
    value: Expression | None = None
    error: str | None = None
    takes: Expression | None = None
    times: Expression | None = None


@dataclass(frozen=True, slots=True)
class Subject(Located):
    """A component (`module` empty: a standard one), a pipeline, or a signal by its key, at an
    address or anywhere.
    """

    name: str
    module: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Mock(Located):
    """`mock f(x: p) …`: the outcomes of calls with these arguments.

    `alternatives` has more than one sequence only in a property, which draws one for each attempt.
    """

    subject: Subject
    arguments: tuple[Pair, ...]
    alternatives: tuple[tuple[Outcome, ...], ...]


@dataclass(frozen=True, slots=True)
class ExpectCondition(Located):
    """`expect condition`; `result`, `took` and the pipeline's parameters are Locals in it."""

    condition: Expression
    kind: Literal["condition"] = "condition"


@dataclass(frozen=True, slots=True)
class ExpectFails(Located):
    """`expect fails timeout`."""

    error: str
    kind: Literal["fails"] = "fails"


@dataclass(frozen=True, slots=True)
class ExpectCalled(Located):
    """`expect called f times n with (…)`; without `times` at least once."""

    subject: Subject
    times: Expression | None
    arguments: tuple[Pair, ...]
    kind: Literal["called"] = "called"


@dataclass(frozen=True, slots=True)
class ExpectSkipped(Located):
    """`expect skipped stage`."""

    address: str
    kind: Literal["skipped"] = "skipped"


@dataclass(frozen=True, slots=True)
class ExpectRetried(Located):
    """`expect retried stage times n`; without `times` at least once."""

    address: str
    times: Expression | None
    kind: Literal["retried"] = "retried"


@dataclass(frozen=True, slots=True)
class ExpectOrder(Located):
    """`expect order a before b`."""

    first: str
    second: str
    kind: Literal["order"] = "order"


Expectation = Annotated[
    ExpectCondition | ExpectFails | ExpectCalled | ExpectSkipped | ExpectRetried | ExpectOrder,
    BY_KIND,
]


@dataclass(frozen=True, slots=True)
class Test(Declared):
    """`test "title" { … }`."""

    title: str
    pipeline: str
    module: str
    arguments: tuple[Pair, ...]
    mocks: tuple[Mock, ...]
    expectations: tuple[Expectation, ...]
    kind: Literal["test"] = "test"


@dataclass(frozen=True, slots=True)
class Property(Declared):
    """`property "title" for p(a, b) { … }`; `parameters` are drawn, the others take defaults."""

    title: str
    pipeline: str
    module: str
    parameters: tuple[str, ...]
    mocks: tuple[Mock, ...]
    expectations: tuple[Expectation, ...]
    kind: Literal["property"] = "property"


Scenario = Annotated[Test | Property, BY_KIND]
