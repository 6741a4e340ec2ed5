"""Draws statements and blocks."""

from collections.abc import Callable as Function
from dataclasses import replace

from hypothesis import strategies as st
from tests.properties.drawn_clauses import clauses
from tests.properties.drawn_expressions import condition, value
from tests.properties.world import SCALARS, Scope, World, a_type, indented, simple

RAISED = "raised "
"""How the messages begin that programs raise errors with."""

ERRORS = ("execution", "shortage", "deep_shortage", "outage", "validation", "timeout")

Drawn = list[str]
_Maker = Function[[st.DrawFn, World, Scope, int], Drawn]


def statements(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw some statements of a block; `depth` is how many blocks may stand in each other."""
    makers: list[_Maker] = [_let, _stage, _stage, _stage, _do, _var]
    if scope.variables:
        makers += [_set, _set]
    if depth:
        makers += [_control, _control, _control, _control, _guard]
    groups = [
        draw(st.sampled_from(makers))(draw, world, scope, depth)
        for _ in range(draw(st.integers(1, 4)))
    ]
    return [line for group in _swapped(draw, groups) for line in group]


def _swapped(draw: st.DrawFn, groups: list[Drawn]) -> list[Drawn]:
    """Put a stage or `let` below the one that may read it, for both see each other (rule 27)."""
    found = list(groups)
    for at in range(len(found) - 1):
        pair = found[at : at + 2]
        simple_ones = all(len(each) == 1 and each[0][:4] in ("stag", "let ") for each in pair)
        if simple_ones and draw(st.integers(0, 3)) == 0:
            found[at : at + 2] = pair[::-1]
    return found


# ---------------------------------------------------------------- simple statements


def _let(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    type_ = a_type(draw, world)
    given = value(draw, world, scope, type_, 2)
    name = world.names.new(draw)
    scope.add(world, name, type_)
    return [f"let {name}: {type_} = {given}"]


def _var(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    type_ = draw(st.sampled_from((*SCALARS, "list[int]")))
    given = value(draw, world, scope, type_, 1)
    name = world.names.new(draw)
    scope.values.append((name, type_))
    scope.variables.append((name, type_))
    return [f"var {name}: {type_} = {given}"]


def _set(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    name, type_ = draw(st.sampled_from(scope.variables))
    return [f"set {name} = {value(draw, world, scope, type_, 2)}"]


def _call(draw: st.DrawFn, world: World, scope: Scope) -> tuple[str, str]:
    called = draw(st.sampled_from(world.calls))
    given = [f"{name}: {value(draw, world, scope, type_, 1)}" for name, type_ in called.parameters]
    return f"{called.name}({', '.join(given)})", called.result


def _stage(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    call, result = _call(draw, world, scope)
    shown, type_ = clauses(draw, world, scope, result)
    name = world.names.new(draw)
    scope.add(world, name, type_)
    scope.stages.append(name)
    return [f"stage {name} = {call}{shown}"]


def _do(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    if draw(st.booleans()):
        return [f"do log.info(message: {value(draw, world, scope, 'string', 1)})"]
    call, result = _call(draw, world, scope)
    return [f"do {call}{clauses(draw, world, scope, result)[0]}"]


def _jump(draw: st.DrawFn, world: World, scope: Scope) -> str:
    """Draw a statement that leaves the block."""
    words = [*sorted(scope.jumps), "raise", *(["rethrow"] if scope.in_catch else [])]
    match draw(st.sampled_from(words)):
        case "return":
            return f"return {value(draw, world, scope, scope.result, 1)}"
        case "raise":
            detail = ", detail: {a: 1}" if draw(st.booleans()) else ""
            number = draw(st.integers(0, 99))
            return f'raise {draw(st.sampled_from(ERRORS))}("{RAISED}{number}"{detail})'
        case "rethrow":
            return "raise"
        case word:
            return word


def _guard(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw a condition under which the block is left."""
    return [f"if {condition(draw, world, scope)} {{ {_jump(draw, world, scope.inner())} }}"]


# ---------------------------------------------------------------- blocks


def _block(
    draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str, leaves: bool = False
) -> Drawn:
    """Draw what stands in braces: with a value of a type, or, where that is empty, without.

    `leaves` tells that it may end in a jump: another block of the statement has the value.
    """
    lines = statements(draw, world, scope, depth - 1)
    if leaves and type_ and draw(st.integers(0, 3)) == 0:
        return indented([*lines, _jump(draw, world, scope)])
    return indented([*lines, *([f"yield {value(draw, world, scope, type_, 1)}"] if type_ else [])])


def _control(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> Drawn:
    """Draw a statement with blocks: a stage with a value, or alone and without."""
    body: _Body = draw(st.sampled_from(_BODIES))
    named, bare = draw(st.integers(0, 2)) > 0, draw(st.integers(0, 2)) > 0
    before, lines, values = body(draw, world, scope, depth, a_type(draw, world) if named else "")
    result = values.get("", "") if named else ""
    shown, type_ = ("", result) if bare else clauses(draw, world, scope, result, call=False)
    if not named:
        return [*before, *lines[:-1], f"{lines[-1]}{shown}"]
    name = world.names.new(draw)
    seen = {**values, "": type_} if type_ else {} if " when " in shown else values
    for part, kind in seen.items():
        scope.add(world, part.format(name) if part else name, kind)
    scope.stages.append(name)
    declared = f": {type_}" if type_ else ""
    lines[0] = f"stage {name}{declared} = {lines[0]}"
    lines[-1] += shown
    return [*before, *lines]


Bodied = tuple[Drawn, Drawn, dict[str, str]]
"""Lines before the statement, its lines, and what can be read of it: the format of an expression,
where empty means the name alone, and a type.
"""
_Body = Function[[st.DrawFn, World, Scope, int, str], Bodied]


def _if(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    lines = [f"if {condition(draw, world, scope)} {{"]
    lines += _block(draw, world, scope.inner(), depth, type_)
    if draw(st.booleans()):
        lines += [f"}} else if {condition(draw, world, scope)} {{"]
        lines += _block(draw, world, scope.inner(), depth, type_, leaves=True)
    if type_ or draw(st.booleans()):
        lines += ["} else {", *_block(draw, world, scope.inner(), depth, type_, leaves=True)]
    return [], [*lines, "}"], {"": type_}


def _switch(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    kind = draw(st.sampled_from(("Level", "string", "int")))
    lines = [f"switch {value(draw, world, scope, kind, 1)} {{"]
    cases = {
        "Level": ("Level.low", "Level.medium, Level.high"),
        "string": ('"a", ""', '"CONNECTIVITY"'),
        "int": ("1", "0, 2"),
    }[kind]
    for case in cases:
        lines += [f"  case {case} {{", *_block(draw, world, scope.inner(), depth, type_), "  }"]
    if kind != "Level":
        lines += ["  else {", *_block(draw, world, scope.inner(), depth, type_, leaves=True), "  }"]
    return [], [*lines, "}"], {"": type_}


def _foreach(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    item = draw(st.sampled_from(world.types))
    kind = draw(st.sampled_from(("list[{}]", "map[string, {}]"))).format(item)
    items, names = world.names.new(draw), [world.names.new(draw)]
    given = f"let {items}: {kind} = {value(draw, world, scope, kind, 1)}"
    scope.add(world, items, kind)
    parallel = draw(st.sampled_from(("", "", " parallel 2", " parallel 3")))
    collect = " collect errors" if draw(st.integers(0, 3)) == 0 else ""
    if collect and type_:
        type_ = simple(draw, world)
    inner = _looping(scope, concurrent=bool(parallel or collect))
    inner.add(world, names[0], item if kind.startswith("list") else f"tuple[string, {item}]")
    if draw(st.booleans()):
        names.append(world.names.new(draw))
        inner.add(world, names[1], "int")
    head = f"foreach {', '.join(names)} in {items}{parallel}{collect} {{"
    lines = [head, *_block(draw, world, inner, depth, type_), "}"]
    if collect:
        optional = type_ if type_.endswith("?") else f"{type_}?"
        seen = {
            "{}[*].ok": "list[bool]",
            "{}[*].index": "list[int]",
            "{}[*].value": f"list[{optional}]",
        }
        return [given], lines, seen
    return [given], lines, {"": f"list[{type_}]"}


def _looping(scope: Scope, concurrent: bool = False) -> Scope:
    """Give the scope of a loop's body; nothing but `continue` leaves concurrent iterations."""
    inner = scope.inner()
    inner.jumps = frozenset(("continue",)) if concurrent else scope.jumps | {"break", "continue"}
    inner.variables = [] if concurrent else inner.variables
    return inner


def _while(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    name = world.names.new(draw)
    scope.values.append((name, "int"))
    most, limit = draw(st.integers(0, 4)), draw(st.integers(1, 4))
    lines = [f"while {name} < {most} max {limit} {{", f"  set {name} = {name} + 1"]
    lines += _block(draw, world, _looping(scope), depth, type_)
    return [f"var {name}: int = 0"], [*lines, "}"], {"": f"list[{type_}]"}


def _repeat(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    lines = [f"repeat {draw(st.integers(0, 3))} {{"]
    lines += _block(draw, world, _looping(scope), depth, type_)
    return [], [*lines, "}"], {"": f"list[{type_}]"}


def _try(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    lines = ["try {", *_block(draw, world, scope.inner(), depth, type_)]
    catches = draw(st.sampled_from(_CATCHES))
    for kinds in catches:
        error = world.names.new(draw)
        inner = scope.inner()
        inner.add_error(error)
        inner.in_catch = True
        lines += [
            f"}} catch {kinds} as {error} {{",
            *_block(draw, world, inner, depth, type_, leaves=True),
        ]
    if not catches or draw(st.booleans()):
        inner = scope.inner()
        inner.jumps, inner.in_catch = frozenset(), False
        lines += ["} finally {", *indented(statements(draw, world, inner, 0))]
    return [], [*lines, "}"], {"": type_}


_CATCHES = (
    ("*",),
    ("timeout, rate_limit",),
    ("execution",),
    ("shortage", "*"),
    ("retry_exhausted", "connectivity", "execution"),
    (),
)


def _parallel(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    mode = draw(st.sampled_from(("", "", " any", " 1 of", " 2 of")))
    lines, seen = [f"parallel{mode} {{"], {}
    for _ in range(draw(st.integers(2, 3))):
        name, own = world.names.new(draw), simple(draw, world) if type_ and not mode else type_
        inner = replace(scope.inner(), jumps=frozenset(), variables=[])
        block = [*indented(_stage(draw, world, inner, 0)), *_block(draw, world, inner, depth, own)]
        lines += [f"  branch {name} {{", *block, "  }"]
        seen[f"{{}}.{name}"] = own
    match mode:
        case "":
            return [], [*lines, "}"], seen
        case " any":
            return [], [*lines, "}"], {"": type_}
        case _:
            return [], [*lines, "}"], {"": f"list[{type_}]"}


def _wait(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> Bodied:
    if draw(st.booleans()):
        return [], [f"wait {draw(st.integers(0, 9999))}ms"], {}
    return [], [f"wait until now_plus({draw(st.integers(0, 9999))}ms)"], {}


_BODIES = (
    _if,
    _switch,
    _foreach,
    _foreach,
    _while,
    _repeat,
    _try,
    _try,
    _parallel,
    _parallel,
    _wait,
)
