"""What names and dotted names mean, and their values."""

from __future__ import annotations

import re

from tests.apexvm.compiling import Code, Frame, Scope, compile_expression, expression
from tests.apexvm.declarations import Class, Field
from tests.apexvm.errors import UnknownName
from tests.apexvm.members import element, load
from tests.apexvm.platform.schema import SObjectField, SObjectType
from tests.apexvm.registry import CONSTANTS, is_platform_class
from tests.apexvm.tree import Node, names, optional
from tests.apexvm.types import Type
from tests.apexvm.values import Value

_NAMESPACES = ("system", "schema", "apexpages")
_RECORD = re.compile(r"\w+__(c|e|mdt|x|b|share|history)", re.IGNORECASE)
_STANDARD = frozenset(
    "account asyncapexjob case contact group lead opportunity organization profile queuesobject "
    "task user customnotificationtype emailmessage event permissionset "
    "permissionsetassignment product2 campaign order contract".split()
)


class PlatformClass(str):
    """The name of a platform class, in lower case."""

    __slots__ = ()


Meaning = Code | Class | PlatformClass | Type
"""A value, a class of the project, a class of the platform, or a record type."""


def meaning(written: list[str], scope: Scope) -> tuple[Meaning, list[str]]:
    """Say what the start of a dotted name means, and what is left of it."""
    value = variable(written[0], scope)
    if value:
        return value, written[1:]
    found = scope.machine.catalogue.find(written[0], scope.cls)
    if found:
        return _innermost(found, written[1:])
    return _outside(written, scope)


def _innermost(found: Class, rest: list[str]) -> tuple[Class, list[str]]:
    while rest and rest[0].lower() in found.inner and rest[0].lower() not in found.static_fields:
        found, rest = found.inner[rest[0].lower()], rest[1:]
    return found, rest


def _outside(written: list[str], scope: Scope) -> tuple[Meaning, list[str]]:
    first, rest = written[0].lower(), written[1:]
    if first in scope.machine.natives:
        return PlatformClass(first), rest
    if first in _NAMESPACES and rest and is_platform_class(rest[0].lower()):
        return PlatformClass(rest[0].lower()), rest[1:]
    dotted = f"{first}.{rest[0].lower()}" if rest else first
    if is_platform_class(dotted):
        return PlatformClass(dotted), rest[1:]
    if is_platform_class(first):
        return PlatformClass(first), rest
    if is_record_type(first):
        return Type(written[0]), rest
    raise UnknownName(f"{written[0]} in {scope.cls.full}")


def is_record_type(name: str) -> bool:
    """Whether a name is that of a record type."""
    return bool(_RECORD.fullmatch(name)) or name.lower() in _STANDARD


def variable(name: str, scope: Scope) -> Code | None:
    """Compile reading a variable, or a field that needs no qualifier."""
    local = scope.find(name)
    if local:
        place = local.place
        return Code(lambda frame: frame[place], local.type)
    found = field_of(name, scope)
    if found is None:
        return None
    owner, declared, static = found
    return static_field(owner, declared, scope) if static else _own_field(declared, scope)


def field_of(name: str, scope: Scope) -> tuple[Class, Field, bool] | None:
    """Find the field that a bare name means, and whether it is static."""
    key = name.lower()
    for around in scope.cls.around():
        for one in around.chain():
            if key in one.static_fields:
                return one, one.static_fields[key], True
            if around is scope.cls and not scope.static and key in one.fields:
                return one, one.fields[key], False
    return None


def _own_field(declared: Field, scope: Scope) -> Code:
    key, machine = declared.name.lower(), scope.machine
    if scope.accessor == key:
        return Code(lambda frame: frame[0].fields[key], declared.type)
    if declared.getter or not {"private", "final"}.isdisjoint(declared.modifiers):
        getter = declared.getter
        if getter is None:
            return Code(lambda frame: frame[0].fields[key], declared.type)
        return Code(lambda frame: getter.run(frame[0], []), declared.type)
    return Code(lambda frame: load(frame[0], key, machine), declared.type)


