"""What drawn programs are made of: names, types, what is declared, what a place can see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

SCALARS = ("int", "float", "decimal", "string", "bool", "duration")
MOODS = ("glad", "sad", "calm")
"""The literals of the union `Mood`."""
WORDS = (
    "alpha", "beta", "gamma", "delta", "from", "key", "class", "self", "model", "größe", "list",
    "run", "error_",
)  # fmt: skip

PATH = re.compile(r"\w+(\.\w+)*")
"""What a test can narrow."""

Value = tuple[str, str]
"""The text of an expression, and its type."""


@dataclass(slots=True)
class Names:
    """Makes names that are new in the whole program."""

    count: int = 0

    def new(self, random: Random) -> str:
        """Give a fresh snake_case name."""
        self.count += 1
        return f"{random.choice(WORDS)}_{self.count}"


@dataclass(frozen=True, slots=True)
class Callable:
    """A function, component or pipeline."""

    name: str
    parameters: list[Value]
    result: str
    pipeline: bool = False


def _shapes() -> dict[str, list[Value]]:
    return {"Circle": [("radius", "int")], "Square": [("side", "float?")]}


@dataclass(slots=True)
class World:
    """The declarations of a program."""

    names: Names
    records: dict[str, list[Value]] = field(default_factory=_shapes)
    functions: list[Callable] = field(default_factory=list)
    calls: list[Callable] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        """Give the types that a value may have here, save those made of others."""
        return [*SCALARS, "Level", "Mood", "Shape", *self.records]

    def parts(self, text: str, type_: str, depth: int = 2) -> Iterator[Value]:
        """Give an expression and those for what it is made of."""
        yield text, type_
        if type_.startswith("tuple[") and type_.endswith("]"):
            first, second = inside(type_).split(", ")
            yield from ((f"{text}[0]", first), (f"{text}[1]", second))
        for name, kind in self.records.get(type_, []) if depth else []:
            yield from self.parts(f"{text}.{name}", kind, depth - 1)


@dataclass(slots=True)
class Scope:
    """What a place can see, and where it can jump to.

    `variables` can be set here; `stages` are those of this very block; `errors` tells that a bare
    `raise` may stand here.
    """

    values: list[Value] = field(default_factory=list)
    variables: list[Value] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    jumps: frozenset[str] = frozenset(("return",))
    result: str = "int"
    in_catch: bool = False

    def add(self, world: World, name: str, type_: str) -> None:
        """See a new name and what it is made of."""
        self.values += world.parts(name, type_)

    def add_error(self, name: str) -> None:
        """See an error: what the program alone decides of it."""
        self.values += [
            (f"{name}.code", "string"),
            (f"{name}.type", "string"),
            (f"{name}.attempt", "int"),
            (f"{name}.retryable", "bool"),
            (f'({name}.stage ?? "none")', "string"),
            (f'({name}.cause?.code ?? "none")', "string"),
        ]

    def optional_paths(self) -> list[Value]:
        """Give what may be null, and can be narrowed because nothing sets it."""
        variables = {name for name, _ in self.variables}
        return [
            (text, type_)
            for text, type_ in self.values
            if type_.endswith("?") and PATH.fullmatch(text) and text not in variables
        ]

    def inner(self) -> "Scope":
        """Give the scope of a block inside this one."""
        values, variables = list(self.values), list(self.variables)
        return Scope(values, variables, [], self.jumps, self.result, self.in_catch)


def maybe(random: Random, one_in: int = 2) -> bool:
    """Say yes once in so many times."""
    return random.randrange(one_in) == 0


def a_type(random: Random, world: World) -> str:
    """Draw a type."""
    form = random.choice(("{}", "{}", "{}", "list[{}]", "{}?", "map[string, {}]", "", " "))
    if form == " ":
        return f"set[{random.choice(('int', 'string', 'decimal'))}]"
    if not form:
        return f"tuple[{random.choice(SCALARS)}, {random.choice(SCALARS)}]"
    return form.format(random.choice(world.types))


def simple(random: Random, world: World) -> str:
    """Draw a type whose values need no place that says so: no `[]`, no tuple."""
    return random.choice([each for each in world.types if each not in ("Shape", "Mood")])


def inside(type_: str) -> str:
    """Give what stands in the brackets of a type; the values of a map."""
    return type_[type_.index("[") + 1 : -1].removeprefix("string, " if type_[0] == "m" else "")


def parameters(random: Random, world: World, most: int) -> list[Value]:
    """Draw parameters."""
    return [
        (world.names.new(random), a_type(random, world)) for _ in range(random.randint(0, most))
    ]


def indented(lines: list[str]) -> list[str]:
    """Set lines inside braces."""
    return [f"  {line}" for line in lines]
