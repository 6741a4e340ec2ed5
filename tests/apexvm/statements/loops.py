"""Loops."""

from __future__ import annotations

from tests.apexvm.coercion import coercer
from tests.apexvm.compiling import (
    Evaluate,
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    statement,
)
from tests.apexvm.errors import UnknownName, dereference
from tests.apexvm.expressions.operators import flag
from tests.apexvm.statements.blocks import body, variable
from tests.apexvm.tree import Node, kind, names, optional
from tests.apexvm.values import Instance, Value


@statement("WhileLoop")
def while_loop(node: Node, scope: Scope) -> Execute:
    """Compile `while`."""
    condition = compile_expression(node["condition"], scope).run
    return _loop(condition, body(optional(node, "stmnt"), scope), None)


def _loop(condition: Evaluate | None, inside: Execute, after: Evaluate | None) -> Execute:
    def run(frame: Frame) -> Signal | None:
        while condition is None or flag(condition(frame)):
            signal = inside(frame)
            if signal is Signal.RETURN:
                return signal
            if signal is Signal.BREAK:
                break
            if after:
                after(frame)
        return None

    return run


@statement("DoLoop")
def do_loop(node: Node, scope: Scope) -> Execute:
    """Compile `do ... while`."""
    condition = compile_expression(node["condition"], scope).run
    inside = body(node["stmnt"] if "@class" in node["stmnt"] else optional(node, "stmnt"), scope)

    def run(frame: Frame) -> Signal | None:
        while True:
            signal = inside(frame)
            if signal is Signal.RETURN:
                return signal
            if signal is Signal.BREAK or not flag(condition(frame)):
                return None

    return run


@statement("ForLoop")
def for_loop(node: Node, scope: Scope) -> Execute:
    """Compile both kinds of `for`."""
    control = node["forControl"]
    with scope.block():
        if kind(control) == "EnhancedForControl":
            return _for_each(node, control, scope)
        return _for_counting(node, control, scope)


def _for_each(node: Node, control: Node, scope: Scope) -> Execute:
    over = compile_expression(optional(control["init"], "expr"), scope).run
    type_ = scope.resolve(control["type"])
    place = scope.declare(names(control["init"]["name"])[0], type_)
    inside = body(optional(node, "stmnt"), scope)
    change = coercer(type_)

    def run(frame: Frame) -> Signal | None:
        for value in iterated(over(frame)):
            frame[place] = change(value) if change else value
            signal = inside(frame)
            if signal is Signal.RETURN:
                return signal
            if signal is Signal.BREAK:
                break
        return None

    return run


def iterated(value: Value) -> list[Value]:
    """Give what a loop goes over; the list may change meanwhile."""
    if value is None:
        dereference()
    if isinstance(value, Instance):
        return _by_iterator(value)
    return list(value)


def _by_iterator(value: Instance) -> list[Value]:
    iterator = value.cls.call(value, "iterator")
    found = []
    while iterator.cls.call(iterator, "hasNext"):
        found.append(iterator.cls.call(iterator, "next"))
    return found


def _for_counting(node: Node, control: Node, scope: Scope) -> Execute:
    written = optional(control, "inits")
    start = _start(written, scope) if written else []
    test = optional(control, "condition")
    step = optional(control, "control")
    condition = compile_expression(test, scope).run if test else None
    after = compile_expression(step, scope).run if step else None
    loop = _loop(condition, body(optional(node, "stmnt"), scope), after)

    def run(frame: Frame) -> Signal | None:
        for one in start:
            one(frame)
        return loop(frame)

    return run


def _start(written: Node, scope: Scope) -> list[Execute]:
    type_ = optional(written, "type")
    return [_started(one, type_, scope) for one in written["inits"]]


def _started(one: Node, type_: Node | None, scope: Scope) -> Execute:
    name = {"value": names(one["name"])[0]}
    if type_ is not None:
        return variable({"name": name, "assignment": one["expr"]}, scope.resolve(type_), scope)
    found = scope.find(name["value"])
    if found is None:
        raise UnknownName(f"{name['value']} in {scope.cls.full}")
    place, evaluate = found.place, compile_expression(optional(one, "expr"), scope).run

    def run(frame: Frame) -> None:
        frame[place] = evaluate(frame)

    return run
