"""Draws well-typed programs: every name is in scope, every expression has the type its place wants.

A program is drawn as text, the way a person would type it, from the types inwards: first records,
an enum, a union and errors, then functions and components over them, then pipelines whose
statements read what stands around them. Nothing drawn is filtered.
"""

from random import Random

from hypothesis import strategies as st
from tests.properties.drawn_expressions import condition, value
from tests.properties.drawn_statements import RAISED, statements
from tests.properties.world import (
    Callable,
    Names,
    Scope,
    World,
    a_type,
    indented,
    maybe,
    parameters,
)

__all__ = ["RAISED", "program", "programs"]

_PARTS = """
enum Level { low, medium, high }
error shortage is execution
error deep_shortage is shortage
error outage is connectivity
record Circle { kind: "circle"  radius: int }
record Square { kind: "square"  side: float? }
type Shape = Circle | Square
type Mood = "glad" | "sad" | "calm"
record Share { part: int where 0 <= it <= 9 }
type Small = int where it < 1000
""".strip().splitlines()


def program(random: Random) -> str:
    """Draw the text of one program, whose last pipeline is `main`."""
    world = World(Names())
    lines = list(_PARTS)
    for number in range(random.randint(0, 2)):
        lines += _record(random, world, f"Record{number}")
    for _ in range(random.randint(0, 1)):
        lines += _function(random, world)
    for _ in range(random.randint(1, 3)):
        lines += _component(random, world)
    for _ in range(random.randint(0, 1)):
        lines += _pipeline(random, world, world.names.new(random), 1)
    lines += _pipeline(random, world, "main", 2)
    return "\n".join(lines) + "\n"


programs = st.randoms(use_true_random=False).map(program)
"""Programs as Hypothesis draws them, and makes them smaller."""

_CLAUSES = (
    *("",) * 4,
    " timeout 8011ms",
    " retry 1 on execution",
    " retry 2 backoff fixed(1013ms) deadline 30011ms",
    " concurrency 2",
)
_LIMITS = (*("",) * 6, " timeout 60007ms", " timeout 9011ms", " concurrency 2")


def _record(random: Random, world: World, name: str) -> list[str]:
    fields = [(world.names.new(random), a_type(random, world)) for _ in range(random.randint(1, 3))]
    world.records[name] = fields
    return [f"record {name} {{", *(f"  {field}: {type_}" for field, type_ in fields), "}"]


def _function(random: Random, world: World) -> list[str]:
    name, given, result = (
        world.names.new(random),
        parameters(random, world, 1),
        a_type(random, world),
    )
    body = value(random, world, Scope(list(given)), result, 2)
    world.functions.append(Callable(name, given, result))
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    return [f"function {name}({shown}) -> {result} = {body}"]


def _component(random: Random, world: World) -> list[str]:
    name, given, result = (
        world.names.new(random),
        parameters(random, world, 2),
        "int" if maybe(random, 4) else a_type(random, world),
    )
    world.calls.append(Callable(name, given, result))
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    head = f"{name}({shown}) -> {result}"
    role = random.choice(("operator", "operator", "operator", "node"))
    clauses = random.choice(_CLAUSES)
    return [f'{role} {head} {{ python "HOST:{name}" }}{clauses}']


def _pipeline(random: Random, world: World, name: str, depth: int) -> list[str]:
    given, result = parameters(random, world, 3), a_type(random, world)
    scope = Scope(result=result)
    for parameter, type_ in given:
        scope.add(world, parameter, type_)
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    limit = random.choice(_LIMITS)
    last = f"return {value(random, world, scope, result, 2)}"
    body = statements(random, world, scope, depth)
    if maybe(random):
        last = f"return {value(random, world, scope, result, 2)}"
    ending = _on_error(random, world, given) if maybe(random) else ["}"]
    world.calls.append(Callable(name, given, result, pipeline=True))
    head = f"pipeline {name}({shown}) -> {result}{limit} {{"
    return [head, *indented([*body, last]), *ending]


def _on_error(random: Random, world: World, given: list[tuple[str, str]]) -> list[str]:
    error = world.names.new(random)
    scope = Scope(jumps=frozenset(), result="")
    for parameter, type_ in given:
        scope.add(world, parameter, type_)
    scope.add_error(error)
    lines = statements(random, world, scope, 0)
    asked = condition(random, world, scope)
    told = [f"if {asked} {{", f"  do log.error(message: {error}.code)", "}"]
    return [f"}} on error as {error} {{", *indented([*lines, *told]), "}"]
