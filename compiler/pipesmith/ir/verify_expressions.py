"""What must hold of expressions: every part has the type that its place wants."""

from collections.abc import Iterator
from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith.ir.scope import Scope

Problems = Iterator[tuple[n.Place, str]]

_NUMBERS = (t.INT, t.FLOAT, t.DECIMAL)


def expression_problems(expression: n.Expression, scope: Scope, wanted: t.Type | None) -> Problems:
    """Check an expression, inside first, and that it fits what its place wants (None: anything)."""
    problems = list(_problems(expression, scope))
    yield from problems
    if not problems and wanted is not None and not scope.declared.fits(expression.type, wanted):
        yield expression.place, f"this is a `{expression.type}`, expected `{wanted}`"


def given_problems(
    given: tuple[n.Pair, ...], wanted: tuple[n.Field, ...], name: str, place: n.Place, scope: Scope
) -> Problems:
    """Check named values against fields or parameters: each known, each fitting, none missing."""
    fields = {field.name: field for field in wanted}
    for pair in given:
        if pair.name not in fields:
            yield place, f"`{name}` has no `{pair.name}`"
        else:
            yield from expression_problems(pair.value, scope, fields[pair.name].type)
    names = {pair.name for pair in given}
    for field in wanted:
        optional = field.default is not None or isinstance(field.type, t.OptionalType)
        if field.name not in names and not optional and field.type != t.JSON:
            yield place, f"`{name}` needs `{field.name}`"


def _all(expressions: Iterator[n.Expression], scope: Scope, wanted: t.Type | None) -> Problems:
    for expression in expressions:
        yield from expression_problems(expression, scope, wanted)


def _problems(expression: n.Expression, scope: Scope) -> Problems:
    match expression:
        case n.Local():
            yield from _local_problems(expression, scope)
        case n.Interpolation():
            yield from _all(iter(expression.parts), scope, None)
        case n.Collection():
            yield from _collection_problems(expression, scope)
        case n.MapValue():
            yield from _map_problems(expression, scope)
        case n.Construct():
            yield from _construct_problems(expression, scope)
        case n.Member() | n.Index() | n.Slice() | n.IfPresent():
            yield from _access_problems(expression, scope)
        case n.Lambda():
            yield from _lambda_problems(expression, scope)
        case n.Call():
            yield from _all((a for a in expression.arguments if a is not None), scope, None)
        case n.CallDeclared():
            yield from _call_problems(expression, scope)
        case n.Widen() | n.Validate():
            yield from expression_problems(expression.value, scope, None)
        case n.Unary() | n.Binary() | n.Logic() | n.Coalesce() | n.Comparison() | n.Conditional():
            yield from _operation_problems(expression, scope)
        case _:
            yield from _literal_problems(expression, scope)


def _local_problems(local: n.Local, scope: Scope) -> Problems:
    """Let a read be narrower than the declaration, never wider."""
    declared = scope.type_of(local.name)
    if declared is None:
        yield local.place, f"no value is named `{local.name}`"
    elif not scope.declared.fits(local.type, declared):
        yield local.place, f"`{local.name}` is a `{declared}`, read as a `{local.type}`"


_LITERAL_TYPES = {
    n.IntValue: t.INT,
    n.FloatValue: t.FLOAT,
    n.DurationValue: t.DURATION,
    n.BoolValue: t.BOOL,
    n.NullValue: t.NULL,
    n.SecretValue: t.SECRET,
}


def _literal_problems(literal: n.Expression, scope: Scope) -> Problems:
    wanted = _LITERAL_TYPES.get(type(literal))
    if wanted is not None and literal.type != wanted:
        yield literal.place, f"a {wanted} literal has the type `{literal.type}`"
    match literal:
        case n.EnumMember(type=t.NominalType(of="enum", module=module, name=name)):
            if literal.name not in scope.declared.enums[module, name]:
                yield literal.place, f"`{name}` has no value `{literal.name}`"
        case n.EnumMember():
            yield literal.place, f"`{literal.type}` is no enum"
        case n.TextValue() if not _holds_text(literal, scope):
            yield literal.place, f"the text does not belong to `{literal.type}`"


def _holds_text(text: n.TextValue, scope: Scope) -> bool:
    match scope.declared.unaliased(text.type):
        case t.LiteralType(value=value):
            return text.value == value
        case t.UnionType(members=members):
            return t.LiteralType(text.value) in members
        case other:
            return other == t.STRING


def _collection_problems(value: n.Collection, scope: Scope) -> Problems:
    match scope.declared.unaliased(value.type):
        case t.ListType(item=item) | t.SetType(item=item):
            yield from _all(iter(value.items), scope, item)
        case t.TupleType(items=items) if len(items) == len(value.items):
            for part, wanted in zip(value.items, items, strict=True):
                yield from expression_problems(part, scope, wanted)
        case other:
            yield value.place, f"{len(value.items)} items do not make a `{other}`"


