"""The compilers of statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tests.apexvm.compiling import (
    RETURNED,
    Evaluate,
    Execute,
    Frame,
    Scope,
    Signal,
    compile_expression,
    compile_statement,
    statement,
)
from tests.apexvm.conversion import coercer, instance_of
from tests.apexvm.equality import equal, equal_exactly
from tests.apexvm.errors import Thrown, UnknownName, UnknownSyntax, dereference
from tests.apexvm.expressions.operators import flag
from tests.apexvm.tree import Node, kind, line, names, optional
from tests.apexvm.types import Type
from tests.apexvm.values import EnumValue, Instance, Value

_BREAK, _CONTINUE, _RETURN = Signal.BREAK, Signal.CONTINUE, Signal.RETURN


@statement("BlockStmnt")
def block(node: Node, scope: Scope) -> Execute:
    """Compile `{ ... }`."""
    with scope.block():
        return sequence(node["stmnts"], scope)


def sequence(nodes: Sequence[Node], scope: Scope) -> Execute:
    """Compile statements that follow each other; the machine notes the line of each."""
    machine, lines = scope.machine, scope.machine.lines_of(scope.cls)
    steps = [(line(node), compile_statement(node, scope)) for node in nodes]

    def run(frame: Frame) -> Signal | None:
        for number, step in steps:
            machine.line = number
            lines.add(number)
            signal = step(frame)
            if signal is not None:
                return signal
        return None

    return run


def body(node: Node | None, scope: Scope) -> Execute:
    """Compile what a condition or a loop governs."""
    if node is None:
        return lambda frame: None
    if kind(node) == "BlockStmnt":
        return compile_statement(node, scope)
    with scope.block():
        return sequence([node], scope)


@statement("ExpressionStmnt")
def expression_statement(node: Node, scope: Scope) -> Execute:
    """Compile an expression whose value is not used."""
    evaluate = compile_expression(node["expr"], scope).run

    def run(frame: Frame) -> None:
        evaluate(frame)

    return run


@statement("VariableDeclStmnt")
def variables(node: Node, scope: Scope) -> Execute:
    """Compile declared variables."""
    declared = node["variableDecls"]
    type_ = scope.resolve(declared["type"])
    steps = [_variable(one, type_, scope) for one in declared["decls"]]
    if len(steps) == 1:
        return steps[0]

    def run(frame: Frame) -> None:
        for step in steps:
            step(frame)

    return run


def _variable(node: Node, type_: Type, scope: Scope) -> Execute:
    written = optional(node, "assignment")
    evaluate = compile_expression(written, scope).run if written else _nothing
    place = scope.declare(node["name"]["value"], type_)
    change = coercer(type_)

    def run(frame: Frame) -> None:
        value = evaluate(frame)
        frame[place] = change(value) if change else value

    return run


def _nothing(frame: Frame) -> Value:
    return None


@statement("IfElseBlock")
def conditional(node: Node, scope: Scope) -> Execute:
    """Compile `if`."""
    branches = [
        (compile_expression(one["expr"], scope).run, body(one["stmnt"], scope))
        for one in node["ifBlocks"]
    ]
    last = optional(node, "elseBlock")
    otherwise = body(last["stmnt"], scope) if last else None

    def run(frame: Frame) -> Signal | None:
        for condition, then in branches:
            if flag(condition(frame)):
                return then(frame)
        return otherwise(frame) if otherwise else None

    return run


@statement("WhileLoop")
def while_loop(node: Node, scope: Scope) -> Execute:
    """Compile `while`."""
    condition = compile_expression(node["condition"], scope).run
    return _loop(condition, body(optional(node, "stmnt"), scope), None)


def _loop(condition: Evaluate | None, inside: Execute, after: Evaluate | None) -> Execute:
    def run(frame: Frame) -> Signal | None:
        while condition is None or flag(condition(frame)):
            signal = inside(frame)
            if signal is _RETURN:
                return signal
            if signal is _BREAK:
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
            if signal is _RETURN:
                return signal
            if signal is _BREAK or not flag(condition(frame)):
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
            if signal is _RETURN:
                return signal
            if signal is _BREAK:
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
        return _variable({"name": name, "assignment": one["expr"]}, scope.resolve(type_), scope)
    found = scope.find(name["value"])
    if found is None:
        raise UnknownName(f"{name['value']} in {scope.cls.full}")
    place, evaluate = found.place, compile_expression(optional(one, "expr"), scope).run

    def run(frame: Frame) -> None:
        frame[place] = evaluate(frame)

    return run


@statement("BreakStmnt")
def break_(node: Node, scope: Scope) -> Execute:
    """Compile `break`."""
    return lambda frame: _BREAK


@statement("ContinueStmnt")
def continue_(node: Node, scope: Scope) -> Execute:
    """Compile `continue`."""
    return lambda frame: _CONTINUE


@statement("ReturnStmnt")
def return_(node: Node, scope: Scope) -> Execute:
    """Compile `return`."""
    written = optional(node, "expr")
    evaluate = compile_expression(written, scope).run if written else _nothing

    def run(frame: Frame) -> Signal:
        frame[RETURNED] = evaluate(frame)
        return _RETURN

    return run


@statement("ThrowStmnt")
def throw(node: Node, scope: Scope) -> Execute:
    """Compile `throw`."""
    evaluate = compile_expression(node["expr"], scope).run
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        value = evaluate(frame)
        if value is None:
            dereference()
        machine.note(value)
        raise Thrown(value)

    return run


@statement("TryCatchFinallyBlock")
def try_(node: Node, scope: Scope) -> Execute:
    """Compile `try`; what breaks a limit is never caught."""
    tried = compile_statement(node["tryBlock"], scope)
    catches = [_catch(one, scope) for one in node["catchBlocks"]]
    last = optional(node, "finallyBlock")
    finally_ = compile_statement(last["stmnt"], scope) if last else None
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        try:
            return tried(frame)
        except Thrown as thrown:
            machine.note(thrown.value)
            handler = None if is_limit(thrown.value) else _handler(thrown.value, catches)
            if handler is None:
                raise
            return handler(frame, thrown.value)

    return _with_finally(run, finally_) if finally_ else run


Handler = Callable[[Frame, Value], Signal | None]


def is_limit(value: Instance) -> bool:
    """Whether an exception says that a limit is broken."""
    return value.cls.told_name == "System.LimitException"


def _catch(node: Node, scope: Scope) -> tuple[Type, Handler]:
    parameter = node["parameter"]
    type_ = scope.resolve(parameter["typeRef"])
    with scope.block():
        place = scope.declare(parameter["name"]["value"], type_)
        inside = compile_statement(node["stmnt"], scope)

    def run(frame: Frame, value: Value) -> Signal | None:
        frame[place] = value
        return inside(frame)

    return type_, run


def _handler(value: Instance, catches: list[tuple[Type, Handler]]) -> Handler | None:
    for type_, handler in catches:
        if instance_of(value, type_):
            return handler
    return None


def _with_finally(run: Execute, last: Execute) -> Execute:
    def both(frame: Frame) -> Signal | None:
        signal = None
        try:
            signal = run(frame)
        except Thrown as thrown:
            if is_limit(thrown.value) or last(frame) is None:
                raise
            return _RETURN
        kept = frame[RETURNED]
        ended = last(frame)
        if ended is None:
            frame[RETURNED] = kept
        return ended or signal

    return both


@statement("SwitchStmnt")
def switch(node: Node, scope: Scope) -> Execute:
    """Compile `switch on`; texts are compared with their case."""
    evaluate = compile_expression(node["expr"], scope).run
    branches = [_when(one, scope) for one in node["whenBlocks"]]

    def run(frame: Frame) -> Signal | None:
        value = evaluate(frame)
        for fits, then in branches:
            if fits(frame, value):
                return then(frame, value)
        return None

    return run


Fits = Callable[[Frame, Value], bool]


def _when(node: Node, scope: Scope) -> tuple[Fits, Handler]:
    match kind(node):
        case "TypeWhen":
            return _when_type(node, scope)
        case "ElseWhen":
            fits: Fits = _always
        case "ValueWhen":
            cases = [_case(one, scope) for one in node["whenCases"]]
            fits = lambda frame, value: any(one(frame, value) for one in cases)  # noqa: E731
        case other:
            raise UnknownSyntax(other)
    then = compile_statement(node["stmnt"], scope)
    return fits, lambda frame, value: then(frame)


def _always(frame: Frame, value: Value) -> bool:
    return True


def _when_type(node: Node, scope: Scope) -> tuple[Fits, Handler]:
    type_ = scope.resolve(node["typeRef"])
    with scope.block():
        place = scope.declare(node["name"]["value"], type_)
        inside = compile_statement(node["stmnt"], scope)

    def then(frame: Frame, value: Value) -> Signal | None:
        frame[place] = value
        return inside(frame)

    return (lambda frame, value: instance_of(value, type_)), then


def _case(node: Node, scope: Scope) -> Fits:
    if kind(node) == "EnumCase":
        name = names(node["identifiers"])[-1].lower()
        return lambda frame, value: isinstance(value, EnumValue) and value.name.lower() == name
    evaluate = compile_expression(node["expr"], scope).run

    def fits(frame: Frame, value: Value) -> bool:
        wanted = evaluate(frame)
        compare = equal_exactly if isinstance(wanted, str) else equal
        return compare(value, wanted)

    return fits


@statement("RunAsBlock")
def run_as(node: Node, scope: Scope) -> Execute:
    """Compile `System.runAs(user) { ... }`."""
    user = compile_expression(node["inputParameters"][0], scope).run
    inside = compile_statement(node["stmnt"], scope)
    machine = scope.machine

    def run(frame: Frame) -> Signal | None:
        kept, machine.run_as = machine.run_as, user(frame).get("Id") or machine.run_as
        try:
            return inside(frame)
        finally:
            machine.run_as = kept

    return run


_DML = {
    "DmlInsertStmnt": "insert",
    "DmlUpdateStmnt": "update",
    "DmlUpsertStmnt": "upsert",
    "DmlDeleteStmnt": "delete",
    "DmlUndeleteStmnt": "undelete",
}


@statement(*_DML)
def change_records(node: Node, scope: Scope) -> Execute:
    """Compile `insert`, `update`, `upsert`, `delete` and `undelete`."""
    from tests.apexvm.platform.database import change

    name = _DML[kind(node)]
    evaluate = compile_expression(node["expr"], scope).run
    external = optional(node, "id")
    key = external["field"]["value"] if external else None
    machine = scope.machine

    def run(frame: Frame) -> None:
        change(machine, name, evaluate(frame), all_or_none=True, external=key)

    return run
