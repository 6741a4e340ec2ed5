"""How large a method is, as the analyzer counts: what is larger says why it stays whole."""

from collections.abc import Iterable, Iterator

from pipesmith_targets.apex import syntax as ax

MANY = 4
_DECISIONS, _NESTING, _STATEMENTS = 8, 12, 29
"""A little below the thresholds of the analyzer, whose counts are not quite the same."""
_CONSTRUCTOR = 14


def suppressed(
    parameters: tuple[ax.Parameter, ...], lines: Iterable[ax.Statement], constructor: bool = False
) -> tuple[ax.Annotation, ...]:
    """Give the annotation of a method that follows the source rather than the analyzer."""
    rules = [*_of_parameters(parameters), *_of_body(tuple(lines), constructor)]
    return _suppressing(rules)


def _suppressing(rules: list[str]) -> tuple[ax.Annotation, ...]:
    named = ", ".join(f"PMD.{each}" for each in rules)
    return (ax.Annotation("SuppressWarnings", (f"'{named}'",)),) if rules else ()


def _of_parameters(parameters: tuple[ax.Parameter, ...]) -> Iterator[str]:
    if len(parameters) >= MANY:
        yield "ExcessiveParameterList"
    if any(each.type == "Boolean" for each in parameters):
        yield "AvoidBooleanMethodParameters"


def _of_body(lines: tuple[ax.Statement, ...], constructor: bool) -> Iterator[str]:
    if decisions(lines) >= _DECISIONS:
        yield from ("CyclomaticComplexity", "StdCyclomaticComplexity")
    if _nested(lines, 0) >= _NESTING:
        yield "CognitiveComplexity"
    if statements(lines) >= _STATEMENTS:
        yield from ("NcssCount", "NcssMethodCount")
    if constructor and statements(lines) >= _CONSTRUCTOR:
        yield "NcssConstructorCount"


def decisions(node: object) -> int:
    """Count the points at which there is more than one way on."""
    own = 0
    match node:
        case ax.If(arms=arms) | ax.Switch(cases=arms):
            own = len(arms)
        case ax.ForEach() | ax.While() | ax.Count() | ax.Choice() | ax.Throw() | ax.Jump():
            own = 1
        case ax.Try(name=name):
            own = 1 if name else 0
        case ax.Binary(operator="&&" | "||"):
            own = 1
        case _:
            pass
    return own + sum(decisions(part) for part in _parts(node))


def statements(node: object) -> int:
    """Count statements."""
    own = 1 if isinstance(node, ax.Statement) else 0
    return own + sum(statements(part) for part in _parts(node))


def _nested(node: object, depth: int) -> int:
    """Count decisions, each heavier the deeper it stands."""
    own, inner = 0, depth
    match node:
        case ax.If(arms=arms, otherwise=otherwise):
            own, inner = depth + len(arms) + (1 if otherwise else 0), depth + 1
        case ax.ForEach() | ax.While() | ax.Count() | ax.Switch() | ax.Choice():
            own, inner = depth + 1, depth + 1
        case ax.Try(name=name):
            own, inner = (depth + 1 if name else 0), depth + 1
        case ax.Binary(operator="&&" | "||"):
            own = 1
        case _:
            pass
    return own + sum(_nested(part, inner) for part in _parts(node))


def _parts(node: object) -> Iterator[object]:
    if isinstance(node, tuple | list):
        yield from node
    elif not isinstance(node, str):
        fields = getattr(node, "__dataclass_fields__", {})
        yield from (getattr(node, each) for each in fields)


# ---------------------------------------------------------------- classes


def _inside(members: Iterable[ax.Member_]) -> Iterator[ax.Member_]:
    """Give members, and those of the classes among them."""
    for each in members:
        yield each
        if isinstance(each, ax.Class):
            yield from _inside(each.members)


def suppressed_of_class(members: Iterable[ax.Member_]) -> tuple[ax.Annotation, ...]:
    """Give the annotation of a class that is as large as its source."""
    methods = [each for each in _inside(members) if isinstance(each, ax.Method)]
    bodies = [each.body or () for each in methods]
    rules = []
    if sum(decisions(each) + 1 for each in bodies) >= 30:
        rules += ["CyclomaticComplexity", "StdCyclomaticComplexity"]
    elif any(decisions(each) >= _DECISIONS for each in bodies):
        rules.append("StdCyclomaticComplexity")
    if sum(_nested(each, 0) for each in bodies) >= 12:
        rules.append("CognitiveComplexity")
    if sum(statements(each) for each in bodies) >= 350:
        rules += ["NcssCount", "NcssTypeCount"]
    if sum(each.modifiers.startswith("public") for each in methods) >= 40:
        rules.append("ExcessivePublicCount")
    if sum(isinstance(each, ax.Field) for each in members) >= 14:
        rules.append("TooManyFields")
    return _suppressing(rules)
