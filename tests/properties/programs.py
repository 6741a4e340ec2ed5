"""Draws well-typed programs: every name is in scope, every expression has the type its place wants.

A program is drawn as text, the way a person would type it, from the types inwards: first records,
an enum, a union and errors, then functions and components over them, then pipelines whose
statements read what stands around them. Nothing drawn is filtered.
"""

from hypothesis import strategies as st
from tests.properties.drawn_expressions import condition, value
from tests.properties.drawn_statements import RAISED, statements
from tests.properties.world import Callable, Names, Scope, World, a_type, indented, parameters

__all__ = ["RAISED", "programs"]

_PARTS = """
enum Level { low, medium, high }
error shortage is execution
error deep_shortage is shortage
error outage is connectivity
record Circle { kind: "circle"  radius: int }
record Square { kind: "square"  side: float? }
type Shape = Circle | Square
record Share { part: int where 0 <= it <= 9 }
""".strip().splitlines()


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Draw the text of one program, whose last pipeline is `main`."""
    world = World(Names())
    lines = list(_PARTS)
    for number in range(draw(st.integers(0, 2))):
        lines += _record(draw, world, f"Record{number}")
    for _ in range(draw(st.integers(0, 1))):
        lines += _function(draw, world)
    for _ in range(draw(st.integers(1, 3))):
        lines += _component(draw, world)
    for _ in range(draw(st.integers(0, 1))):
        lines += _pipeline(draw, world, world.names.new(draw), 1)
    lines += _pipeline(draw, world, "main", 2)
    return "\n".join(lines) + "\n"


def _record(draw: st.DrawFn, world: World, name: str) -> list[str]:
    fields = [(world.names.new(draw), a_type(draw, world)) for _ in range(draw(st.integers(1, 3)))]
    world.records[name] = fields
    return [f"record {name} {{", *(f"  {field}: {type_}" for field, type_ in fields), "}"]


def _function(draw: st.DrawFn, world: World) -> list[str]:
    name, given, result = world.names.new(draw), parameters(draw, world, 1), a_type(draw, world)
    body = value(draw, world, Scope(list(given)), result, 2)
    world.functions.append(Callable(name, given, result))
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    return [f"function {name}({shown}) -> {result} = {body}"]


def _component(draw: st.DrawFn, world: World) -> list[str]:
    name, given, result = world.names.new(draw), parameters(draw, world, 2), a_type(draw, world)
    world.calls.append(Callable(name, given, result))
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    head = f"{name}({shown}) -> {result}"
    role = draw(st.sampled_from(("operator", "operator", "operator", "node")))
    clauses = draw(st.sampled_from(("", "", " timeout 8011ms", " retry 1 on execution")))
    return [f'{role} {head} {{ python "HOST:{name}" }}{clauses}']


def _pipeline(draw: st.DrawFn, world: World, name: str, depth: int) -> list[str]:
    given, result = parameters(draw, world, 3), a_type(draw, world)
    scope = Scope(result=result)
    for parameter, type_ in given:
        scope.add(world, parameter, type_)
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in given)
    limit = draw(
        st.sampled_from(
            ("", "", "", "", "", "", "", " timeout 60007ms", " timeout 60007ms", " concurrency 2")
        )
    )
    last = f"return {value(draw, world, scope, result, 2)}"
    body = statements(draw, world, scope, depth)
    if draw(st.booleans()):
        last = f"return {value(draw, world, scope, result, 2)}"
    ending = _on_error(draw, world, given) if draw(st.booleans()) else ["}"]
    world.calls.append(Callable(name, given, result, pipeline=True))
    head = f"pipeline {name}({shown}) -> {result}{limit} {{"
    return [head, *indented([*body, last]), *ending]


def _on_error(draw: st.DrawFn, world: World, given: list[tuple[str, str]]) -> list[str]:
    error = world.names.new(draw)
    scope = Scope(jumps=frozenset(), result="")
    for parameter, type_ in given:
        scope.add(world, parameter, type_)
    scope.add_error(error)
    lines = statements(draw, world, scope, 0)
    asked = condition(draw, world, scope)
    told = [f"if {asked} {{", f"  do log.error(message: {error}.code)", "}"]
    return [f"}} on error as {error} {{", *indented([*lines, *told]), "}"]
