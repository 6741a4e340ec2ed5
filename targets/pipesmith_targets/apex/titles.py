"""Names for types, in the names of methods."""

from pipesmith import types as t
from pipesmith_targets.apex.naming import pascal
from pipesmith_targets.apex.scope import ClassScope


def title(type_: t.Type, home: ClassScope) -> str:
    """Name a type for the name of a method."""
    match type_:
        case t.ListType(item=item) | t.SetType(item=item):
            return _plural(title(item, home))
        case t.MapType(value=value):
            return f"{title(value, home)}ByName"
        case t.OptionalType(item=item):
            return title(item, home)
        case t.TupleType():
            return "Pair" if len(type_.items) == 2 else "Tuple"
        case t.NominalType(name=name):
            return pascal(name)
        case t.OutcomeType(value=value):
            return f"{title(value, home)}Outcome"
        case t.UnionType(members=(t.NominalType(), *_)):
            return "Or".join(title(each, home) for each in type_.members)
        case t.Scalar(name=name):
            return {"string": "Text", "bool": "Flag", "json": "Json"}.get(name, pascal(name))
        case t.DecimalType():
            return "Decimal"
        case t.AnonymousType():
            return home.join(type_)
        case _:
            return "Text"


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch")) else f"{word}s"
