"""How instances come to be, and how fields get their first values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.apexvm.coercion import coercer
from tests.apexvm.compiling import (
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    compile_statement,
)
from tests.apexvm.declarations import Block, Class, Field, Method
from tests.apexvm.errors import UnknownMethod
from tests.apexvm.overloads import pick
from tests.apexvm.tree import Node, kind
from tests.apexvm.values import Instance, Value

if TYPE_CHECKING:
    from tests.apexvm.machine import Machine


def instantiate(cls: Class, arguments: list[Value], machine: Machine) -> Instance:
    """Make an instance of a class."""
    machine.ready(cls)
    made = Instance(cls)
    made.fields = dict.fromkeys(cls.all_fields)
    construct(made, cls, arguments, machine)
    if cls.is_exception:
        machine.note(made)
    return made


def construct(made: Instance, cls: Class, arguments: list[Value], machine: Machine) -> None:
    """Run the constructor of a class on an instance."""
    if cls.kind == "platform":
        _construct_exception(made, arguments)
        return
    fitting = [one for one in cls.constructors if len(one.parameters) == len(arguments)]
    chosen = pick(fitting, [None] * len(arguments), arguments, machine)
    if chosen:
        chosen.run(made, arguments)
    elif cls.is_exception:
        _initialize(made, cls, machine)
        _construct_exception(made, arguments)
    elif arguments or cls.constructors:
        raise UnknownMethod(f"new {cls.full}/{len(arguments)}")
    else:
        construct_above(made, cls, machine)
        _initialize(made, cls, machine)


def _construct_exception(made: Instance, arguments: list[Value]) -> None:
    made.fields.setdefault("message", None)
    made.fields.setdefault("cause", None)
    for one in arguments:
        made.fields["cause" if isinstance(one, Instance) else "message"] = one


def construct_above(made: Instance, cls: Class, machine: Machine) -> None:
    """Run the constructor without parameters of the superclass."""
    if cls.parent:
        construct(made, cls.parent, [], machine)


def _initialize(made: Instance, cls: Class, machine: Machine) -> None:
    for initialize in _instance_parts(cls, machine):
        initialize(made)


def _instance_parts(cls: Class, machine: Machine) -> list[Callable[[Instance], object]]:
    if "parts" not in cls.__dict__:
        parts = [_instance_part(part, cls, machine) for part in cls.instance_parts]
        cls.__dict__["parts"] = [part for part in parts if part]
    found: list[Callable[[Instance], object]] = cls.__dict__["parts"]
    return found


def _instance_part(
    part: Field | Block, cls: Class, machine: Machine
) -> Callable[[Instance], object] | None:
    scope = Scope(machine, cls, static=False)
    if isinstance(part, Block):
        run = compile_statement(part.body, scope)
        return lambda made: run([made, None, *[None] * scope.size])
    if part.initial is None:
        return None
    code = compile_expression(part.initial, scope)
    change = coercer(part.type)
    key = part.name.lower()

    def initialize(made: Instance) -> None:
        value = code.run([made, None])
        made.fields[key] = change(value) if change else value

    return initialize


def static_parts(cls: Class, machine: Machine) -> Iterator[Callable[[], Signal | None]]:
    """Give what initializes the static members, in the order of the text."""
    for part in cls.static_parts:
        scope = Scope(machine, cls, static=True)
        if isinstance(part, Block):
            run = compile_statement(part.body, scope)
            frame: Frame = [None, None, *[None] * scope.size]
            yield _bound(run, frame)
        elif part.initial is not None:
            yield _static_field(part, part.initial, cls, scope)


def _bound(run: Execute, frame: Frame) -> Callable[[], Signal | None]:
    return lambda: run(frame)


def _static_field(
    part: Field, initial: Node, cls: Class, scope: Scope
) -> Callable[[], Signal | None]:
    code = compile_expression(initial, scope)
    change = coercer(part.type)

    def initialize() -> None:
        value = code.run([None, None])
        cls.statics[part.name.lower()] = change(value) if change else value

    return initialize


def compile_constructor_body(method: Method, scope: Scope) -> Execute:
    """Compile a constructor: the superclass first, then fields, then its own statements."""
    assert method.body is not None
    first = _first_call(method.body)
    if first == "ThisMethodCallExpr":
        return compile_statement(method.body, scope)
    body = compile_statement(method.body, scope)
    if first == "SuperMethodCallExpr":
        return body
    cls, machine = method.owner, scope.machine

    def run(frame: Frame) -> Signal | None:
        construct_above(frame[0], cls, machine)
        _initialize(frame[0], cls, machine)
        return body(frame)

    return run


def construct_super(made: Instance, cls: Class, arguments: list[Value], machine: Machine) -> None:
    """Do what `super(...)` does: the superclass, then the fields of the class."""
    if cls.parent:
        construct(made, cls.parent, arguments, machine)
    _initialize(made, cls, machine)


def _first_call(body: Node) -> str | None:
    statements = body["stmnts"]
    if statements and kind(statements[0]) == "ExpressionStmnt":
        return kind(statements[0]["expr"])
    return None
