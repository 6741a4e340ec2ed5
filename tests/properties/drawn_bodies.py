"""Draws statements that have blocks inside."""

from collections.abc import Callable as Function
from dataclasses import dataclass, replace
from random import Random

from tests.properties.drawn_expressions import condition, literal, value
from tests.properties.world import MOODS, Scope, World, maybe, simple

Drawn = list[str]


@dataclass(frozen=True, slots=True)
class Inside:
    """What a statement with blocks is drawn from, and the way to draw its blocks."""

    random: Random
    world: World
    scope: Scope
    depth: int
    draw: Function[[Random, World, Scope, int, str, bool], Drawn]

    def block(self, scope: Scope, type_: str, leaves: bool = False) -> Drawn:
        """Draw a block with a value of a type; without one where that is empty."""
        return self.draw(self.random, self.world, scope, self.depth, type_, leaves)

    def value(self, type_: str) -> str:
        """Draw an expression."""
        return value(self.random, self.world, self.scope, type_, 1)

    def condition(self) -> str:
        """Draw a bool."""
        return condition(self.random, self.world, self.scope)

    def name(self) -> str:
        """Make a name."""
        return self.world.names.new(self.random)


Bodied = tuple[Drawn, Drawn, dict[str, str]]
"""Lines before the statement, its lines, and what can be read of it: the format of an expression,
where empty means the name alone, and a type.
"""


# ---------------------------------------------------------------- choices


def _if(at: Inside, type_: str) -> Bodied:
    first = at.scope.inner()
    lines = [f"if {_narrowing(at, first)} {{", *at.block(first, type_)]
    if maybe(at.random):
        lines += [f"}} else if {at.condition()} {{", *at.block(at.scope.inner(), type_, True)]
    if type_ or maybe(at.random):
        lines += ["} else {", *at.block(at.scope.inner(), type_, True)]
    return [], [*lines, "}"], {"": type_}


def _narrowing(at: Inside, block: Scope) -> str:
    """Draw a condition; one that something is not null tells its block so."""
    optional = at.scope.optional_paths()
    if not optional or maybe(at.random, 4):
        return at.condition()
    path, type_ = at.random.choice(optional)
    block.add(at.world, path, type_.removesuffix("?"))
    return f"{path} != null"


def _switch(at: Inside, type_: str) -> Bodied:
    kind = at.random.choice(tuple(_CASES))
    before, subject = _named(at, kind)
    lines = [f"switch {subject} {{"]
    for case in _CASES[kind]:
        lines += [f"  case {case} {{", *at.block(at.scope.inner(), type_), "  }"]
    if kind in ("string", "int"):
        lines += ["  else {", *at.block(at.scope.inner(), type_, True), "  }"]
    return before, [*lines, "}"], {"": type_}


def _named(at: Inside, kind: str) -> tuple[Drawn, str]:
    """Give a value a name, as a literal alone does not have the type that it should."""
    name = at.name()
    lines = [f"let {name}: {kind} = {at.value(kind)}"]
    at.scope.add(at.world, name, kind)
    return lines, name


_CASES = {
    "Level": ("Level.low", "Level.medium, Level.high"),
    "Mood": (f'"{MOODS[0]}", "{MOODS[1]}"', f'"{MOODS[2]}"'),
    "string": ('"a", ""', '"CONNECTIVITY"'),
    "int": ("1", "0, 2"),
}


def _switch_of_union(at: Inside, type_: str) -> Bodied:
    """Draw a choice by the field that tells the members of a union apart."""
    before, name = _named(at, "Shape")
    lines = [f"switch {name}.kind {{"]
    for record in ("Circle", "Square"):
        inner = at.scope.inner()
        inner.add(at.world, name, record)
        lines += [f'  case "{record.lower()}" {{', *at.block(inner, type_), "  }"]
    return before, [*lines, "}"], {"": type_}


# ---------------------------------------------------------------- loops


def _foreach(at: Inside, type_: str) -> Bodied:
    item, kind = _collection(at)
    (before, items), names = _named(at, kind), [at.name()]
    parallel = at.random.choice(("", "", " parallel 2", " parallel 3", f" parallel {_small(at)}"))
    collect = " collect errors" if maybe(at.random, 3) else ""
    if collect and type_:
        type_ = simple(at.random, at.world)
    inner = _looping(at.scope, concurrent=bool(parallel))
    inner.add(at.world, names[0], item)
    if maybe(at.random):
        names.append(at.name())
        inner.add(at.world, names[1], "int")
    head = f"foreach {', '.join(names)} in {items}{parallel}{collect} {{"
    seen = _outcomes(type_) if collect else {"": f"list[{type_}]"}
    return before, [head, *at.block(inner, type_), "}"], seen