def _map_problems(value: n.MapValue, scope: Scope) -> Problems:
    type_ = scope.declared.unaliased(value.type)
    if not isinstance(type_, t.MapType):
        yield value.place, f"entries do not make a `{type_}`"
        return
    wanted = None if type_.value == t.SECRET else type_.value  # plain texts go beside secrets
    yield from _all((pair.value for pair in value.entries), scope, wanted)


def _construct_problems(value: n.Construct, scope: Scope) -> Problems:
    type_ = value.type
    if (
        not isinstance(type_, t.NominalType)
        or (type_.module, type_.name) not in scope.declared.records
    ):
        yield value.place, f"`{type_}` is no record of this program"
        return
    fields = scope.declared.records[type_.module, type_.name]
    yield from given_problems(value.fields, tuple(fields.values()), str(type_), value.place, scope)


def _call_problems(call: n.CallDeclared, scope: Scope) -> Problems:
    function = scope.declared.functions.get((call.module, call.function))
    if function is None:
        yield call.place, f"no function `{call.function}` is declared in `{call.module}`"
        return
    yield from given_problems(call.arguments, function.parameters, call.function, call.place, scope)
    if not scope.declared.fits(function.result, call.type):
        yield call.place, f"`{call.function}` gives a `{function.result}`, not a `{call.type}`"


def _access_problems(access: n.Member | n.Index | n.Slice | n.IfPresent, scope: Scope) -> Problems:
    inner = list(expression_problems(access.subject, scope, None))
    yield from inner
    if inner:
        return
    match access:
        case n.Member():
            yield from _member_problems(access, scope)
        case n.Index():
            yield from expression_problems(access.index, scope, _index_type(access, scope))
        case n.Slice():
            bounds = (bound for bound in (access.start, access.stop) if bound is not None)
            yield from _all(bounds, scope, t.INT)
        case n.IfPresent():
            present = t.present(access.subject.type)
            yield from expression_problems(
                access.body, scope.binding(access.name, present), access.type
            )


def _member_problems(member: n.Member, scope: Scope) -> Problems:
    declared = scope.declared.member(member.subject.type, member.name)
    if declared is None:
        yield member.place, f"a `{member.subject.type}` has no member `{member.name}`"
    elif not scope.declared.fits(member.type, declared):
        yield member.place, f"`{member.name}` is a `{declared}`, read as a `{member.type}`"


def _index_type(access: n.Index, scope: Scope) -> t.Type | None:
    match scope.declared.unaliased(access.subject.type):
        case t.MapType():
            return t.STRING
        case t.Scalar(name="json"):
            return None
        case _:
            return t.INT


def _lambda_problems(value: n.Lambda, scope: Scope) -> Problems:
    if not isinstance(value.type, t.FunctionType):
        yield value.place, f"a lambda has the type `{value.type}`"
        return
    types = value.type.parameters
    if value.destructure and isinstance(types[0], t.TupleType):
        types = types[0].items
    if len(types) != len(value.parameters):
        yield value.place, f"{len(value.parameters)} parameters for {len(types)} values"
        return
    inner = scope.within(dict(zip(value.parameters, types, strict=True)))
    yield from expression_problems(value.body, inner, value.type.result)


_Operation = n.Unary | n.Binary | n.Logic | n.Coalesce | n.Comparison | n.Conditional


def _operation_problems(operation: _Operation, scope: Scope) -> Problems:
    match operation:
        case n.Unary():
            yield from expression_problems(operation.operand, scope, operation.type)
        case n.Logic():
            yield from _all(iter((operation.left, operation.right)), scope, t.BOOL)
        case n.Binary():
            yield from _all(iter((operation.left, operation.right)), scope, None)
            yield from _binary_problems(operation, scope)
        case n.Coalesce():
            yield from expression_problems(operation.left, scope, t.optional(operation.type))
            yield from expression_problems(operation.right, scope, operation.type)
        case n.Comparison():
            yield from _all(iter(operation.operands), scope, None)
            if len(operation.operands) != len(operation.operators) + 1:
                yield operation.place, "a comparison has one operand more than operators"
        case n.Conditional():
            yield from expression_problems(operation.condition, scope, t.BOOL)
            yield from _all(iter((operation.then, operation.otherwise)), scope, operation.type)
        case _:
            assert_never(operation)


def _binary_problems(binary: n.Binary, scope: Scope) -> Problems:
    """Let numbers of one type give that type; other pairs are those of rule 62."""
    left, right = binary.left.type, binary.right.type
    if binary.type in _NUMBERS and {_plain(left, scope), _plain(right, scope)} != {binary.type}:
        yield binary.place, f"`{left}` {binary.operator} `{right}` does not give a `{binary.type}`"


def _plain(type_: t.Type, scope: Scope) -> t.Type:
    type_ = scope.declared.unaliased(type_)
    return t.DECIMAL if isinstance(type_, t.DecimalType) else type_
