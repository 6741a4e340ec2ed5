"""From values of the program to JSON values (rule 44)."""

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.titles import title

_PLAIN_TEXTS = {"string", "uuid", "path", "email", "url"}
_AS_THEY_ARE = {"int", "float", "bool", "json", "null"} | _PLAIN_TEXTS
_TEXTS = {
    "decimal": "PipelineItems.decimalText",
    "date": "PipelineItems.dateText",
    "datetime": "PipelineItems.instantText",
    "duration": "PipelineItems.durationText",
}
_LIST, _MAP = "List<Object>", "Map<String, Object>"


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


def is_text_in_json(type_: t.Type, home: ClassScope) -> bool:
    """Tell whether all values of a type are texts in JSON, where they are not null."""
    match home.types.plain(type_):
        case t.Scalar(name=name):
            return name in _TEXTS or name in _PLAIN_TEXTS
        case t.DecimalType() | t.LiteralType():
            return True
        case t.UnionType(members=members):
            return isinstance(members[0], t.LiteralType)
        case t.NominalType(of=kind):
            return kind == "enum"
        case _:
            return False


def as_json(value: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write what turns a value into JSON values."""
    if value == ax.NULL or is_json(type_, home):
        return value
    match home.types.plain(type_):
        case t.Scalar(name=name):
            return ax.call(_TEXTS[name], value)
        case t.DecimalType():
            return ax.call(_TEXTS["decimal"], value)
        case t.NominalType(of="enum"):
            safe = isinstance(type_, t.OptionalType)
            return ax.Call(_asked(value, "name", type_), "toLowerCase", safe=safe)
        case t.NominalType() | t.AnonymousType() | t.UnionType():
            return _asked(value, "toJson", type_)
        case plain:
            return _by_method(value, plain, home)


def generic(value: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write a value for code that does not know its type: sets say nothing of theirs."""
    match home.types.plain(type_):
        case t.SetType(item=item):
            return ax.New(f"List<{home.written(item)}>", (value,))
        case _:
            return value


def _asked(value: ax.Expression, method: str, type_: t.Type) -> ax.Expression:
    """Write a call of a value, which may be null."""
    if isinstance(type_, t.OptionalType):
        return ax.Call(value, method, safe=True)
    return ax.send(value, method)


def _by_method(value: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    wanted = f"write{title(type_, home)}"
    return ax.call(home.supported("write", type_, wanted, lambda n: _method(n, type_, home)), value)


def _method(name: str, type_: t.Type, home: ClassScope) -> ax.Method:
    given = "items" if isinstance(type_, t.ListType | t.SetType | t.TupleType) else "value"
    absent = ax.Binary("==", ax.Name(given), ax.NULL)
    lines = [ax.If(((absent, (ax.Return(ax.NULL),)),)), *_writing(type_, home)]
    parameter = ax.Parameter(home.written(type_), given)
    return ax.Method("private static", "Object", name, (parameter,), tuple(lines))


def _writing(type_: t.Type, home: ClassScope) -> ax.Lines:
    match type_:
        case t.ListType(item=item) | t.SetType(item=item):
            return _items(item, home)
        case t.MapType(value=item):
            return _entries(item, home)
        case t.TupleType(items=items):
            places = tuple(_place(at, each, home) for at, each in enumerate(items))
            return [ax.Return(ax.NewItems(_LIST, places))]
        case t.OutcomeType(value=value):
            return [ax.Return(_outcome(value, home))]
        case _:
            raise AssertionError(f"no value of {type_} is written")


def _items(item: t.Type, home: ClassScope) -> ax.Lines:
    added = ax.call("written.add", as_json(ax.Name("item"), item, home))
    return [
        ax.Declare(_LIST, "written", ax.New(_LIST)),
        ax.ForEach(home.written(item), "item", ax.Name("items"), (ax.Evaluate(added),)),
        ax.Return(ax.Name("written")),
    ]


def _entries(item: t.Type, home: ClassScope) -> ax.Lines:
    entry = as_json(ax.call("value.get", ax.Name("name")), item, home)
    put = ax.call("written.put", ax.Name("name"), entry)
    return [
        ax.Declare(_MAP, "written", ax.New(_MAP)),
        ax.ForEach("String", "name", ax.call("value.keySet"), (ax.Evaluate(put),)),
        ax.Return(ax.Name("written")),
    ]


def _place(at: int, item: t.Type, home: ClassScope) -> ax.Expression:
    return as_json(_unboxed(ax.call("items.get", ax.Name(str(at))), item, home), item, home)


def _outcome(value: t.Type, home: ClassScope) -> ax.Expression:
    read = _unboxed(ax.Name("value.value"), value, home)
    return ax.call("value.toJson", as_json(read, t.optional(value), home))


def _unboxed(read: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    boxed = is_json(type_, home) or home.written(type_) == "Object"
    return read if boxed else ax.Cast(home.written(type_), read)
