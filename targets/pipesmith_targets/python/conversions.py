"""Values of one type as values of another."""

from collections.abc import Callable
from decimal import Decimal

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.annotations import annotation
from pipesmith_targets.python.arithmetic import as_float
from pipesmith_targets.python.present import unless_null
from pipesmith_targets.python.scope import ModuleScope, Scope

Write = Callable[[n.Expression, Scope], py.Node]

_CONSTANTS = (
    n.IntValue,
    n.FloatValue,
    n.DecimalValue,
    n.TextValue,
    n.BoolValue,
    n.DurationValue,
)
_ALREADY_JSON = {"int", "float", "string", "bool", "null", "email", "url", "json"}


def widened(node: n.Widen, scope: Scope, write: Write) -> py.Node:
    """Write a conversion that cannot lose anything, save by breaking an alias's condition."""
    given, wanted = node.value.type, node.type
    if isinstance(given, t.OptionalType) and isinstance(wanted, t.OptionalType):
        return unless_null(
            node.value, scope, write, lambda v, s: _plain(node.value, v, wanted.item, s), py.NONE
        )
    match scope.module.declared.unaliased(wanted):
        case t.Scalar(name="float") if given == t.INT and not _is_alias(wanted):
            return as_float(node.value, scope, write)
        case _:
            return _plain(node.value, write(node.value, scope), wanted, scope)


def _plain(source: n.Expression, value: py.Node, wanted: t.Type, scope: Scope) -> py.Node:
    given = t.present(source.type)
    match wanted:
        case t.NominalType(of="alias"):
            return _as_alias(source, value, wanted, scope)
        case t.NominalType(of="record") if isinstance(given, t.AnonymousType):
            return _as_record(value, given, wanted, scope)
        case t.DecimalType():
            return _as_scaled(source, value, wanted, scope)
        case t.Scalar(name="decimal"):
            return decimal(source, value, scope)
        case t.Scalar(name="float"):
            return py.call("float", value)
        case t.Scalar(name="json") if not is_json(given, scope.module):
            return py.call(scope.runtime("json_value", "records"), value)
        case t.Scalar(name="string") if _is_enum(given, scope):
            return py.attribute(value, "value")
        case _:
            return value


def decimal(source: n.Expression, value: py.Node, scope: Scope) -> py.Node:
    """Write an int as a decimal."""
    made = py.name(scope.module.imports.use("decimal", "Decimal"))
    return py.call(made, py.text(str(source.value)) if isinstance(source, n.IntValue) else value)


def convert(node: n.Validate, scope: Scope, write: Write) -> py.Node:
    """Write `e as T`."""
    wanted = annotation(node.type, scope.module, checked=True)
    return py.call(scope.runtime("convert", "records"), write(node.value, scope), wanted)


def is_json(type_: t.Type, module: ModuleScope) -> bool:
    """Tell whether values of a type are JSON data as they are."""
    match module.declared.unaliased(type_):
        case t.Scalar(name=name):
            return name in _ALREADY_JSON
        case t.LiteralType() | t.NeverType():
            return True
        case t.ListType(item=item) | t.MapType(value=item) | t.OptionalType(item=item):
            return is_json(item, module)
        case t.UnionType(members=members):
            return all(is_json(member, module) for member in members)
        case _:
            return False


def adapted(node: py.Node, source: n.Expression, wanted: t.Type) -> py.Node:
    """Copy a collection that is given as one of a wider item type, as Python's types demand."""
    if not isinstance(source, n.Local | n.Member | n.CallDeclared | n.Index):
        return node
    match t.present(source.type), t.present(wanted):
        case t.ListType(item=given), t.ListType(item=item) if given != item:
            return py.call("list", node)
        case t.MapType(value=given), t.MapType(value=item) if given != item:
            return py.call("dict", node)
        case _:
            return node


def _as_scaled(
    source: n.Expression, value: py.Node, wanted: t.DecimalType, scope: Scope
) -> py.Node:
    """Write a decimal of a scale; a constant is rounded here and now."""
    if isinstance(source, n.DecimalValue):
        digits = format(round(Decimal(source.digits), wanted.scale), "f")
        return py.call(scope.module.imports.use("decimal", "Decimal"), py.text(digits))
    limited = annotation(wanted, scope.module, checked=True)
    return py.call(scope.runtime("convert", "records"), value, limited)


def _as_alias(source: n.Expression, value: py.Node, wanted: t.NominalType, scope: Scope) -> py.Node:
    """Write a value of an alias; constants have been checked already."""
    if isinstance(source, _CONSTANTS):
        return value
    known = scope.module.declaration(wanted.module, wanted.name)
    return py.call(scope.runtime("conform", "records"), value, py.name(known))


def _as_record(
    value: py.Node, given: t.AnonymousType, wanted: t.NominalType, scope: Scope
) -> py.Node:
    fields = {
        scope.module.field(wanted, each.name): py.attribute(value, each.name)
        for each in given.fields
    }
    return py.call(scope.module.declaration(wanted.module, wanted.name), **fields)


def _is_enum(type_: t.Type, scope: Scope) -> bool:
    found = scope.module.declared.unaliased(type_)
    return isinstance(found, t.NominalType) and found.of == "enum"


def _is_alias(type_: t.Type) -> bool:
    return isinstance(type_, t.NominalType) and type_.of == "alias"