def _collection(at: Inside) -> tuple[str, str]:
    """Draw the types of an item and of what it is in."""
    item = at.random.choice(at.world.types)
    match at.random.choice(("list", "list", "map", "set")):
        case "list":
            return item, f"list[{item}]"
        case "map":
            return f"tuple[string, {item}]", f"map[string, {item}]"
        case _:
            return "int", "set[int]"


def _small(at: Inside) -> str:
    """Draw a number of a few, to be computed; it may be too small for a limit."""
    return f"(length({at.value('string')}) % 4)"


def _outcomes(type_: str) -> dict[str, str]:
    optional = type_ if type_.endswith("?") else f"{type_}?"
    return {
        "{}[*].ok": "list[bool]",
        "{}[*].index": "list[int]",
        "{}[*].value": f"list[{optional}]",
    }


def _looping(scope: Scope, concurrent: bool = False) -> Scope:
    """Give the scope of a loop's body; nothing but `continue` leaves concurrent iterations."""
    inner = scope.inner()
    inner.jumps = frozenset(("continue",)) if concurrent else scope.jumps | {"break", "continue"}
    inner.variables = [] if concurrent else inner.variables
    return inner


def _while(at: Inside, type_: str) -> Bodied:
    name = at.name()
    at.scope.values.append((name, "int"))
    most, limit = at.random.randint(0, 4), at.random.choice(("1", "3", "4", "5", _small(at)))
    lines = [f"while {name} < {most} max {limit} {{", f"  set {name} = {name} + 1"]
    lines += at.block(_looping(at.scope), type_)
    return [f"var {name}: int = 0"], [*lines, "}"], {"": f"list[{type_}]"}


def _repeat(at: Inside, type_: str) -> Bodied:
    count = at.random.choice(("0", "1", "2", "3", f"{_small(at)} - 1"))
    lines = [f"repeat {count} {{", *at.block(_looping(at.scope), type_), "}"]
    return [], lines, {"": f"list[{type_}]"}


# ---------------------------------------------------------------- errors, branches, time


def _try(at: Inside, type_: str) -> Bodied:
    lines = ["try {", *at.block(at.scope.inner(), type_)]
    catches = at.random.choice(_CATCHES)
    for kinds in catches:
        error, inner = at.name(), at.scope.inner()
        inner.add_error(error)
        inner.in_catch = True
        lines += [f"}} catch {kinds} as {error} {{", *at.block(inner, type_, True)]
    if not catches or maybe(at.random):
        inner = replace(at.scope.inner(), jumps=frozenset(), in_catch=False)
        lines += ["} finally {", *replace(at, depth=0).block(inner, "")]
    return [], [*lines, "}"], {"": type_}


_CATCHES = (
    ("*",),
    ("timeout, rate_limit",),
    ("execution",),
    ("shortage", "*"),
    ("retry_exhausted", "connectivity", "execution"),
    (),
)


def _parallel(at: Inside, type_: str) -> Bodied:
    mode = at.random.choice(("", "", " any", " any", " 1 of", " 2 of", f" {_small(at)} of"))
    lines, seen = [f"parallel{mode} {{"], {}
    for _ in range(at.random.randint(2, 3)):
        name, own = at.name(), simple(at.random, at.world) if type_ and not mode else type_
        inner = replace(at.scope.inner(), jumps=frozenset(), variables=[])
        lines += [f"  branch {name} {{", *at.block(inner, own), "  }"]
        seen[f"{{}}.{name}"] = own
    if mode:
        seen = {"": type_ if mode == " any" else f"list[{type_}]"}
    return [], [*lines, "}"], seen


def _wait(at: Inside, type_: str) -> Bodied:
    time = (
        literal(at.random, "duration") if maybe(at.random, 5) else f"{at.random.randint(1, 9999)}ms"
    )
    form = at.random.choice(("wait {}", "wait until now_plus({})", "wait until context.now + {}"))
    return [], [form.format(time)], {}


def _signal(at: Inside, type_: str) -> Bodied:
    """Draw a signal; what is sent under one name has one type."""
    return [], [f'signal "{type_}" as {type_}' if type_ else 'signal "go"'], {"": type_}


BODIES = (
    *(_if, _if, _switch, _switch, _switch_of_union),
    *(_foreach, _foreach, _foreach, _while, _repeat),
    *(_try, _try, _try, _parallel, _parallel, _wait, _wait, _signal),
)
