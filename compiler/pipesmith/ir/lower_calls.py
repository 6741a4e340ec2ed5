"""Calls of functions and constructors -> IR."""

from collections.abc import Callable

from pipesmith import types as t
from pipesmith.analysis.checking import BoundCall, StandardCall
from pipesmith.analysis.parts import bare
from pipesmith.ir import nodes as n
from pipesmith.ir.lowering import Lowering
from pipesmith.syntax import nodes as s

Lower = Callable[[s.Expression, Lowering], n.Expression]


def lower_call(node: s.Call | s.Filter, at: Lowering, lower: Lower) -> n.Expression:
    """Lower a call in an expression."""
    standard = at.types.tables.standard.get(node)
    if standard is not None:
        return _standard(node, standard, at, lower)
    bound = at.types.tables.bound[node]
    pairs = lower_pairs(bound, at, lower)
    type_, place = at.of(node), at.place(node)
    if _is_record(bound.name, at):
        return n.Construct(pairs, type=type_, place=place)
    return n.CallDeclared(bound.name, bound.module, pairs, type=type_, place=place)


def _is_record(name: str, at: Lowering) -> bool:
    """Tell that a call makes a record; nothing declared is named as a built-in record."""
    declared = at.names.find(at.module, name)
    known = declared is not None and isinstance(declared.node, s.Record)
    return known or name in t.COMPONENT_RECORDS


def lower_pairs(bound: BoundCall, at: Lowering, lower: Lower) -> tuple[n.Pair, ...]:
    """Lower named arguments, in the order of the parameters."""
    return tuple(n.Pair(name, lower(value, at)) for name, value in bound.arguments)


def _standard(
    node: s.Call | s.Filter, call: StandardCall, at: Lowering, lower: Lower
) -> n.Expression:
    match call.function:
        case "pluck":
            return _pluck(node, call, at, lower)
        case "with":
            return _with(node, call, at, lower)
        case _:
            arguments = [None if each is None else lower(each, at) for each in call.arguments]
            while arguments and arguments[-1] is None:
                arguments.pop()
            return n.Call(call.function, tuple(arguments), type=at.of(node), place=at.place(node))


def _pluck(node: s.Call | s.Filter, call: StandardCall, at: Lowering, lower: Lower) -> n.Expression:
    """Lower `pluck(xs, "name")` as `xs[*].name`."""
    items, field = call.arguments[:2]
    assert items is not None
    text = bare(field) if field is not None else None
    assert isinstance(text, s.Text)
    assert text.constant is not None
    given, type_ = lower(items, at), at.of(node)
    assert isinstance(type_, t.ListType)
    item = _item(at.types.relations.expand(given.type))
    subject = n.Local("item", type=item, place=given.place)
    body = n.Member(subject, text.constant, type=type_.item, place=at.place(node))
    each = n.Lambda(("item",), body, type=t.FunctionType((item,), type_.item), place=body.place)
    return n.Call("map", (given, each), type=type_, place=at.place(node))


def _item(type_: t.Type) -> t.Type:
    assert isinstance(type_, t.ListType | t.SetType)
    return type_.item


def _with(node: s.Call | s.Filter, call: StandardCall, at: Lowering, lower: Lower) -> n.Expression:
    """Lower `with(record, field: value)`: the fields travel as a map."""
    record = call.arguments[0]
    assert record is not None
    pairs = tuple(
        n.Pair(argument.name.text, lower(argument.value, at))
        for argument in node.arguments
        if argument.name is not None
    )
    place = at.place(node)
    types = tuple(dict.fromkeys(pair.value.type for pair in pairs))
    value = t.UnionType(types) if len(types) > 1 else next(iter(types), t.NEVER)
    fields = n.MapValue(pairs, type=t.MapType(value), place=place)
    return n.Call("with", (lower(record, at), fields), type=at.of(node), place=place)
