"""Expressions of the IR as Python expressions.

Reads     a typed expression, and the scope it is written in.
Gives     a syntax tree with the same value, the same laziness and the same failures.
Reports   nothing; what this target refuses was refused before.
Promises  each operand is evaluated once, unless nobody can tell that it is read twice.
Leaves    arithmetic, texts and standard functions to `arithmetic`, `texts` and `calls`.
"""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.python import literals
from pipesmith_targets.python import syntax as py
from pipesmith_targets.python.arithmetic import arithmetic, negative
from pipesmith_targets.python.calls import function_value, standard_call
from pipesmith_targets.python.comparisons import comparison
from pipesmith_targets.python.conversions import adapted, convert, widened
from pipesmith_targets.python.present import coalesced, if_present
from pipesmith_targets.python.scope import Scope
from pipesmith_targets.python.texts import interpolated

Atom = (
    n.IntValue
    | n.FloatValue
    | n.DecimalValue
    | n.DurationValue
    | n.TextValue
    | n.BoolValue
    | n.NullValue
)


def write(node: n.Expression, scope: Scope) -> py.Node:
    """Write an expression."""
    match node:
        case n.Local(name=name):
            return scope.values[name]
        case n.Member(subject=subject, name=name):
            return py.attribute(write(subject, scope), _member(subject.type, name, scope))
        case n.Interpolation(parts=parts):
            return interpolated(parts, lambda part: _shown(part, scope))
        case n.Collection() | n.MapValue() | n.Construct():
            return _made(node, scope)
        case n.Call():
            return standard_call(node, scope, write)
        case n.CallDeclared():
            return _declared_call(node, scope)
        case n.Lambda():
            return function_value(node, scope, write)
        case n.Index() | n.Slice():
            return _indexed(node, scope)
        case n.Widen():
            return widened(node, scope, write)
        case n.Validate():
            return convert(node, scope, write)
        case n.ContextValue() | n.EnvValue() | n.SecretValue():
            return _from_outside(node, scope)
        case n.EnumMember():
            return _enum_member(node, scope)
        case (
            n.Unary()
            | n.Binary()
            | n.Logic()
            | n.Coalesce()
            | n.IfPresent()
            | n.Comparison()
            | n.Conditional()
        ):
            return _operation(node, scope)
        case _:
            return _atom(node, scope)


def _atom(node: Atom, scope: Scope) -> py.Node:
    match node:
        case n.DecimalValue(digits=digits):
            return py.call(scope.module.imports.use("decimal", "Decimal"), py.text(digits))
        case n.DurationValue(milliseconds=milliseconds):
            timedelta = scope.module.imports.use("datetime", "timedelta")
            return literals.duration(milliseconds, timedelta)
        case n.NullValue():
            return py.NONE
        case n.IntValue() | n.FloatValue() | n.TextValue() | n.BoolValue():
            return literals.constant(node.value)
        case _:
            assert_never(node)


def _operation(
    node: n.Unary | n.Binary | n.Logic | n.Coalesce | n.IfPresent | n.Comparison | n.Conditional,
    scope: Scope,
) -> py.Node:
    match node:
        case n.Unary(operator="not", operand=operand):
            return py.negation(write(operand, scope))
        case n.Unary():
            return negative(node, scope, write)
        case n.Binary():
            return arithmetic(node, scope, write)
        case n.Logic(operator=operator, left=left, right=right):
            return py.boolean(operator, write(left, scope), write(right, scope))
        case n.Coalesce():
            return coalesced(node, scope, write)
        case n.IfPresent():
            return if_present(node, scope, write)
        case n.Comparison():
            return comparison(node, scope, write)
        case n.Conditional(condition=condition, then=then, otherwise=otherwise):
            parts = (write(each, scope) for each in (condition, then, otherwise))
            return py.choice(*parts)
        case _:
            assert_never(node)


def _made(node: n.Collection | n.MapValue | n.Construct, scope: Scope) -> py.Node:
    match node:
        case n.Collection(items=items):
            return _collection([write(item, scope) for item in items], node, scope)
        case n.MapValue(entries=entries):
            pairs = ((py.text(entry.name), write(entry.value, scope)) for entry in entries)
            return py.mapping(pairs)
        case n.Construct():
            return _construct(node, scope)
        case _:
            assert_never(node)


def _collection(items: list[py.Node], node: n.Collection, scope: Scope) -> py.Node:
    match scope.module.declared.unaliased(t.present(node.type)):
        case t.TupleType():
            return py.tupled(items)
        case t.SetType() if len(items) > 1:
            return py.call(scope.runtime("DistinctList", "data"), py.listed(items))
        case _:
            return py.listed(items)