def static_field(owner: Class, declared: Field, scope: Scope) -> Code:
    """Compile reading a static field."""
    key, getter, ready = declared.name.lower(), declared.getter, scope.machine.ready
    if getter and scope.accessor != key:
        return Code(lambda frame: getter.run(None, []), declared.type)

    def run(frame: Frame) -> Value:
        if not owner.ready:
            ready(owner)
        return owner.statics[key]

    return Code(run, declared.type)


@expression("VariableExpr")
def dotted(node: Node, scope: Scope) -> Code:
    """Compile a name, or a row of names after a value."""
    written = names(node["names"])
    start = optional(node, "dottedExpr")
    if start is not None:
        code = compile_expression(start, scope)
        return _after(code, written, scope, safe=node["isSafeNav"])
    found, rest = meaning(written, scope)
    if not isinstance(found, Code):
        if not rest:
            raise UnknownName(f"{'.'.join(written)} in {scope.cls.full}")
        found, rest = class_member(found, rest[0], scope), rest[1:]
    return members(found, rest, scope)


def _after(code: Code, written: list[str], scope: Scope, safe: bool) -> Code:
    if scope.accessor and written[0].lower() == scope.accessor and code.type == scope.cls.type:
        return members(_raw(code, scope.accessor, scope), written[1:], scope)
    found = member(code, written[0], scope)
    if safe:
        found = _safely(code, written[0], scope)
    return members(found, written[1:], scope)


def _raw(code: Code, key: str, scope: Scope) -> Code:
    return Code(lambda frame: code.run(frame).fields[key], scope.cls.all_fields[key].type)


def _safely(code: Code, name: str, scope: Scope) -> Code:
    machine = scope.machine

    def run(frame: Frame) -> Value:
        value = code.run(frame)
        return None if value is None else load(value, name, machine)

    return Code(run, member(code, name, scope).type)


def members(code: Code, written: list[str], scope: Scope) -> Code:
    """Compile reading a row of members."""
    for name in written:
        code = member(code, name, scope)
    return code


def member(code: Code, name: str, scope: Scope) -> Code:
    """Compile reading a member of a value."""
    machine, run = scope.machine, code.run
    owner = machine.catalogue.find(code.type.name) if code.type else None
    declared = owner.all_fields.get(name.lower()) if owner else None
    return Code(lambda frame: load(run(frame), name, machine), declared.type if declared else None)


def class_member(owner: Class | PlatformClass | Type, name: str, scope: Scope) -> Code:
    """Compile reading a static member of a class."""
    key = name.lower()
    if isinstance(owner, Class):
        return _static_of(owner, key, name, scope)
    if isinstance(owner, PlatformClass):
        constants = CONSTANTS.get(owner, {})
        if key not in constants:
            raise UnknownName(f"{owner}.{name}")
        value = constants[key]
        return Code(lambda frame: value)
    return _record_member(owner, name)


def _static_of(owner: Class, key: str, name: str, scope: Scope) -> Code:
    if key in owner.constants:
        value = owner.constants[key]
        return Code(lambda frame: value, owner.type)
    for one in owner.chain():
        if key in one.static_fields:
            return static_field(one, one.static_fields[key], scope)
    raise UnknownName(f"{owner.full}.{name}")


def _record_member(owner: Type, name: str) -> Code:
    token = SObjectType(owner) if name.lower() == "sobjecttype" else SObjectField(owner, name)
    return Code(lambda frame: token)


@expression("ArrayExpr")
def indexed(node: Node, scope: Scope) -> Code:
    """Compile `items[index]`."""
    of = compile_expression(node["expr"], scope)
    at = compile_expression(node["index"], scope).run
    run = of.run
    return Code(lambda frame: element(run(frame), at(frame)), element_type(of.type))


def element_type(of: Type | None) -> Type | None:
    """Give the type of the elements of a list."""
    return of.arguments[0] if of and of.head == "list" and of.arguments else None
