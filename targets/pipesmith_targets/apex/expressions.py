"""Expressions of the IR as Apex expressions.

Reads     a typed expression, and the place it is written in.
Gives     an expression with the same value; what Apex has no expression for is done before it.
Reports   nothing; what this target refuses was refused before.
Promises  each operand is evaluated at most once, and only where the source evaluates it.
Leaves    operators, texts, functions and conversions to files of their own.
"""

from typing import assert_never

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import literals
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.arguments import given_values
from pipesmith_targets.apex.calls import standard_call
from pipesmith_targets.apex.choosing import coalesced, conditional, if_present, logic
from pipesmith_targets.apex.comparisons import comparison
from pipesmith_targets.apex.conversions import fitted, validated, widened
from pipesmith_targets.apex.operators import arithmetic, negative
from pipesmith_targets.apex.scope import Place
from pipesmith_targets.apex.sets import finds, set_of
from pipesmith_targets.apex.texts import interpolated

Atom = (
    n.IntValue
    | n.FloatValue
    | n.DecimalValue
    | n.DurationValue
    | n.TextValue
    | n.BoolValue
    | n.NullValue
)
Operation = (
    n.Unary
    | n.Binary
    | n.Logic
    | n.Coalesce
    | n.IfPresent
    | n.Comparison
    | n.Conditional
    | n.Interpolation
)
Collected = n.Collection | n.MapValue | n.Construct


def write(node: n.Expression, place: Place) -> ax.Expression:
    """Write an expression."""
    inner = place.plain()
    match node:
        case n.Local(name=name):
            held = place.values[name]
            return fitted(held.read, held.type, node.type, place)
        case n.Member():
            return _member(node, inner)
        case n.Collection() | n.MapValue() | n.Construct():
            return _made(node, inner)
        case n.Call():
            return standard_call(node, place, write)
        case n.CallDeclared():
            return _declared_call(node, inner)
        case n.Index() | n.Slice():
            return _indexed(node, inner)
        case n.Widen():
            return widened(node, place, write)
        case n.Validate():
            return validated(node, inner, write)
        case n.ContextValue() | n.EnvValue() | n.SecretValue():
            return _from_outside(node)
        case n.EnumMember():
            return _enum_member(node, place)
        case n.Lambda():
            raise AssertionError("lambdas stand in calls alone")
        case (
            n.Unary()
            | n.Binary()
            | n.Logic()
            | n.Coalesce()
            | n.IfPresent()
            | n.Comparison()
            | n.Conditional()
            | n.Interpolation()
        ):
            return _operation(node, place)
        case _:
            return _atom(node)


def _enum_member(node: n.EnumMember, place: Place) -> ax.Expression:
    """Write a value of an enum; a variable of the enum's name would be read in its place."""
    enum = place.home.written(node.type)
    if enum == "String":
        return ax.Text(node.name)
    hidden = "." not in enum and enum in place.names
    owner = f"{place.home.name}.{enum}" if hidden else enum
    return ax.Name(f"{owner}.{node.name.upper()}")


def _atom(node: Atom) -> ax.Expression:
    match node:
        case n.IntValue(value=value) | n.DurationValue(milliseconds=value):
            return literals.long(value)
        case n.FloatValue(value=value):
            return literals.double(value)
        case n.DecimalValue(digits=digits):
            return literals.decimal(digits)
        case n.TextValue(value=value):
            return ax.Text(value)
        case n.BoolValue(value=value):
            return ax.TRUE if value else ax.FALSE
        case n.NullValue():
            return ax.NULL
        case _:
            assert_never(node)


def _operation(node: Operation, place: Place) -> ax.Expression:
    inner = place.plain()
    match node:
        case n.Unary(operator="not", operand=operand):
            return ax.negation(write(operand, inner))
        case n.Unary():
            return negative(node, inner, write)
        case n.Binary():
            return arithmetic(node, inner, write)
        case n.Logic():
            return logic(node, place, write)
        case n.Coalesce():
            return coalesced(node, place, write)
        case n.IfPresent():
            return if_present(node, place, write)
        case n.Comparison():
            return comparison(node, inner, write)
        case n.Conditional():
            return conditional(node, place, write)
        case n.Interpolation(parts=parts):
            return interpolated(parts, inner, write)
        case _:
            assert_never(node)


# ---------------------------------------------------------------- records and collections


def _member(node: n.Member, place: Place) -> ax.Expression:
    subject, home = node.subject, place.home
    match home.types.plain(subject.type):
        case t.UnionType(members=members):
            return _shared_member(node, members, place)
        case t.NominalType() as record if record == t.PIPELINE_ERROR:
            return _error_member(write(subject, place), node.name)
        case plain:
            read = ax.member(write(subject, place), home.field(plain, node.name))
            held = home.declared.member(plain, node.name) or node.type
            if isinstance(plain, t.OutcomeType) and node.name == "value":
                held = t.JSON
            return fitted(read, held, node.type, place)


