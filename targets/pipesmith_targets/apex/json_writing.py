"""From values of the program to JSON values (rule 44): the runtime knows most values by itself."""

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import ClassScope

_AS_THEY_ARE = {"int", "float", "string", "bool", "uuid", "path", "email", "url", "json", "null"}


def is_json(type_: t.Type, home: ClassScope) -> bool:
    """Tell whether values of a type are JSON values as they are."""
    match home.types.plain(type_):
        case t.Scalar(name=name):
            return name in _AS_THEY_ARE
        case t.LiteralType() | t.NeverType() | t.SecretType():
            return True
        case t.ListType(item=item) | t.MapType(value=item):
            return is_json(item, home)
        case t.UnionType(members=members):
            return isinstance(members[0], t.LiteralType)
        case t.NominalType() as named:
            return home.written(named) == "String"
        case _:
            return False


def as_json(value: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write what turns a value into JSON values."""
    if value == ax.NULL or is_json(type_, home):
        return value
    plain = home.types.plain(type_)
    if isinstance(plain, t.NominalType) and plain.of == "enum":
        if isinstance(type_, t.OptionalType):
            return ax.Call(value, "name", safe=True)
        return ax.send(value, "name")
    return ax.call("PipelineJson.plain", generic(value, type_, home))


def generic(value: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write a value for code that does not know its type: platform sets say nothing of theirs."""
    match home.types.plain(type_):
        case t.SetType(item=item):
            return ax.New("PipelineSet", (ax.New(f"List<{home.written(item)}>", (value,)),))
        case _:
            return value