def _construct(node: n.Construct, scope: Scope) -> py.Node:
    record = node.type
    assert isinstance(record, t.NominalType), "constructors make records"
    declared = scope.module.declared.records[record.module, record.name]
    fields = {
        scope.module.field(record, each.name): adapted(
            write(each.value, scope), each.value, declared[each.name].type
        )
        for each in node.fields
    }
    if not record.module:
        return py.call(scope.runtime(record.name, "components"), **fields)
    return py.call(scope.module.declaration(record.module, record.name), **fields)


def _declared_call(node: n.CallDeclared, scope: Scope) -> py.Node:
    function = scope.module.declared.functions[node.module, node.function]
    given = {each.name: each.value for each in node.arguments}
    for each in function.parameters:
        if each.default is None and each.name not in given:
            given[each.name] = n.NullValue(type=t.NULL)
    names = scope.module.names.members[node.module, node.function]
    known = scope.module.declaration(node.module, node.function)
    positional, named = split_arguments(defaults_last(function.parameters), given)
    return py.call(
        known,
        *(adapted(write(v, scope), v, p.type) for p, v in positional),
        **{names[p.name]: adapted(write(v, scope), v, p.type) for p, v in named},
    )


def split_arguments(
    ordered: list[n.Field], given: dict[str, n.Expression]
) -> tuple[list[tuple[n.Field, n.Expression]], list[tuple[n.Field, n.Expression]]]:
    """Part arguments in those that stand in their places, and those after one left out."""
    count = next((at for at, each in enumerate(ordered) if each.name not in given), len(ordered))
    pairs = [(each, given[each.name]) for each in ordered if each.name in given]
    return pairs[:count], pairs[count:]


def in_python_order(parameters: tuple[n.Field, ...]) -> list[n.Field]:
    """Give parameters as Python wants them: those that may be left out come last."""
    return sorted(parameters, key=optional_parameter)


def defaults_last(parameters: tuple[n.Field, ...]) -> list[n.Field]:
    """Give the parameters of a function: source order, as far as Python allows it."""
    return sorted(parameters, key=lambda each: each.default is not None)


def optional_parameter(parameter: n.Field) -> bool:
    """Tell whether a parameter may be left out."""
    return parameter.default is not None or isinstance(parameter.type, t.OptionalType)


def _indexed(node: n.Index | n.Slice, scope: Scope) -> py.Node:
    subject = write(node.subject, scope)
    if isinstance(node, n.Slice):
        ends = (None if end is None else write(end, scope) for end in (node.start, node.stop))
        return py.sliced(subject, *ends)
    index = write(node.index, scope)
    if scope.module.declared.unaliased(node.subject.type) == t.JSON:
        return py.call(scope.runtime("item", "data"), subject, index)
    return py.subscript(subject, index)


def _member(type_: t.Type, name: str, scope: Scope) -> str:
    match scope.module.declared.unaliased(type_):
        case t.NominalType(of="record") as record:
            return scope.module.field(record, name)
        case t.UnionType(members=(t.NominalType() as record, *_)):
            return scope.module.field(record, name)
        case _:
            return name


def _enum_member(node: n.EnumMember, scope: Scope) -> py.Node:
    enum = node.type
    assert isinstance(enum, t.NominalType), "members belong to enums"
    known = scope.module.declaration(enum.module, enum.name)
    return py.dotted(f"{known}.{scope.module.names.member(enum.module, enum.name, node.name)}")


def _from_outside(node: n.ContextValue | n.EnvValue | n.SecretValue, scope: Scope) -> py.Node:
    run = py.name(scope.run)
    match node:
        case n.ContextValue(name=name):
            return py.attribute(run, name)
        case n.EnvValue(name=name, required=required):
            ask = "env" if required else "optional_env"
            return py.call(py.attribute(run, ask), py.text(name))
        case n.SecretValue(name=name):
            return py.call(py.attribute(run, "secret"), py.text(name))
        case _:
            assert_never(node)


_SHOWN_AS_PYTHON_DOES = {"string", "int", "float", "uuid", "date", "path", "email", "url"}


def _shown(node: n.Expression, scope: Scope) -> py.Node:
    """Write an expression so that a text shows it as the language does."""
    match scope.module.declared.unaliased(node.type):
        case t.Scalar(name=name) if name in _SHOWN_AS_PYTHON_DOES:
            return write(node, scope)
        case t.LiteralType() | t.SecretType() | t.NominalType(of="enum"):
            return write(node, scope)
        case t.UnionType(members=(t.LiteralType(), *_)):
            return write(node, scope)
        case _:
            return py.call(scope.runtime("show"), write(node, scope))
