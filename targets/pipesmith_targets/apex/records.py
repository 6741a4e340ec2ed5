"""Records and enums as inner classes, which read and write themselves as JSON values."""

from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.constraints import field_condition, required
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_reading import READER, choices, read
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.naming import Names
from pipesmith_targets.apex.scope import ClassScope, Place, Value
from pipesmith_targets.apex.sets import same_sets


@dataclass(frozen=True, slots=True)
class Part:
    """A field, and what it is called in Apex."""

    name: str
    field: n.Field

    @property
    def source(self) -> str:
        """Give the name in the source, and in JSON."""
        return self.field.name


def write_enum(enum: n.Enum, module: str, home: ClassScope) -> ax.Enumeration | None:
    """Write an enum, None where its values are texts in Apex."""
    if (module, enum.name) in home.program.textual:
        return None
    name = home.program.types[module, enum.name][1]
    doc = ax.Doc(enum.doc or f"One of the values of {enum.name}.")
    return ax.Enumeration(name, tuple(each.name.upper() for each in enum.values), doc)


def write_record(record: n.Record, module: str, home: ClassScope) -> ax.Class:
    """Write a record."""
    known = home.program.types[module, record.name][1]
    names = home.program.fields[module, record.name]
    parts = [Part(names[each.name], each) for each in record.fields]
    doc = ax.Doc(record.doc or f"The record {record.name} of the program.")
    checks = bool(record.checks) or any(each.where for each in record.fields)
    members: list[ax.Member_] = [*_fields(parts, home), _constructor(known, parts, checks, home)]
    members += [_from_json(known, parts, checks, home), _to_json(parts, home)]
    members += [_equals(known, parts, home), _hash_code(parts, home)]
    if checks:
        members.append(_check(record, parts, home))
    return ax.Class("public", known, members, doc, implements=("PipelineRecord",))


def write_join(type_: t.AnonymousType, name: str, home: ClassScope) -> ax.Class:
    """Write the record that the branches of a `parallel` make."""
    parts = [
        Part(home.field(type_, each.name), n.Field(each.name, each.type)) for each in type_.fields
    ]
    members: list[ax.Member_] = [*_fields(parts, home), _constructor(name, parts, False, home)]
    members += [_to_json(parts, home), _equals(name, parts, home), _hash_code(parts, home)]
    doc = ax.Doc("What branches that ran beside each other gave.")
    return ax.Class("public", name, members, doc, implements=("PipelineRecord",))


def _fields(parts: list[Part], home: ClassScope) -> list[ax.Field]:
    return [
        ax.Field(
            "public final",
            home.written(each.field.type),
            each.name,
            doc=ax.Doc(each.field.doc or f"The field {each.source}."),
        )
        for each in parts
    ]


def _constructor(name: str, parts: list[Part], checks: bool, home: ClassScope) -> ax.Method:
    lines: ax.Lines = [
        ax.Assign(ax.Name(f"this.{each.name}"), ax.Name(each.name)) for each in parts
    ]
    if checks:
        source = _beside(parts, "source")
        reader = ax.Declare(READER, source.text, ax.call(f"{READER}.checking"))
        lines += [reader, ax.Evaluate(ax.call("check", source))]
        lines.append(ax.Evaluate(ax.send(source, "requireSound")))
    given = tuple(ax.Parameter(home.written(each.field.type), each.name) for each in parts)
    tags = tuple(("param", f"{each.name} {_about(each)}") for each in parts)
    doc = ax.Doc("Makes the record of all its fields.", tags)
    return ax.Method("public", None, name, given, tuple(lines), doc)


def _beside(parts: list[Part], wanted: str) -> ax.Name:
    """Name a variable of a method that reads the fields by their names."""
    return ax.Name(Names(taken={each.name.lower() for each in parts}).claim(wanted))


def _about(part: Part) -> str:
    return part.field.doc or f"the field {part.source}"


def _from_json(name: str, parts: list[Part], checks: bool, home: ClassScope) -> ax.Method:
    source = _beside(parts, "source")
    names = choices([each.source for each in parts])
    lines: ax.Lines = []
    place = Place(home, home.locals(source.text, *(each.name for each in parts)))
    for each in parts:
        place.lines.clear()
        value = read_field(each.field, source, place)
        lines += [*place.lines, ax.Assign(ax.Name(f"this.{each.name}"), value)]
        place = place.knowing(each.source, Value(ax.Name(f"this.{each.name}"), each.field.type))
    lines.append(ax.Evaluate(ax.send(source, "only", names)))
    if checks:
        lines.append(ax.Evaluate(ax.call("check", source)))
    doc = ax.Doc(
        "Reads the record; what does not fit is noted with the reader.",
        (("param", f"{source.text} the reader of a JSON object"),),
    )
    given = (ax.Parameter(READER, source.text),)
    return ax.Method("public", None, name, given, tuple(lines), doc)


