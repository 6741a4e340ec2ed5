"""Assignments, and what counts a variable up or down."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.apexvm.arithmetic import OPERATORS, add, subtract
from tests.apexvm.coercion import coerce, coercer
from tests.apexvm.compiling import Code, Evaluate, Frame, Scope, compile_expression, expression
from tests.apexvm.declarations import Class, Field
from tests.apexvm.errors import UnknownName, UnknownSyntax
from tests.apexvm.expressions.names import (
    class_member,
    element_type,
    field_of,
    meaning,
    member,
    members,
)
from tests.apexvm.members import checked, items, load, store
from tests.apexvm.text import to_text
from tests.apexvm.tree import Node, kind, names, optional
from tests.apexvm.types import STRING, Type
from tests.apexvm.values import Value


class Target(NamedTuple):
    """Where a value goes. The owner is found once, then read and set."""

    owner: Evaluate
    read: Callable[[Value], Value]
    set: Callable[[Value, Value], Value]
    type: Type | None


def target(node: Node, scope: Scope) -> Target:
    """Compile the left side of an assignment."""
    match kind(node):
        case "ArrayExpr":
            return _element(node, scope)
        case "VariableExpr":
            return _variable(node, scope)
        case other:
            raise UnknownSyntax(f"an assignment to {other}")


def _element(node: Node, scope: Scope) -> Target:
    of = compile_expression(node["expr"], scope)
    at = compile_expression(node["index"], scope).run

    def owner(frame: Frame) -> Value:
        held, index = of.run(frame), at(frame)
        items(held, index)
        return held, index

    def put(place: Value, value: Value) -> Value:
        held, index = place
        held.items[index] = coerce(value, held.element)
        return held.items[index]

    return Target(owner, lambda place: place[0].items[place[1]], put, element_type(of.type))


def _variable(node: Node, scope: Scope) -> Target:
    written = names(node["names"])
    start = optional(node, "dottedExpr")
    if start is None and len(written) == 1:
        return _named(written[0], scope)
    if start is not None:
        code = compile_expression(start, scope)
        return _member(members(code, written[:-1], scope), written[-1], scope)
    found, rest = meaning(written[:-1], scope)
    if isinstance(found, Code):
        return _member(members(found, rest, scope), written[-1], scope)
    if rest:
        code = members(class_member(found, rest[0], scope), rest[1:], scope)
        return _member(code, written[-1], scope)
    return _class_field(found, written[-1], scope)


def _class_field(owner: object, name: str, scope: Scope) -> Target:
    for one in owner.chain() if isinstance(owner, Class) else ():
        if name.lower() in one.static_fields:
            return _static(one, one.static_fields[name.lower()], scope)
    raise UnknownName(f"{owner}.{name}")


def _named(name: str, scope: Scope) -> Target:
    local = scope.find(name)
    if local:
        return _local(local.place, local.type)
    found = field_of(name, scope)
    if found is None:
        raise UnknownName(f"{name} in {scope.cls.full}")
    owner, declared, static = found
    if static:
        return _static(owner, declared, scope)
    return _member(Code(lambda frame: frame[0], scope.cls.type), name, scope)


def _local(place: int, type_: Type) -> Target:
    change = coercer(type_)

    def put(frame: Value, value: Value) -> Value:
        frame[place] = change(value) if change else value
        return frame[place]

    return Target(lambda frame: frame, lambda frame: frame[place], put, type_)


def _static(owner: Class, declared: Field, scope: Scope) -> Target:
    key, setter, getter = declared.name.lower(), declared.setter, declared.getter
    change, ready = coercer(declared.type), scope.machine.ready
    raw = scope.accessor == key

    def find(frame: Frame) -> Value:
        if not owner.ready:
            ready(owner)
        return owner.statics

    def put(statics: Value, value: Value) -> Value:
        value = change(value) if change else value
        if setter and not raw:
            setter.run(None, [value])
        else:
            statics[key] = value
        return value

    def read(statics: Value) -> Value:
        return getter.run(None, []) if getter and not raw else statics[key]

    return Target(find, read, put, declared.type)


def _member(code: Code, name: str, scope: Scope) -> Target:
    machine, key, run = scope.machine, name.lower(), code.run
    type_ = member(code, name, scope).type
    if scope.accessor == key and code.type == scope.cls.type:
        return _raw(code, key, type_)
    return Target(
        lambda frame: checked(run(frame)),
        lambda value: load(value, name, machine),
        lambda value, given: store(value, name, given, machine),
        type_,
    )


def _raw(code: Code, key: str, type_: Type | None) -> Target:
    """Reach the value behind a property from inside of its accessors."""

    def put(value: Value, given: Value) -> Value:
        value.fields[key] = coerce(given, type_)
        return value.fields[key]

    return Target(code.run, lambda value: value.fields[key], put, type_)


@expression("AssignmentExpr")
def assignment(node: Node, scope: Scope) -> Code:
    """Compile `a = b`, `a += b` and the like."""
    name = node["op"]["$"]
    place = target(node["left"], scope)
    given = compile_expression(node["right"], scope)
    if name != "EQUALS":
        return _combined(place, given, name.removesuffix("_EQUALS"))

    def run(frame: Frame) -> Value:
        owner = place.owner(frame)
        return place.set(owner, given.run(frame))

    return Code(run, place.type)


def _combined(place: Target, given: Code, name: str) -> Code:
    combine = OPERATORS[name]
    if name == "ADDITION" and place.type == STRING:
        combine = _join

    def run(frame: Frame) -> Value:
        owner = place.owner(frame)
        return place.set(owner, combine(place.read(owner), given.run(frame)))

    return Code(run, place.type)


def _join(left: Value, right: Value) -> Value:
    return to_text(left) + to_text(right)


@expression("PostfixExpr")
def postfix(node: Node, scope: Scope) -> Code:
    """Compile `x++` and `x--`."""
    return counted(node, scope, give_new=False)


def counted(node: Node, scope: Scope, give_new: bool) -> Code:
    """Compile what adds or takes one."""
    place = target(node["expr"], scope)
    step = add if node["op"]["$"] == "INC" else subtract

    def run(frame: Frame) -> Value:
        owner = place.owner(frame)
        old = place.read(owner)
        new = place.set(owner, step(old, 1))
        return new if give_new else old

    return Code(run, place.type)
