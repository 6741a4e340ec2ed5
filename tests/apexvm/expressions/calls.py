"""Calls of methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NoReturn

from tests.apexvm.compiling import Code, Evaluate, Frame, Scope, compile_expression, expression
from tests.apexvm.construction import construct, construct_super
from tests.apexvm.declarations import Class, Method
from tests.apexvm.errors import Unknown, UnknownMethod
from tests.apexvm.expressions.names import (
    Meaning,
    PlatformClass,
    class_member,
    meaning,
    members,
)
from tests.apexvm.members import send
from tests.apexvm.overloads import pick
from tests.apexvm.python_values import from_python, to_python
from tests.apexvm.registry import METHODS, STATICS, Native
from tests.apexvm.tree import Node, kind, names, optional
from tests.apexvm.types import STRING, Type
from tests.apexvm.values import Value


class Arguments:
    """The compiled arguments of a call."""

    def __init__(self, nodes: Sequence[Node], scope: Scope) -> None:
        codes = [compile_expression(one, scope) for one in nodes]
        self.runs = [one.run for one in codes]
        self.types = [one.type for one in codes]

    def __len__(self) -> int:
        return len(self.runs)

    def values(self, frame: Frame) -> list[Value]:
        """Evaluate them, the first one first."""
        return [run(frame) for run in self.runs]


@expression("MethodCallExpr")
def call(node: Node, scope: Scope) -> Code:
    """Compile a call."""
    written = names(node["names"])
    arguments = Arguments(node["inputParameters"], scope)
    start = optional(node, "dottedExpr")
    if start is None and len(written) == 1:
        return _unqualified(written[0], arguments, scope)
    if start is not None and kind(start) == "SuperVariableExpr":
        return _super(written[-1], arguments, scope)
    found, rest = _start(start, written[:-1], scope)
    if not isinstance(found, Code):
        return _static_call(found, rest, written[-1], arguments, scope)
    owner = members(found, rest, scope)
    return _on_value(owner, written[-1], arguments, scope, safe=node["isSafeNav"])


def _start(start: Node | None, written: list[str], scope: Scope) -> tuple[Meaning, list[str]]:
    if start is not None:
        return compile_expression(start, scope), written
    return meaning(written, scope)


def _unqualified(name: str, arguments: Arguments, scope: Scope) -> Code:
    for around in scope.cls.around():
        found = around.candidates(name, len(arguments))
        if found and around is scope.cls and not scope.static:
            return _own(found, name, arguments, scope)
        if found:
            return _chosen(found, arguments, scope, lambda frame: None)
    if not scope.static and scope.cls.is_exception:
        return _on_value(Code(lambda frame: frame[0]), name, arguments, scope, safe=False)
    return _absent(UnknownMethod(f"{scope.cls.full}.{name}/{len(arguments)}"))


def _own(found: Sequence[Method], name: str, arguments: Arguments, scope: Scope) -> Code:
    fixed = found[0].owner is scope.cls and found[0].modifiers & {"private", "static"}
    if fixed or (len(found) == 1 and found[0].static):
        return _chosen(found, arguments, scope, lambda frame: frame[0])
    this = Code(lambda frame: frame[0], scope.cls.type)
    return _on_value(this, name, arguments, scope, safe=False)


def _super(name: str, arguments: Arguments, scope: Scope) -> Code:
    above = scope.cls.parent
    found = above.candidates(name, len(arguments)) if above else ()
    if found:
        return _chosen(found, arguments, scope, lambda frame: frame[0])
    native = METHODS["exception"].get(name.lower())
    if native is None:
        return _absent(UnknownMethod(f"super.{name}/{len(arguments)}"))
    machine = scope.machine
    return Code(lambda frame: native.call(machine, (frame[0],), arguments.values(frame)))


def _chosen(found: Sequence[Method], arguments: Arguments, scope: Scope, this: Evaluate) -> Code:
    """Compile a call of one of some methods that nothing overrides."""
    if len(found) == 1:
        method = found[0]
        runs = arguments.runs
        return Code(
            lambda frame: method.run(this(frame), [run(frame) for run in runs]), method.returns
        )
    machine = scope.machine

    def choose(frame: Frame) -> Value:
        values = arguments.values(frame)
        method = pick(found, arguments.types, values, machine)
        if method is None:
            raise UnknownMethod(f"{found[0].place}/{len(values)}")
        return method.run(this(frame), values)

    return Code(choose, _same_result(found))


def _same_result(found: Sequence[Method]) -> Type | None:
    results = {one.returns for one in found}
    return results.pop() if len(results) == 1 else None


def _on_value(owner: Code, name: str, arguments: Arguments, scope: Scope, safe: bool) -> Code:
    machine, run, runs, types = scope.machine, owner.run, arguments.runs, arguments.types
    returns = _returned(owner.type, name, len(arguments), scope)

    def always(frame: Frame) -> Value:
        value = run(frame)
        return send(value, name, [one(frame) for one in runs], types, machine)

    def unless_null(frame: Frame) -> Value:
        value = run(frame)
        if value is None:
            return None
        return send(value, name, [one(frame) for one in runs], types, machine)

    return Code(unless_null if safe else always, returns)


def _returned(of: Type | None, name: str, count: int, scope: Scope) -> Type | None:
    if of is None:
        return None
    cls = scope.machine.catalogue.find(of.name)
    if cls:
        return _same_result(cls.candidates(name, count) or ()) if cls.has(name, count) else None
    native = METHODS.get(of.head, {}).get(name.lower())
    return STRING if native and native.gives_text else None


def _static_call(
    found: Meaning, rest: list[str], name: str, arguments: Arguments, scope: Scope
) -> Code:
    assert not isinstance(found, Code)
    if rest:
        owner = members(class_member(found, rest[0], scope), rest[1:], scope)
        return _on_value(owner, name, arguments, scope, safe=False)
    if isinstance(found, Class):
        return _on_class(found, name, arguments, scope)
    if isinstance(found, PlatformClass):
        return _on_platform(found, name, arguments, scope)
    return _on_record_type(found, name, arguments, scope)


def _on_class(found: Class, name: str, arguments: Arguments, scope: Scope) -> Code:
    methods = found.candidates(name, len(arguments))
    if methods:
        return _chosen(methods, arguments, scope, lambda frame: None)
    native = METHODS["enum class"].get(name.lower()) if found.kind == "enum" else None
    if native is None:
        return _absent(UnknownMethod(f"{found.full}.{name}/{len(arguments)}"))
    machine = scope.machine
    return Code(lambda frame: native.call(machine, (found,), arguments.values(frame)))


def _on_platform(owner: PlatformClass, name: str, arguments: Arguments, scope: Scope) -> Code:
    machine = scope.machine
    added = machine.natives.get(owner, {}).get(name.lower())
    if added:
        return Code(_python_call(added, arguments, scope))
    native = STATICS.get(owner, {}).get(name.lower())
    if native is None or not native.accepts(len(arguments)):
        return _absent(UnknownMethod(f"{_label(owner, native)}.{name}/{len(arguments)}"))
    runs = arguments.runs
    return Code(
        lambda frame: native.call(machine, (), [run(frame) for run in runs]),
        STRING if native.gives_text else None,
    )


def _label(owner: PlatformClass, native: Native | None) -> str:
    known = native or next(iter(STATICS.get(owner, {}).values()), None)
    return known.label.rsplit(".", 1)[0] if known else owner


def _python_call(function: Callable[..., object], arguments: Arguments, scope: Scope) -> Evaluate:
    machine = scope.machine

    def run(frame: Frame) -> Value:
        given = [to_python(value) for value in arguments.values(frame)]
        return from_python(function(*given), machine)

    return run


def _on_record_type(type_: Type, name: str, arguments: Arguments, scope: Scope) -> Code:
    native = METHODS["sobject class"].get(name.lower())
    if native is None:
        return _absent(UnknownMethod(f"{type_}.{name}/{len(arguments)}"))
    machine = scope.machine
    return Code(lambda frame: native.call(machine, (type_,), arguments.values(frame)), type_)


def _absent(unknown: Unknown) -> Code:
    """Stop where the platform is not known, once that place is reached."""

    def stop(frame: Frame) -> NoReturn:
        raise unknown

    return Code(stop)


@expression("ThisMethodCallExpr")
def this_constructor(node: Node, scope: Scope) -> Code:
    """Compile `this(...)`."""
    arguments = Arguments(node["inputParameters"], scope)
    machine, cls = scope.machine, scope.cls
    return Code(lambda frame: construct(frame[0], cls, arguments.values(frame), machine))


@expression("SuperMethodCallExpr")
def super_constructor(node: Node, scope: Scope) -> Code:
    """Compile `super(...)`."""
    arguments = Arguments(node["inputParameters"], scope)
    machine, cls = scope.machine, scope.cls
    return Code(lambda frame: construct_super(frame[0], cls, arguments.values(frame), machine))
