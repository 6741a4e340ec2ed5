"""From JSON values to values of the program: what does not fit is noted with its path.

Reads     a type, and an expression for the reader of a JSON value.
Gives     an expression for the value; null where something did not fit.
Reports   nothing.
Promises  that all problems are noted, as the rules word them.
Leaves    it to the caller to ask whether there were any.
"""

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import ClassScope
from pipesmith_targets.apex.sets import finds, set_of
from pipesmith_targets.apex.titles import title

READER = "PipelineReader"
SOURCE = ax.Name("source")

_SCALARS = {
    "int": "asLong",
    "float": "asDouble",
    "decimal": "asDecimal",
    "string": "asText",
    "bool": "asFlag",
    "uuid": "asUuid",
    "date": "asDate",
    "path": "asPath",
    "email": "asEmail",
    "url": "asUrl",
    "datetime": "asDatetime",
    "duration": "asDuration",
    "json": "asJson",
    "null": "asNull",
}


def read(source: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    """Write what reads a value of a type."""
    if isinstance(type_, t.OptionalType):
        return _optional(source, type_.item, home)
    match type_:
        case t.Scalar(name=name):
            return ax.send(source, _SCALARS[name])
        case t.DecimalType(precision=precision, scale=scale):
            sizes = ax.Name(str(precision)), ax.Name(str(scale))
            return ax.send(source, "asDecimal", *sizes)
        case t.LiteralType(value=value):
            return ax.send(source, "asChoice", choices([value]))
        case t.UnionType(members=members) if isinstance(members[0], t.LiteralType):
            texts = [each.value for each in members if isinstance(each, t.LiteralType)]
            return ax.send(source, "asChoice", choices(texts))
        case t.NominalType(of="record") as record:
            return ax.New(home.nominal(record), (source,))
        case _:
            return _by_method(source, type_, home)


def choices(texts: list[str]) -> ax.Expression:
    """Write the texts that a value may be."""
    items = tuple(ax.Text(each) for each in texts)
    return ax.NewItems("List<String>", items) if items else ax.New("List<String>")


def _optional(source: ax.Expression, item: t.Type, home: ClassScope) -> ax.Expression:
    plain = home.types.plain(item)
    alone = isinstance(item, t.Scalar | t.DecimalType | t.LiteralType) or plain == item
    simple = alone and home.written(plain) not in ("Object", "PipelineRecord")
    if simple and isinstance(plain, t.Scalar | t.DecimalType | t.LiteralType):
        return read(ax.send(source, "orNull"), item, home)
    if plain == t.JSON:
        return read(source, item, home)
    name = home.supported(
        "read?", item, f"readOptional{title(item, home)}", lambda name: _or_null(name, item, home)
    )
    return ax.call(name, source)


def _or_null(name: str, item: t.Type, home: ClassScope) -> ax.Method:
    value = read(SOURCE, item, home)
    given = ax.Choice(ax.call("source.isNull"), ax.NULL, value)
    return _method(name, item, home, [ax.Return(given)])


def _by_method(source: ax.Expression, type_: t.Type, home: ClassScope) -> ax.Expression:
    name = home.supported(
        _task(type_, "read"),
        type_,
        f"read{title(type_, home)}",
        lambda name: _method(name, type_, home, _reading(type_, home)),
    )
    return ax.call(name, source)


def _task(type_: t.Type, task: str) -> str:
    """Tell the reading of an alias from that of what it stands for."""
    named = isinstance(type_, t.NominalType) and type_.of == "alias"
    return f"{task} {type_}" if named else task


def _method(name: str, type_: t.Type, home: ClassScope, body: ax.Lines) -> ax.Method:
    given = (ax.Parameter(READER, "source"),)
    return ax.Method("private static", home.written(type_), name, given, tuple(body))


def _reading(type_: t.Type, home: ClassScope) -> ax.Lines:
    match type_:
        case t.ListType(item=item):
            return _items(type_, item, home)
        case t.SetType(item=item) if finds(item, home):
            return _items(type_, item, home)
        case t.SetType(item=item) as wanted:
            *listed, _ = _items(t.ListType(item), item, home)
            return [*listed, ax.Return(set_of(ax.Name("items"), wanted, home))]
        case t.MapType(value=value):
            return _entries(type_, value, home)
        case t.TupleType(items=items):
            return _places(type_, items, home)
        case t.NominalType(of="enum") as enum:
            return _enum(enum, home)
        case t.NominalType() as alias:
            return _alias(alias, home)
        case t.UnionType(members=members):
            return _union(members, home)
        case _:
            raise AssertionError(f"no value of {type_} is read")


def _items(type_: t.Type, item: t.Type, home: ClassScope) -> ax.Lines:
    written = home.written(type_)
    value = read(ax.Name("item"), item, home)
    return [
        ax.Declare(written, "items", ax.New(written)),
        ax.ForEach(
            READER,
            "item",
            ax.call("source.items"),
            (ax.Evaluate(ax.call("items.add", value)),),
        ),
        ax.Return(ax.Name("items")),
    ]


def _entries(type_: t.Type, value: t.Type, home: ClassScope) -> ax.Lines:
    written = home.written(type_)
    made = read(ax.Name("entry"), value, home)
    put = ax.Evaluate(ax.call("entries.put", ax.Name("entry.name"), made))
    return [
        ax.Declare(written, "entries", ax.New(written)),
        ax.ForEach(READER, "entry", ax.call("source.entries"), (put,)),
        ax.Return(ax.Name("entries")),
    ]


def _places(type_: t.Type, items: tuple[t.Type, ...], home: ClassScope) -> ax.Lines:
    size = ax.Name(str(len(items)))
    values = tuple(
        read(ax.call("items.get", ax.Name(str(at))), each, home) for at, each in enumerate(items)
    )
    given = ax.Declare(f"List<{READER}>", "items", ax.call("source.items", size))
    return [given, ax.Return(ax.NewItems("List<Object>", values))]


def _enum(enum: t.NominalType, home: ClassScope) -> ax.Lines:
    known = home.written(enum)
    owner = f"{home.name}.{known}" if known.lower() in ("name", "source") else known
    texts = home.program.fields[enum.module, enum.name]
    chosen = ax.call("source.asChoice", choices([*texts]))
    if known == "String":
        return [ax.Return(chosen)]
    name, upper = ax.Name("name"), ax.call("name.toUpperCase")
    value = ax.Choice(ax.Binary("==", name, ax.NULL), ax.NULL, ax.call(f"{owner}.valueOf", upper))
    return [ax.Declare("String", "name", chosen), ax.Return(value)]


def _alias(alias: t.NominalType, home: ClassScope) -> ax.Lines:
    from pipesmith_targets.apex.constraints import alias_lines

    base = home.declared.aliases[alias.module, alias.name]
    return alias_lines(alias, read(SOURCE, base, home), home)


def _union(members: tuple[t.Type, ...], home: ClassScope) -> ax.Lines:
    tag, kinds = tag_of(members, home)
    asked = ax.call("source.tag", ax.Text(tag), choices([*kinds]))
    lines: ax.Lines = [ax.Declare("String", "kind", asked)]
    for kind, member in kinds.items():
        made = ax.Return(ax.New(home.nominal(member), (SOURCE,)))
        same = ax.send(ax.Text(kind), "equals", ax.Name("kind"))
        lines.append(ax.If(((same, (made,)),)))
    return [*lines, ax.Return(ax.NULL)]


def tag_of(members: tuple[t.Type, ...], home: ClassScope) -> tuple[str, dict[str, t.NominalType]]:
    """Give the field that tells the members of a union apart, and which text says which."""
    records = [each for each in members if isinstance(each, t.NominalType)]
    fields = [home.declared.records[each.module, each.name] for each in records]
    for name in fields[0]:
        kinds = [each[name].type if name in each else None for each in fields]
        texts = [kind.value for kind in kinds if isinstance(kind, t.LiteralType)]
        if len({*texts}) == len(records):
            return name, dict(zip(texts, records, strict=True))
    raise AssertionError("a union has a field that tells its members apart")
