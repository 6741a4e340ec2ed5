"""Draws expressions of a type: a name in scope, a literal, or an operation on parts."""

from hypothesis import strategies as st
from tests.properties.world import WORDS, Scope, World, inside

TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters='"\\{'), max_size=6)


def value(
    draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int, typed: bool = True
) -> str:
    """Draw an expression. `typed` tells that its place wants this type, so that `[]` has one."""
    choices = [text for text, known in scope.values if known == type_]
    if choices and draw(st.integers(0, 2)) > 0:
        return draw(st.sampled_from(choices))
    functions = [each for each in world.functions if each.result == type_]
    if functions and depth and draw(st.booleans()):
        return _called(draw, world, scope, functions[0].name, functions[0].parameters, depth - 1)
    if depth and type_ in _FORMS and draw(st.booleans()):
        return _operation(draw, world, scope, type_, depth - 1)
    return _made(draw, world, scope, type_, max(0, depth - 1), typed)


def condition(draw: st.DrawFn, world: World, scope: Scope) -> str:
    """Draw a bool."""
    return value(draw, world, scope, "bool", 2)


def _called(
    draw: st.DrawFn,
    world: World,
    scope: Scope,
    name: str,
    parameters: list[tuple[str, str]],
    depth: int,
) -> str:
    given = (value(draw, world, scope, type_, depth) for _, type_ in parameters)
    return f"{name}({', '.join(given)})"


def _made(draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int, typed: bool) -> str:
    """Draw a literal, or a value made of parts."""
    if type_.endswith("?"):
        if draw(st.booleans()) and typed:
            return "null"
        return value(draw, world, scope, type_[:-1], depth, typed)
    if type_.startswith("tuple["):
        parts = (value(draw, world, scope, part, depth) for part in inside(type_).split(", "))
        return f"[{', '.join(parts)}]"
    if "[" in type_:
        return _collection(draw, world, scope, type_, depth, typed)
    if type_ == "Shape":
        type_ = draw(st.sampled_from(("Circle", "Square")))
    if type_ in world.records:
        given = (
            f"{name}: {value(draw, world, scope, kind, depth)}"
            for name, kind in world.records[type_]
        )
        return f"{type_}({', '.join(given)})"
    return literal(draw, type_)


def _collection(
    draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int, typed: bool
) -> str:
    least, part = 0 if typed else 1, inside(type_)
    if type_.startswith("map["):
        keys = draw(st.lists(st.sampled_from(WORDS), min_size=least, max_size=2, unique=True))
        entries = (f'"{key}": {value(draw, world, scope, part, depth, typed)}' for key in keys)
        return "{" + ", ".join(entries) + "}"
    count = draw(st.integers(least, 3))
    items = (value(draw, world, scope, part, depth, typed) for _ in range(count))
    return "[" + ", ".join(items) + "]"


def literal(draw: st.DrawFn, type_: str) -> str:
    """Draw a literal of a scalar or of the enum."""
    match type_:
        case "int":
            return str(draw(st.one_of(st.integers(0, 4), st.integers(0, 10**6))))
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
        ("({} * {})", "int", "int"),
        ("({} div {})", "int", "int"),
        ("({} % {})", "int", "int"),
        ("length({})", "string"),
        ("length({})", "list[Level]"),
        ("({} ? {} : {})", "bool", "int", "int"),
        ("({} ?? {})", "int?", "int"),
        ("{}[0]", "list[int]"),
        ("{}[-1]", "list[int]"),
        ('{}["alpha"]', "map[string, int]"),
        ("({} | reduce({}, (a, b) => a + b))", "list[int]", "int"),
        ("sum({})", "list[int]"),
        ("round({})", "float"),
        ("Share(part: {} div 2).part", "int"),
        ("abs(-{})", "int"),
    ),
    "int?": (("first({})", "list[int]"), ('get({}, "beta")', "map[string, int]")),
    "float": (
        ("({} * {})", "float", "float"),
        ("({} / {})", "int", "int"),
        ("({} % {})", "float", "float"),
        ("-{}", "float"),
        ("avg({})", "list[float]"),
    ),
    "decimal": (
        ("({} - {})", "decimal", "decimal"),
        ("({} % {})", "decimal", "decimal"),
        ("({} / {})", "decimal", "decimal"),
        ("-{}", "decimal"),
        ("round({}, 1)", "decimal"),
    ),
    "string": (
        ("({} + {})", "string", "string"),
        ("upper({})", "string"),
        ("{}[1:]", "string"),
        ('"<{{{{ {} }}}}>"', "int"),
        ('"{{{{ {} }}}}{{{{ {} }}}}"', "bool", "decimal"),
        ('"{{{{ {} }}}}/{{{{ {} }}}}"', "float", "duration"),
        ('join({}, "-")', "list[string]"),
        ("to_string({})", "list[int]"),
        ("to_string({})", "map[string, float]"),
    ),
    "bool": (
        ("({} < {})", "int", "int"),
        ("({} == {})", "decimal", "decimal"),
        ("({} == {})", "float", "int"),
        ("({} == {})", "list[int]", "list[int]"),
        ("({} == {})", "Level", "Level"),
        ("({} and {})", "bool", "bool"),
        ("({} or {})", "bool", "bool"),
        ("not {}", "bool"),
        ("({} != null)", "string?"),
        ("(0.5 <= {} < 10.0)", "float"),
        ("({} in {})", "string", "list[string]"),
        ("any({}, x => x > 3)", "list[int]"),
        ("({} > {})", "duration", "duration"),
    ),
    "duration": (("({} + {})", "duration", "duration"), ("({} * {})", "duration", "int")),
    "Level": (("({} ? {} : {})", "bool", "Level", "Level"),),
    "list[int]": (
        ("({} | map(x => x + 1))", "list[int]"),
        ("({} | filter(x => x > {}))", "list[int]", "int"),
        ("({} | flat_map(x => [x, x]))", "list[int]"),
        ("({} | sort)", "list[int]"),
        ("({} | take({}))", "list[int]", "int"),
        ("{}[1:]", "list[int]"),
        ("({} + {})", "list[int]", "list[int]"),
        ("{}[*].radius", "list[Circle]"),
        ("({} | enumerate | map((i, x) => i * x))", "list[int]"),
    ),
    "list[string]": (
        ('split({}, "a")', "string"),
        ("keys({})", "map[string, int]"),
        ("({} | map(x => to_string(x)))", "list[decimal]"),
        ("unique({})", "list[string]"),
    ),
    "list[decimal]": (("values({})", "map[string, decimal]"),),
}


def _operation(draw: st.DrawFn, world: World, scope: Scope, type_: str, depth: int) -> str:
    form, *parts = draw(st.sampled_from(_FORMS[type_]))
    quoted = form.startswith('"')
    given = (
        _plain(draw, scope, part) if quoted else value(draw, world, scope, part, depth, typed=False)
        for part in parts
    )
    return form.format(*given)


def _plain(draw: st.DrawFn, scope: Scope, type_: str) -> str:
    """Draw a value for the inside of a text, where no text may stand."""
    choices = [text for text, known in scope.values if known == type_ and '"' not in text]
    return draw(st.sampled_from([*choices, literal(draw, type_)]))