def _error_member(error: ax.Expression, name: str) -> ax.Expression:
    methods = {"message": "getMessage", "retryable": "isRetryable"}
    return ax.send(error, methods[name]) if name in methods else ax.member(error, name)


def _shared_member(node: n.Member, members: tuple[t.Type, ...], place: Place) -> ax.Expression:
    """Read a member that all records of a union have."""
    subject = place.kept(write(node.subject, place), node.subject.type, "subject")
    reads = [
        ax.member(ax.Cast(place.home.written(each), subject), place.home.field(each, node.name))
        for each in members
    ]
    whole = reads[-1]
    for each, read in zip(reversed(members[:-1]), reversed(reads[:-1]), strict=True):
        whole = ax.Choice(ax.InstanceOf(subject, place.home.written(each)), read, whole)
    return whole


def _made(node: Collected, place: Place) -> ax.Expression:
    match node:
        case n.Collection(items=items):
            return _collection(items, node.type, place)
        case n.MapValue(entries=entries):
            written = place.home.written(node.type)
            pairs = tuple((ax.Text(each.name), write(each.value, place)) for each in entries)
            return ax.NewMap(written, pairs) if pairs else ax.New(written)
        case n.Construct():
            return _construct(node, place)
        case _:
            assert_never(node)


def _collection(items: tuple[n.Expression, ...], type_: t.Type, place: Place) -> ax.Expression:
    written = place.home.written(type_)
    values = tuple(write(each, place) for each in items)
    plain = place.home.types.plain(type_)
    if isinstance(plain, t.SetType) and values and not finds(plain.item, place.home):
        listed = ax.NewItems(f"List<{place.home.written(plain.item)}>", values)
        return set_of(listed, plain, place.home)
    return ax.NewItems(written, values) if values else ax.New(written)


def _construct(node: n.Construct, place: Place) -> ax.Expression:
    record = node.type
    assert isinstance(record, t.NominalType), "constructors make records"
    declared = place.home.declared.records[record.module, record.name]
    given = {each.name: each.value for each in node.fields}
    values = given_values(tuple(declared.values()), given, place, write)
    if values == (ax.NULL,):  # a reader could be meant too
        (only,) = declared.values()
        values = (ax.Cast(place.home.written(only.type), ax.NULL),)
    return ax.New(place.home.nominal(record), values)


def _declared_call(node: n.CallDeclared, place: Place) -> ax.Expression:
    function = place.home.declared.functions[node.module, node.function]
    given = {each.name: each.value for each in node.arguments}
    values = given_values(function.parameters, given, place, write)
    return ax.call(place.home.method(node.module, node.function), *values)


# ---------------------------------------------------------------- parts, and what is outside


def _indexed(node: n.Index | n.Slice, place: Place) -> ax.Expression:
    subject = write(node.subject, place)
    plain = place.home.types.plain(node.subject.type)
    if isinstance(node, n.Slice):
        owner = "PipelineLists" if isinstance(plain, t.ListType) else "PipelineText"
        start = ax.NULL if node.start is None else write(node.start, place)
        stop = ax.NULL if node.stop is None else write(node.stop, place)
        made = ax.call(f"{owner}.slice", subject, start, stop)
        generic = isinstance(plain, t.ListType)
        return ax.Cast(place.home.written(node.type), made) if generic else made
    index = write(node.index, place)
    match plain:
        case t.TupleType() if isinstance(node.index, n.IntValue):
            position = node.index.value % len(plain.items)
            read: ax.Expression = ax.send(subject, "get", ax.Name(str(position)))
        case t.ListType():
            read = ax.call("PipelineLists.at", subject, index)
        case t.MapType():
            read = ax.call("PipelineMaps.at", subject, index)
        case t.Scalar(name="json"):
            read = ax.call("PipelineItems.get", subject, index)
        case _:
            return ax.call("PipelineText.at", subject, index)
    wanted = place.home.written(node.type)
    return read if wanted == "Object" else ax.Cast(wanted, read)


def _from_outside(node: n.ContextValue | n.EnvValue | n.SecretValue) -> ax.Expression:
    match node:
        case n.ContextValue(name="attempt"):
            return ax.Name("call.attempt")
        case n.ContextValue(name=name):
            return ax.call("PipelineRun.now" if name == "now" else "PipelineRun.runId")
        case n.EnvValue(name=name, required=required):
            ask = "PipelineRun.env" if required else "PipelineRun.optionalEnv"
            return ax.call(ask, ax.Text(name))
        case n.SecretValue():
            raise AssertionError("secrets stand in credentials, not in code")
        case _:
            assert_never(node)
