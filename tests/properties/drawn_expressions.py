"""Draws expressions of a type: a name in scope, a literal, or an operation on parts."""

from random import Random

from tests.properties.world import MOODS, WORDS, Scope, World, inside, maybe

SIGNS = "aZ09_ .,;'}$%<>&#/äßŉ中😀"
"""What texts are made of; interpolations and escapes have properties of their own."""


def value(
    random: Random, world: World, scope: Scope, type_: str, depth: int, typed: bool = True
) -> str:
    """Draw an expression. `typed` tells that its place wants this type, so that `[]` has one."""
    choices = [text for text, known in scope.values if known == type_]
    if choices and random.randint(0, 2) > 0:
        return random.choice(choices)
    functions = [each for each in world.functions if each.result == type_]
    if functions and depth and maybe(random):
        return _called(random, world, scope, functions[0].name, functions[0].parameters, depth - 1)
    if depth and type_ in _FORMS and maybe(random):
        return _operation(random, world, scope, type_, depth - 1)
    return _made(random, world, scope, type_, max(0, depth - 1), typed)


def condition(random: Random, world: World, scope: Scope) -> str:
    """Draw a bool."""
    optional = [text for text, type_ in scope.optional_paths() if type_ == "int?"]
    if optional and maybe(random, 4):
        return "({0} != null and {0} > 1)".format(random.choice(optional))
    return value(random, world, scope, "bool", 2)


def _called(
    random: Random,
    world: World,
    scope: Scope,
    name: str,
    parameters: list[tuple[str, str]],
    depth: int,
) -> str:
    given = (value(random, world, scope, type_, depth) for _, type_ in parameters)
    return f"{name}({', '.join(given)})"


def _made(random: Random, world: World, scope: Scope, type_: str, depth: int, typed: bool) -> str:
    """Draw a literal, or a value made of parts."""
    if type_.endswith("?"):
        if maybe(random) and typed:
            return "null"
        return value(random, world, scope, type_[:-1], depth, typed)
    if type_.startswith("tuple["):
        parts = (value(random, world, scope, part, depth) for part in inside(type_).split(", "))
        return f"[{', '.join(parts)}]"
    if "[" in type_:
        return _collection(random, world, scope, type_, depth, typed)
    if type_ == "Shape":
        type_ = random.choice(("Circle", "Square"))
    if type_ in world.records:
        given = (
            f"{name}: {value(random, world, scope, kind, depth)}"
            for name, kind in world.records[type_]
        )
        return f"{type_}({', '.join(given)})"
    return literal(random, type_)


def _collection(
    random: Random, world: World, scope: Scope, type_: str, depth: int, typed: bool
) -> str:
    least, part = 0 if typed else 1, inside(type_)
    if type_.startswith("map["):
        keys = random.sample(WORDS, random.randint(least, 2))
        entries = (f'"{key}": {value(random, world, scope, part, depth, typed)}' for key in keys)
        return "{" + ", ".join(entries) + "}"
    count = random.randint(least, 3)
    items = (value(random, world, scope, part, depth, typed) for _ in range(count))
    return "[" + ", ".join(items) + "]"


def literal(random: Random, type_: str) -> str:
    """Draw a literal of a scalar or of the enum."""
    match type_:
        case "int":
            return str(random.randint(0, random.choice((4, 4, 10**6))))
        case "float":
            return repr(random.randint(0, 10**6) / 4)
        case "decimal":
            return f"{random.randint(0, 10**6) / 100:.2f}d"
        case "string":
            return f'"{"".join(random.choices(SIGNS, k=random.randint(0, 5)))}"'
        case "bool":
            return random.choice(("true", "false"))
        case "duration":
            return f"{random.randint(0, 1000)}{random.choice(('ms', 's', 'm'))}"
        case "Mood":
            return f'"{random.choice(MOODS)}"'
        case _:
            return f"Level.{random.choice(('low', 'medium', 'high'))}"


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
        ("({}?.radius ?? 1)", "Circle?"),
        ("length({})", "set[int]"),
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
        ('({} == "glad")', "Mood"),
        ("({} in {})", "int", "set[int]"),
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


def _operation(random: Random, world: World, scope: Scope, type_: str, depth: int) -> str:
    form, *parts = random.choice(_FORMS[type_])
    quoted = form.startswith('"')
    given = (
        _plain(random, scope, part)
        if quoted
        else value(random, world, scope, part, depth, typed=False)
        for part in parts
    )
    return form.format(*given)


def _plain(random: Random, scope: Scope, type_: str) -> str:
    """Draw a value for the inside of a text, where no text may stand."""
    choices = [text for text, known in scope.values if known == type_ and '"' not in text]
    return random.choice([*choices, literal(random, type_)])
