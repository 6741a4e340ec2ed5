"""Records, enums, aliases, errors and functions."""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.identifiers import Namespace
from pipesmith_targets.python import lines as ln
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.errors import error_kind
from pipesmith_targets.python.expressions import write
from pipesmith_targets.python.frame import Marks
from pipesmith_targets.python.parameters import Parameters
from pipesmith_targets.python.scope import ModuleScope, Scope

Plain = n.Record | n.Enum | n.Alias | n.ErrorKind | n.Function


def write_declaration(item: Plain, module: ModuleScope, marks: Marks) -> ln.Lines:
    """Write a declaration that runs nothing."""
    match item:
        case n.Record():
            return [_record(item, module, marks)]
        case n.Enum():
            return [_enum(item, module, marks)]
        case n.Alias():
            return _alias(item, module, marks)
        case n.ErrorKind():
            return [_error(item, module, marks)]
        case n.Function():
            return [_function(item, module, marks)]
        case _:
            assert_never(item)


def write_anonymous(type_: t.AnonymousType, name: str, module: ModuleScope) -> ln.Line:
    """Write the record of a `parallel`'s branches."""
    base = py.name(module.imports.runtime("Record", "records", at_top=True))
    fields = [
        ln.declare(each.name, annotation(each.type, module, checked=True)) for each in type_.fields
    ]
    doc = ln.documented("What the branches give.")
    return ln.classed(name, base, [*doc, *fields])


def _name(item: n.Declaration, module: ModuleScope) -> str:
    return module.declaration(module.module.name, item.name)


def _plain_scope(module: ModuleScope) -> Scope:
    return Scope(module, Namespace(module.imports.names))


def _record(record: n.Record, module: ModuleScope, marks: Marks) -> ln.Line:
    base = py.name(module.imports.runtime("Record", "records", at_top=True))
    fields = [marks.at(_field(each, record, module), each.place) for each in record.fields]
    checks = _checks(record, module)
    made = ln.classed(_name(record, module), base, [*ln.documented(record.doc), *fields], checks)
    return marks.at(made, record.place)


def _field(field: n.Field, record: n.Record, module: ModuleScope) -> ln.Line:
    """Write a field; what pydantic has to be told beyond type and default is told by `Field`."""
    names = module.names.members[module.module.name, record.name]
    known, written = names[field.name], _constrained(field, module)
    options = _default(field, names, module) | _description(field, known)
    if not options:
        return ln.declare(known, written)
    if options.keys() == {"default"}:
        return ln.assign(known, options["default"], written)
    made = module.imports.use("pydantic", "Field", at_top=True)
    return ln.assign(known, py.call(made, **options), written)


def _description(field: n.Field, known: str) -> dict[str, py.Node]:
    options: dict[str, py.Node] = {}
    if known != field.name:
        options["validation_alias"] = options["serialization_alias"] = py.text(field.name)
    if field.doc:
        options["description"] = py.text(field.doc)
    return options


def _constrained(field: n.Field, module: ModuleScope) -> py.Node:
    """Write the type of a field with its condition; null is not asked to meet it."""
    where = field.where
    if where is None or free_names(where.test) - {"it"}:
        return annotation(field.type, module, checked=True)
    inner = with_condition(annotation(t.present(field.type), module, checked=True), where, module)
    optional = isinstance(field.type, t.OptionalType)
    return py.binary("|", inner, py.NONE) if optional else inner


def with_condition(written: py.Node, where: n.Condition, module: ModuleScope) -> py.Node:
    """Write `Annotated[T, Where(lambda it: …, "…")]`."""
    annotated = py.name(module.imports.use("typing", "Annotated", at_top=True))
    made = py.name(module.imports.runtime("Where", "records", at_top=True))
    known, scope = _plain_scope(module).inner().bind("it")
    test = py.function([known], write(where.test, scope))
    return py.subscript(annotated, written, py.call(made, test, py.text(where.text)))


def _default(field: n.Field, names: dict[str, str], module: ModuleScope) -> dict[str, py.Node]:
    """Write a default; one that reads fields before it is a function of what they hold."""
    scope = _plain_scope(module).inner()
    if field.default is None:
        return {"default": py.NONE} if isinstance(field.type, t.OptionalType) else {}
    read = free_names(field.default)
    if not read:
        return {"default": write(field.default, scope)}
    fields = {each: py.subscript(py.name("data"), py.text(names[each])) for each in read}
    value = write(field.default, scope.knowing(**fields))
    return {"default_factory": py.function(["data"], value)}


def _checks(record: n.Record, module: ModuleScope) -> list[py.Node]:
    """Write the conditions that concern several fields, to stand above the class."""
    fields = {
        source: py.attribute(py.name("it"), known)
        for source, known in module.names.members[module.module.name, record.name].items()
    }
    scope = _plain_scope(module).inner().knowing(**fields)
    checks = [
        _check(each.where, scope.knowing(it=fields[each.name]), each)
        for each in record.fields
        if each.where is not None and free_names(each.where.test) - {"it"}
    ]
    return checks + [_check(check, scope, None) for check in record.checks]


def _check(condition: n.Condition, scope: Scope, field: n.Field | None) -> py.Node:
    test = write(condition.test, scope)
    if field is not None and isinstance(field.type, t.OptionalType):
        test = py.boolean("or", py.compared(scope.values["it"], ("is", py.NONE)), test)
    texts = [condition.text] + ([condition.message] if condition.message else [])
    made = py.name(scope.module.imports.runtime("check", "records", at_top=True))
    return py.call(made, py.function(["it"], test), *map(py.text, texts))


def _enum(enum: n.Enum, module: ModuleScope, marks: Marks) -> ln.Line:
    base = py.name(module.imports.use("enum", "StrEnum", at_top=True))
    names = module.names.members[module.module.name, enum.name]
    values = [
        marks.at(
            ln.commented(ln.assign(names[each.name], py.text(each.name)), each.doc), each.place
        )
        for each in enum.values
    ]
    made = ln.classed(_name(enum, module), base, [*ln.documented(enum.doc), *values])
    return marks.at(made, enum.place)


def _alias(alias: n.Alias, module: ModuleScope, marks: Marks) -> ln.Lines:
    written = annotation(alias.type, module, checked=True)
    if alias.where is not None:
        written = with_condition(written, alias.where, module)
    line = marks.at(ln.assign(_name(alias, module), written), alias.place)
    return [line, *ln.documented(alias.doc)]


def _error(error: n.ErrorKind, module: ModuleScope, marks: Marks) -> ln.Line:
    made = py.name(module.imports.runtime("ErrorKind", at_top=True))
    parent = error_kind(error.ancestors[0], module)
    line = ln.assign(_name(error, module), py.call(made, py.text(error.name), parent))
    return marks.at(ln.commented(line, error.doc), error.place)


def _function(function: n.Function, module: ModuleScope, marks: Marks) -> ln.Line:
    names = module.names.members[module.module.name, function.name]
    given = Parameters(function.parameters, names, _plain_scope(module), checked=False)
    demand = given.scope.runtime("demand") if _has_conditions(function) else py.NONE
    result = ln.returned(write(function.body, given.scope))
    lines = [
        *ln.documented(function.doc),
        *(marks.at(line, place) for line, place in given.preparations(demand)),
        marks.at(result, function.body.place),
    ]
    made = ln.defined(
        _name(function, module),
        given.written(),
        annotation(function.result, module),
        lines,
        asynchronous=False,
    )
    return marks.at(made, function.place)


def _has_conditions(function: n.Function) -> bool:
    return any(each.where is not None for each in function.parameters)
