"""What components answer: the same for the oracle and for generated Python."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from json import dumps
from random import Random
from typing import Any

from tests.oracle.program import Program

from pipesmith import types as t

KINDS = (
    *("connectivity", "timeout", "rate_limit") * 2,  # what is retried, more often
    *("validation", "execution", "security"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one attempt comes to after `takes` milliseconds: JSON of the declared type, or an error
    of a kind.
    """

    takes: int
    gives: Any = None
    fails: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One attempt at a component; `arguments` are JSON."""

    component: str
    address: str
    attempt: int
    arguments: Any
    at: int


Ask = Callable[[Question], Answer]


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers drawn from a seed: the same question at the same instant has the same answer.

    `failing` and `slow` are shares of 100; slow answers take longer than most timeouts.
    """

    program: Program
    seed: int
    failing: int = 0
    slow: int = 0

    def by_address(self, question: Question) -> Answer:
        """Answer an attempt at a stage."""
        return self._answer(question, f"{question.address} {question.attempt}")

    def by_arguments(self, question: Question) -> Answer:
        """Answer a call of host code, which does not know its stage; logging takes no time."""
        if "." in question.component:
            return Answer(0)
        return self._answer(question, dumps(question.arguments, sort_keys=True))

    def _answer(self, question: Question, key: str) -> Answer:
        component = question.component
        random = Random(f"{self.seed} {component} {key} {question.at}")
        takes = (
            random.randint(20_000, 99_999)
            if random.randrange(100) < self.slow
            else random.randint(1, 4_999)
        )
        if random.randrange(100) < self.failing:
            return Answer(takes, fails=random.choice(KINDS))
        return Answer(takes, Drawing(self.program, random).data(self.result(component)))

    def result(self, component: str) -> t.Type:
        """Give the declared result of a component, or the type of a signal."""
        for name, awaited in self.program.names.signals.items():
            if component == f'signal "{name}"':
                return self.program.read_type(awaited.node.type)
        found = next((c for c in self.program.components() if c.name.text == component), None)
        return self.program.read_type(found.result) if found is not None else t.NULL


@dataclass(frozen=True, slots=True)
class Drawing:
    """Draws JSON data of a type."""

    program: Program
    random: Random
    depth: int = 3
    words: tuple[str, ...] = field(default=("", "a", "beta", "zz top", "größe", "10", "<&>"))

    def data(self, type_: t.Type) -> Any:
        """Draw JSON data that a type accepts."""
        match self.program.relations.expand(type_):
            case t.OptionalType(item=item):
                return None if self.random.randrange(3) == 0 else self.data(item)
            case t.ListType(item=item) | t.SetType(item=item):
                return [self.data(item) for _ in range(self.random.randrange(4))]
            case t.MapType(value=item):
                keys = self.random.sample(self.words, self.random.randrange(3))
                return {key: self.data(item) for key in keys}
            case t.TupleType(items=items):
                return [self.data(item) for item in items]
            case t.LiteralType(value=value):
                return value
            case t.UnionType(members=members):
                return self.data(self.random.choice(members))
            case t.NominalType(of="enum") as enum:
                return self.random.choice(self.program.relations.enum_values(enum))
            case t.NominalType(of="record") as record:
                fields: Mapping[str, t.Type] = self.program.relations.fields(record) or {}
                return {name: self.data(kind) for name, kind in fields.items()}
            case t.Scalar(name=name):
                return self._scalar(name)
            case other:
                raise AssertionError(f"no data is drawn for {other}")

    def _scalar(self, name: str) -> Any:
        random = self.random
        match name:
            case "int":
                return random.choice((0, 1, 2, 3, -1, 7, 10**6, 2**63 - 1, random.randint(-9, 9)))
            case "float":
                return random.choice((0.0, 0.5, -1.25, 1e16, 3, random.randint(-999, 999) / 8))
            case "decimal":
                return random.choice(
                    ("0", "0.00", "1.0", "-12.50", f"{random.randint(0, 9999)}.25")
                )
            case "string":
                return random.choice(self.words)
            case "bool":
                return random.random() < 0.5
            case "duration":
                return random.choice(("PT0S", "PT0.25S", "PT5S", "-PT1M", "P1DT2H"))
            case "null":
                return None
            case "json":
                return random.choice((None, 1, "x", [1, 2], {"a": True}))
            case other:
                raise AssertionError(f"no data is drawn for {other}")
