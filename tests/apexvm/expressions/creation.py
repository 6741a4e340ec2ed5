"""`new`, in all its forms."""

from __future__ import annotations

from collections.abc import Callable

from tests.apexvm import exceptions
from tests.apexvm.coercion import coerce
from tests.apexvm.compiling import Code, Evaluate, Frame, Scope, compile_expression, expression
from tests.apexvm.construction import instantiate
from tests.apexvm.equality import key, set_of
from tests.apexvm.errors import UnknownSyntax, UnknownType
from tests.apexvm.expressions.calls import Arguments
from tests.apexvm.expressions.names import is_record_type
from tests.apexvm.registry import CONSTRUCTORS
from tests.apexvm.tree import Node, kind, optional
from tests.apexvm.types import Type, list_of
from tests.apexvm.values import ApexList, ApexMap, ApexSet, SObject, Value


@expression("NewExpr")
def creation(node: Node, scope: Scope) -> Code:
    """Compile `new`."""
    creator = node["creator"]
    compiler = _CREATORS.get(kind(creator))
    if compiler is None:
        raise UnknownSyntax(kind(creator))
    return compiler(creator, scope)


def _standard(node: Node, scope: Scope) -> Code:
    type_ = scope.resolve(node["type"])
    arguments = Arguments(node["inputParameters"], scope)
    return Code(_maker(type_, arguments, scope), type_)


def _maker(type_: Type, arguments: Arguments, scope: Scope) -> Evaluate:
    machine = scope.machine
    cls = machine.catalogue.find(type_.name) or exceptions.find(type_)
    native = CONSTRUCTORS.get(type_.head)
    if cls:
        return lambda frame: instantiate(cls, arguments.values(frame), machine)
    if native:
        return lambda frame: native.call(machine, (), arguments.values(frame))
    if is_record_type(type_.name):
        return lambda frame: SObject(type_)
    raise UnknownType(f"new {type_} in {scope.cls.full}")


def _record(node: Node, scope: Scope) -> Code:
    type_ = scope.resolve(node["type"])
    given = [
        (one["name"]["value"], compile_expression(one["value"], scope).run)
        for one in node["keyValues"]
    ]
    storage = scope.machine.storage

    def run(frame: Frame) -> Value:
        made = SObject(type_)
        for name, value in given:
            storage.put_field(made, name, value(frame))
        return made

    return Code(run, type_)


def _list(node: Node, scope: Scope) -> Code:
    (element,) = map(scope.resolve, node["types"])
    source = _source(node, scope)

    def run(frame: Frame) -> Value:
        given = source(frame)
        if isinstance(given, int):
            return ApexList(element, [None] * given)
        return ApexList(element, given or ())

    return Code(run, list_of(element))


def _set(node: Node, scope: Scope) -> Code:
    (element,) = map(scope.resolve, node["types"])
    source = _source(node, scope)
    return Code(lambda frame: set_of(element, source(frame) or ()), Type("Set", (element,)))


def _map(node: Node, scope: Scope) -> Code:
    key_type, value_type = map(scope.resolve, node["types"])
    source = _source(node, scope)

    def run(frame: Frame) -> Value:
        made = ApexMap(key_type, value_type)
        given = source(frame)
        if isinstance(given, ApexMap):
            made.entries.update(given.entries)
        for record in given if isinstance(given, ApexList) else ():
            made.entries[key(record.get("Id"))] = record
        return made

    return Code(run, Type("Map", (key_type, value_type)))


def _source(node: Node, scope: Scope) -> Evaluate:
    written = optional(node, "expr")
    return compile_expression(written, scope).run if written else lambda frame: None


def _list_literal(node: Node, scope: Scope) -> Code:
    (element,) = map(scope.resolve, node["types"])
    values = _values(node, scope)
    return Code(
        lambda frame: ApexList(element, (coerce(one(frame), element) for one in values)),
        list_of(element),
    )


def _set_literal(node: Node, scope: Scope) -> Code:
    (element,) = map(scope.resolve, node["types"])
    values = _values(node, scope)

    def run(frame: Frame) -> ApexSet:
        return set_of(element, (coerce(one(frame), element) for one in values))

    return Code(run, Type("Set", (element,)))


def _values(node: Node, scope: Scope) -> list[Evaluate]:
    return [compile_expression(one, scope).run for one in node["values"]]


def _map_literal(node: Node, scope: Scope) -> Code:
    key_type, value_type = map(scope.resolve, node["types"])
    pairs = [
        (compile_expression(one["key"], scope).run, compile_expression(one["value"], scope).run)
        for one in node["pairs"]
    ]

    def run(frame: Frame) -> ApexMap:
        made = ApexMap(key_type, value_type)
        for name, value in pairs:
            made.entries[key(coerce(name(frame), key_type))] = coerce(value(frame), value_type)
        return made

    return Code(run, Type("Map", (key_type, value_type)))


_CREATORS: dict[str, Callable[[Node, Scope], Code]] = {
    "NewStandard": _standard,
    "NewKeyValue": _record,
    "NewListInit": _list,
    "NewSetInit": _set,
    "NewMapInit": _map,
    "NewListLiteral": _list_literal,
    "NewSetLiteral": _set_literal,
    "NewMapLiteral": _map_literal,
}
