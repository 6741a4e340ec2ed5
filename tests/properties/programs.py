"""Draws well-typed programs: every name is in scope, every expression has the type its place wants.

A program is drawn as text, the way a person would type it, from the types inwards: first records
and an enum, then operators over them, then a pipeline whose statements read what stands above.
Nothing drawn is filtered.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st

SCALARS = ("int", "float", "decimal", "string", "bool", "duration")
WORDS = (
    "alpha",
    "beta",
    "gamma",
    "delta",
    "from",
    "key",
    "class",
    "self",
    "model",
    "größe",
    "list",
)
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"\\{'), max_size=6)


@dataclass(slots=True)
class Scope:
    """What a place can see: (expression text, type), and how to make new names."""

    values: list[tuple[str, str]]
    names: "Names"
    in_loop: bool = False
    result: str = "int"

    def inner(self) -> "Scope":
        """Give the scope of a block inside this one."""
        return Scope(list(self.values), self.names, self.in_loop, self.result)


@dataclass(slots=True)
class Names:
    """Makes names that are new in the whole program."""

    count: int = 0

    def new(self, draw: st.DrawFn) -> str:
        """Give a fresh snake_case name."""
        self.count += 1
        return f"{draw(st.sampled_from(WORDS))}_{self.count}"


@dataclass(slots=True)
class World:
    """The declarations of a program."""

    records: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    operators: list[tuple[str, list[tuple[str, str]], str]] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        """Give the types that a value may have here."""
        return [*SCALARS, "Level", *self.records]


@st.composite
def programs(draw: st.DrawFn) -> str:
    """Draw the text of one program with one pipeline, `main`."""
    names, world = Names(), World()
    lines = ["enum Level { low, medium, high }"]
    for number in range(draw(st.integers(1, 2))):
        lines += _record(draw, world, f"Record{number}", names)
    for _ in range(draw(st.integers(1, 3))):
        lines += _operator(draw, world, names)
    lines += _pipeline(draw, world, names)
    return "\n".join(lines) + "\n"


def _a_type(draw: st.DrawFn, world: World) -> str:
    base: str = draw(st.sampled_from(world.types))
    form: str = draw(st.sampled_from(("{}", "{}", "{}", "list[{}]", "{}?", "map[string, {}]")))
    return form.format(base)


def _record(draw: st.DrawFn, world: World, name: str, names: Names) -> list[str]:
    fields = [(names.new(draw), _a_type(draw, world)) for _ in range(draw(st.integers(1, 3)))]
    world.records[name] = fields
    return [f"record {name} {{", *(f"  {field}: {type_}" for field, type_ in fields), "}"]


def _operator(draw: st.DrawFn, world: World, names: Names) -> list[str]:
    name = names.new(draw)
    parameters = [(names.new(draw), _a_type(draw, world)) for _ in range(draw(st.integers(0, 2)))]
    result = _a_type(draw, world)
    world.operators.append((name, parameters, result))
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in parameters)
    return [f'operator {name}({shown}) -> {result} {{ python "host:{name}" }}']


def _pipeline(draw: st.DrawFn, world: World, names: Names) -> list[str]:
    result = _a_type(draw, world)
    parameters = [(names.new(draw), _a_type(draw, world)) for _ in range(draw(st.integers(0, 3)))]
    scope = Scope(list(parameters), names, result=result)
    shown = ", ".join(f"{parameter}: {type_}" for parameter, type_ in parameters)
    body = _statements(draw, world, scope, 2)
    final = f"return {_value(draw, world, scope, result, 2)}"
    return [f"pipeline main({shown}) -> {result} {{", *_indented([*body, final]), "}"]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


# ---------------------------------------------------------------- statements

_Maker = Callable[[st.DrawFn, World, Scope, int], list[str]]


def _statements(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    makers: list[_Maker] = [_let, _stage, _do]
    if depth:
        makers += [_if_stage, _foreach_stage, _try_stage, _guard]
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        lines += draw(st.sampled_from(makers))(draw, world, scope, depth)
    return lines


def _let(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    type_ = _a_type(draw, world)
    value = _value(draw, world, scope, type_, 2)
    name = scope.names.new(draw)
    scope.values.append((name, type_))
    return [f"let {name}: {type_} = {value}"]


def _call(draw: st.DrawFn, world: World, scope: Scope) -> tuple[str, str]:
    name, parameters, result = draw(st.sampled_from(world.operators))
    given = [f"{field}: {_value(draw, world, scope, type_, 1)}" for field, type_ in parameters]
    return f"{name}({', '.join(given)})", result


def _clauses(draw: st.DrawFn, world: World, scope: Scope, type_: str) -> str:
    clauses = draw(
        st.lists(
            st.sampled_from(
                (
                    "timeout 5s",
                    "deadline 1m",
                    "retry 2",
                    "retry 1 backoff fixed(1s) on timeout",
                    "fallback",
                )
            ),
            max_size=3,
            unique_by=lambda clause: clause.split()[0],
        )
    )
    shown = [
        f"fallback {_value(draw, world, scope, type_, 0)}" if clause == "fallback" else clause
        for clause in clauses
    ]
    return "".join(f" {clause}" for clause in shown)


def _stage(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    call, result = _call(draw, world, scope)
    clauses = _clauses(draw, world, scope, result)
    name = scope.names.new(draw)
    scope.values.append((name, result))
    return [f"stage {name} = {call}{clauses}"]


def _do(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    if draw(st.booleans()):
        return [f"do log.info(message: {_value(draw, world, scope, 'string', 1)})"]
    call, _ = _call(draw, world, scope)
    return [f"do {call}"]


def _block(draw: st.DrawFn, world: World, scope: Scope, depth: int, type_: str) -> list[str]:
    inner = scope.inner()
    lines = _statements(draw, world, inner, depth - 1)
    return _indented([*lines, f"yield {_value(draw, world, inner, type_, 1)}"])


def _if_stage(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    type_ = _a_type(draw, world)
    condition = _value(draw, world, scope, "bool", 1)
    then = _block(draw, world, scope, depth, type_)
    otherwise = _block(draw, world, scope, depth, type_)
    name = scope.names.new(draw)
    scope.values.append((name, type_))
    return [f"stage {name}: {type_} = if {condition} {{", *then, "} else {", *otherwise, "}"]


def _foreach_stage(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    item, result = draw(st.sampled_from(world.types)), draw(st.sampled_from(world.types))
    items = scope.names.new(draw)
    given = f"let {items}: list[{item}] = {_value(draw, world, scope, f'list[{item}]', 1)}"
    scope.values.append((items, f"list[{item}]"))
    inner = scope.inner()
    variable = scope.names.new(draw)
    inner.values.append((variable, item))
    inner.in_loop = True
    parallel = draw(st.sampled_from(("", " parallel 3")))
    lines = _statements(draw, world, inner, 0)
    if draw(st.booleans()):
        lines.append(f"if {_value(draw, world, inner, 'bool', 1)} {{ continue }}")
    value = _value(draw, world, inner, result, 1)
    name = scope.names.new(draw)
    scope.values.append((name, f"list[{result}]"))
    head = f"stage {name}: list[{result}] = foreach {variable} in {items}{parallel} {{"
    return [given, head, *_indented([*lines, f"yield {value}"]), "}"]


def _try_stage(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    type_ = _a_type(draw, world)
    body = _block(draw, world, scope, depth, type_)
    inner = scope.inner()
    error = scope.names.new(draw)
    inner.values.append((f"{error}.message", "string"))
    caught = _block(draw, world, inner, depth, type_)
    final = ["} finally {", '  do log.info(message: "done")'] if draw(st.booleans()) else []
    name = scope.names.new(draw)
    scope.values.append((name, type_))
    kinds = draw(st.sampled_from(("timeout, rate_limit", "execution", "*")))
    catch = f"}} catch {kinds} as {error} {{"
    return [f"stage {name}: {type_} = try {{", *body, catch, *caught, *final, "}"]


def _guard(draw: st.DrawFn, world: World, scope: Scope, depth: int) -> list[str]:
    """A branch that leaves the pipeline; not in a loop, where concurrency may forbid it."""
    condition = _value(draw, world, scope, "bool", 1)
    inner = scope.inner()
    leave = (
        f'raise execution("{draw(TEXTS)}")'
        if draw(st.booleans())
        else f"return {_value(draw, world, inner, scope.result, 1)}"
    )
    return [f"if {condition} {{", f"  {leave}", "}"]


# ---------------------------------------------------------------- expressions


def _value(
    draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int, typed: bool = True
) -> str:
    """Draw an expression of a type: a name in scope, a literal, or an operation on parts.

    `typed` tells that its place wants this type, so that `[]` has one.
    """
    choices = [text for text, known in scope.values if known == type_]
    if choices and draw(st.booleans()):
        return draw(st.sampled_from(choices))
    if type_.endswith("?"):
        return draw(st.sampled_from(("null", _value(draw, world, scope, type_[:-1], depth))))
    if type_.startswith(("list[", "map[")):
        return _collection(draw, world, scope, type_, depth, typed)
    if type_ in world.records:
        fields = world.records[type_]
        given = (
            f"{name}: {_value(draw, world, scope, kind, max(0, depth - 1))}"
            for name, kind in fields
        )
        return f"{type_}({', '.join(given)})"
    if depth and draw(st.booleans()):
        return _operation(draw, world, scope, type_, depth - 1)
    return _literal(draw, type_)


def _collection(
    draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int, typed: bool
) -> str:
    if type_.startswith("map["):
        inside = type_.removeprefix("map[string, ").removesuffix("]")
        keys = draw(st.lists(st.sampled_from(WORDS), max_size=2, unique=True))
        entries = (
            f'"{key}": {_value(draw, world, scope, inside, max(0, depth - 1))}' for key in keys
        )
        return "{" + ", ".join(entries) + "}"
    inside = type_.removeprefix("list[").removesuffix("]")
    count = draw(st.integers(0 if typed else 1, 2))
    items = (_value(draw, world, scope, inside, max(0, depth - 1)) for _ in range(count))
    return "[" + ", ".join(items) + "]"


def _literal(draw: st.DrawFn, type_: str) -> str:
    match type_:
        case "int":
            return str(draw(st.integers(0, 10**6)))
        case "float":
            return repr(draw(st.integers(0, 10**6)) / 4)
        case "decimal":
            return f"{draw(st.integers(0, 10**6)) / 100:.2f}d"
        case "string":
            return f'"{draw(TEXTS)}"'
        case "bool":
            return draw(st.sampled_from(("true", "false")))
        case "duration":
            return f"{draw(st.integers(0, 1000))}{draw(st.sampled_from(('ms', 's', 'm')))}"
        case _:
            return f"Level.{draw(st.sampled_from(('low', 'medium', 'high')))}"


_FORMS: dict[str, tuple[tuple[str, ...], ...]] = {
    "int": (
        ("({} + {})", "int", "int"),
        ("({} div {})", "int", "int"),
        ("length({})", "string"),
        ("({} ? {} : {})", "bool", "int", "int"),
        ("({} ?? {})", "int?", "int"),
        ("{}[0]", "list[int]"),
    ),
    "float": (("({} * {})", "float", "float"), ("({} / {})", "int", "int"), ("-{}", "float")),
    "decimal": (("({} - {})", "decimal", "decimal"), ("({} % {})", "decimal", "decimal")),
    "string": (
        ("({} + {})", "string", "string"),
        ("upper({})", "string"),
        ('"<{{{{ {} }}}}>"', "int"),
        ('"{{{{ {} }}}}{{{{ {} }}}}"', "bool", "decimal"),
        ('join({}, "-")', "list[string]"),
    ),
    "bool": (
        ("({} < {})", "int", "int"),
        ("({} == {})", "decimal", "decimal"),
        ("({} and {})", "bool", "bool"),
        ("not {}", "bool"),
        ("({} != null)", "string?"),
        ("(0.5 <= {} < 10.0)", "float"),
        ("({} in {})", "string", "list[string]"),
        ("any({}, x => x > 3)", "list[int]"),
    ),
    "duration": (("({} + {})", "duration", "duration"),),
    "Level": (("({} ? {} : {})", "bool", "Level", "Level"),),
}


def _operation(draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int) -> str:
    form, *parts = draw(st.sampled_from(_FORMS[type_]))
    quoted = form.startswith('"')
    values = (
        _plain(draw, scope, part) if quoted else _value(draw, world, scope, part, depth, typed=False)
        for part in parts
    )
    return form.format(*values)


def _plain(draw: st.DrawFn, scope: Scope, type_: str) -> str:
    """Draw a value for the inside of a text, where no text may stand."""
    choices = [text for text, known in scope.values if known == type_]
    return draw(st.sampled_from([*choices, _literal(draw, type_)]))
