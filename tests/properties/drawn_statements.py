"""Draws statements and blocks."""

from collections.abc import Callable as Function
from random import Random

from tests.properties.drawn_bodies import BODIES, Drawn, Inside
from tests.properties.drawn_clauses import clauses
from tests.properties.drawn_expressions import condition, value
from tests.properties.world import SCALARS, Scope, World, a_type, indented, maybe

RAISED = "raised "
"""How the messages begin that programs raise errors with."""

ERRORS = ("execution", "shortage", "deep_shortage", "outage", "validation", "timeout")

WIDER = {"int": ("float", "decimal", "Small"), "int?": ("float?", "decimal?")}
"""What a stage may be declared as instead of what its call gives."""

JOINING = {"float": "2.5", "decimal": "2.5d"}
"""Values that an int has these types in common with."""

_Maker = Function[[Random, World, Scope, int], Drawn]


def statements(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw some statements of a block; `depth` is how many blocks may stand in each other."""
    makers: list[_Maker] = [_let, _stage, _stage, _stage, _do, _var]
    if scope.variables:
        makers += [_set, _set]
    if depth:
        makers += [_control, _control, _control, _control, _guard]
    if "continue" in scope.jumps or scope.in_catch:
        makers += [_guard, _guard]
    groups = [
        random.choice(makers)(random, world, scope, depth) for _ in range(random.randint(1, 4))
    ]
    return [line for group in _swapped(random, groups) for line in group]


def _swapped(random: Random, groups: list[Drawn]) -> list[Drawn]:
    """Put a stage or `let` below the one that may read it, for both see each other (rule 27)."""
    found = list(groups)
    for at in range(len(found) - 1):
        pair = found[at : at + 2]
        simple_ones = all(len(each) == 1 and each[0][:4] in ("stag", "let ") for each in pair)
        if simple_ones and maybe(random, 4):
            found[at : at + 2] = pair[::-1]
    return found


# ---------------------------------------------------------------- simple statements


def _let(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    type_ = a_type(random, world)
    given = value(random, world, scope, type_, 2)
    name = world.names.new(random)
    scope.add(world, name, type_)
    return [f"let {name}: {type_} = {given}"]


def _var(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    type_ = random.choice((*SCALARS, "list[int]"))
    given = value(random, world, scope, type_, 1)
    name = world.names.new(random)
    scope.values.append((name, type_))
    scope.variables.append((name, type_))
    return [f"var {name}: {type_} = {given}"]


def _set(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    name, type_ = random.choice(scope.variables)
    return [f"set {name} = {value(random, world, scope, type_, 2)}"]


def _call(random: Random, world: World, scope: Scope) -> tuple[str, str]:
    called = random.choice(world.calls)
    given = [
        f"{name}: {value(random, world, scope, type_, 1)}" for name, type_ in called.parameters
    ]
    return f"{called.name}({', '.join(given)})", called.result


def _stage(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    call, result = _call(random, world, scope)
    if result in WIDER and maybe(random):
        return _converted(random, world, scope, call, result)
    shown, type_ = clauses(random, world, scope, result)
    declared = f": {type_}" if "Mood" in type_ else ""  # a literal alone would make it text
    return _named(random, world, scope, type_, f"{declared} = {call}{shown}")


def _converted(random: Random, world: World, scope: Scope, call: str, result: str) -> Drawn:
    """Draw a stage that makes another value of what its call gives."""
    wanted = random.choice(WIDER[result])
    if wanted == "Small":
        return _named(random, world, scope, "int", f": Small = {call}")
    shown, type_ = clauses(random, world, scope, wanted)
    if wanted in JOINING and " fallback " not in shown and maybe(random):
        return _named(random, world, scope, type_, f" = {call}{shown} fallback {JOINING[wanted]}")
    return _named(random, world, scope, type_, f": {type_} = {call}{shown}")


def _named(random: Random, world: World, scope: Scope, type_: str, rest: str) -> Drawn:
    name = world.names.new(random)
    scope.add(world, name, type_)
    scope.stages.append(name)
    return [f"stage {name}{rest}"]


def _do(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    if maybe(random):
        return [f"do log.info(message: {value(random, world, scope, 'string', 1)})"]
    call, result = _call(random, world, scope)
    return [f"do {call}{clauses(random, world, scope, result)[0]}"]


def _jump(random: Random, world: World, scope: Scope) -> str:
    """Draw a statement that leaves the block."""
    words = [*sorted(scope.jumps), "raise", *(["rethrow"] if scope.in_catch else [])]
    match random.choice(words):
        case "return":
            return f"return {value(random, world, scope, scope.result, 1)}"
        case "raise":
            detail = ", detail: {a: 1}" if maybe(random) else ""
            return f'raise {random.choice(ERRORS)}("{RAISED}{random.randint(0, 99)}"{detail})'
        case "rethrow":
            return "raise"
        case word:
            return word


def _guard(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw a condition under which the block is left."""
    jump = _jump(random, world, scope.inner())
    asked = "true" if maybe(random, 4) else condition(random, world, scope)
    return [f"if {asked} {{ {jump} }}"]


# ---------------------------------------------------------------- statements with blocks


def _block(
    random: Random, world: World, scope: Scope, depth: int, type_: str, leaves: bool = False
) -> Drawn:
    """Draw what stands in braces: with a value of a type, or, where that is empty, without.

    `leaves` tells that it may end in a jump: another block of the statement has the value.
    """
    lines = statements(random, world, scope, depth)
    if leaves and type_ and maybe(random, 4):
        return indented([*lines, _jump(random, world, scope)])
    result = [f"yield {value(random, world, scope, type_, 1)}"] if type_ else []
    return indented([*lines, *result])


def _control(random: Random, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw a statement with blocks: a stage with a value, or alone and without."""
    body = random.choice(BODIES)
    named, bare = not maybe(random, 3), not maybe(random, 3)
    inside = Inside(random, world, scope, depth - 1, _block)
    before, lines, values = body(inside, a_type(random, world) if named else "")
    result = values.get("", "") if named else ""
    shown, type_ = ("", result) if bare else clauses(random, world, scope, result, call=False)
    lines[-1] += shown
    if not named:
        return [*before, *lines]
    name = world.names.new(random)
    seen = {**values, "": type_} if type_ else {} if " when " in shown else values
    for part, kind in seen.items():
        scope.add(world, part.format(name) if part else name, kind)
    scope.stages.append(name)
    declared = f": {type_}" if type_ else ""
    lines[0] = f"stage {name}{declared} = {lines[0]}"
    return [*before, *lines]