def read_field(field: n.Field, source: ax.Expression, place: Place) -> ax.Expression:
    """Write what reads a member of an object: it may be missing where it has a default."""
    tagged = isinstance(field.type, t.LiteralType)
    if field.default is None or tagged:
        missing = isinstance(field.type, t.OptionalType) or field.type == t.JSON
        taken = ax.send(source, "part" if missing else "field", ax.Text(field.name))
        return read(taken, field.type, place.home)
    inner = place.inner()
    default = write(field.default, inner)
    place.add(*inner.lines)
    value = read(ax.send(source, "field", ax.Text(field.name)), field.type, place.home)
    return ax.Choice(ax.send(source, "has", ax.Text(field.name)), value, default)


def _to_json(parts: list[Part], home: ClassScope) -> ax.Method:
    entries = tuple(
        (ax.Text(each.source), as_json(ax.Name(each.name), each.field.type, home)) for each in parts
    )
    written = "Map<String, Object>"
    made = ax.NewMap(written, entries) if entries else ax.New(written)
    doc = ax.Doc("Gives the fields in their order.", (("return", "JSON values"),))
    return ax.Method("public", "Object", "toJson", (), (ax.Return(made),), doc)


def _equals(name: str, parts: list[Part], home: ClassScope) -> ax.Method:
    other, that = _beside(parts, "other"), _beside(parts, "that")
    links = [_same(each, ax.member(that, each.name), home) for each in parts]
    lines: ax.Lines = [
        ax.If(((ax.negation(ax.InstanceOf(other, name)), (ax.Return(ax.FALSE),)),)),
    ]
    if links:
        lines.append(ax.Declare(name, that.text, ax.Cast(name, other)))
    lines.append(ax.Return(ax.both(links) if links else ax.TRUE))
    doc = ax.Doc(
        "Compares all fields.",
        (("param", f"{other.text} any value"), ("return", "true if it is an equal record")),
    )
    given = (ax.Parameter("Object", other.text),)
    return ax.Method("public", "Boolean", "equals", given, tuple(lines), doc)


def _same(part: Part, other: ax.Expression, home: ClassScope) -> ax.Expression:
    own, type_ = ax.Name(part.name), part.field.type
    if isinstance(home.types.plain(type_), t.SetType):
        return same_sets(own, type_, other, home)
    return ax.call("PipelineItems.same", own, other)


def _hash_code(parts: list[Part], home: ClassScope) -> ax.Method:
    """Write a code of the fields; sets are left out, whose items have no order."""
    values = tuple(
        as_json(ax.Name(each.name), each.field.type, home)
        for each in parts
        if not _holds_sets(each.field.type, home)
    )
    doc = ax.Doc("Gives equal records equal codes.", (("return", "the code"),))
    written: ax.Expression = ax.Name("0")
    if values:
        text = ax.call("PipelineJson.write", ax.NewItems("List<Object>", values))
        written = ax.Call(text, "hashCode")
    lines = (ax.Return(written),)
    return ax.Method("public override", "Integer", "hashCode", (), lines, doc)


def _holds_sets(type_: t.Type, home: ClassScope, seen: frozenset[str] = frozenset()) -> bool:
    """Tell whether values of a type may hold sets."""
    for part in t.inside(home.types.plain(type_)):
        plain = home.types.plain(part)
        if isinstance(plain, t.SetType):
            return True
        if isinstance(plain, t.NominalType) and plain.of == "record" and str(plain) not in seen:
            fields = home.declared.records[plain.module, plain.name].values()
            if any(_holds_sets(each.type, home, seen | {str(plain)}) for each in fields):
                return True
    return False


def _check(record: n.Record, parts: list[Part], home: ClassScope) -> ax.Method:
    """Write the conditions of the fields, and those across them where the fields hold theirs."""
    source = _beside(parts, "source")
    place = Place(home, home.locals(source.text, *(each.name for each in parts)))
    for each in parts:
        place = place.knowing(each.source, Value(ax.Name(each.name), each.field.type))
    for each in parts:
        if each.field.where is not None:
            reader = ax.send(source, "part", ax.Text(each.source))
            noted = field_condition(each.field, ax.Name(each.name), reader, place)
            fits = ax.Binary("!=", ax.Name(each.name), ax.NULL)
            place.add(ax.If(((fits, tuple(_inside_present(noted))),)))
    lines = list(place.lines)
    inner = place.inner()
    for check in record.checks:
        inner.add(*required(check, source, inner))
    if inner.lines:
        lines.append(ax.If(((ax.send(source, "isSound"), tuple(inner.lines)),)))
    given = (ax.Parameter(READER, source.text),)
    return ax.Method("private", "void", "check", given, tuple(lines))


def _inside_present(noted: ax.Lines) -> ax.Lines:
    """Take away the question for null, which is asked around it."""
    match noted:
        case [ax.If(arms=((_, lines),), otherwise=())]:
            return [*lines]
        case _:
            return noted
