"""Operators that assign nothing."""

from __future__ import annotations

from collections.abc import Callable

from tests.apexvm.arithmetic import OPERATORS, Operator, ordered
from tests.apexvm.coercion import coerce
from tests.apexvm.compiling import Code, Evaluate, Frame, Scope, compile_expression, expression
from tests.apexvm.conversion import cast, instance_of
from tests.apexvm.equality import equal, same
from tests.apexvm.errors import dereference
from tests.apexvm.text import to_text
from tests.apexvm.tree import Node
from tests.apexvm.types import BOOLEAN, NUMERIC, STRING, Type
from tests.apexvm.values import Value


@expression("BinaryExpr")
def binary(node: Node, scope: Scope) -> Code:
    """Compile arithmetic, joined texts and operations on bits."""
    left = compile_expression(node["left"], scope)
    right = compile_expression(node["right"], scope)
    return operation(node["op"]["$"], left, right)


def operation(name: str, left: Code, right: Code) -> Code:
    """Compile an operator between two compiled operands."""
    if name == "ADDITION" and STRING in (left.type, right.type):
        return Code(_joined(left.run, right.run), STRING)
    fast = _WHOLE.get(name)
    operate = OPERATORS[name]
    type_ = _widest(left.type, right.type)
    if fast:
        return Code(_whole(fast, operate, left.run, right.run), type_)
    return Code(_applied(operate, left.run, right.run), type_)


def _applied(operate: Operator, left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda frame: operate(left(frame), right(frame))


def _joined(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda frame: to_text(left(frame)) + to_text(right(frame))


_WHOLE: dict[str, Callable[[int, int], int]] = {
    "ADDITION": int.__add__,
    "SUBTRACTION": int.__sub__,
    "MULTIPLICATION": int.__mul__,
}


def _whole(
    fast: Callable[[int, int], int], operate: Operator, left: Evaluate, right: Evaluate
) -> Evaluate:
    def run(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        if type(one) is int and type(other) is int:
            found = fast(one, other)
            if -0x80000000 <= found <= 0x7FFFFFFF:
                return found
        return operate(one, other)

    return run


def _widest(left: Type | None, right: Type | None) -> Type | None:
    if left and right and left.key in NUMERIC and right.key in NUMERIC:
        return max(left, right, key=lambda one: NUMERIC[one.key])
    return left if left == BOOLEAN or (left and left.key in ("date", "datetime")) else None


@expression("BooleanExpr")
def boolean(node: Node, scope: Scope) -> Code:
    """Compile comparisons and short-circuit logic."""
    left = compile_expression(node["left"], scope).run
    right = compile_expression(node["right"], scope).run
    return Code(_BOOLEAN[node["op"]["$"]](left, right), BOOLEAN)


def flag(value: Value) -> bool:
    """Give a Boolean that may not be null."""
    if value is None:
        dereference()
    return bool(value)


def _both(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda frame: flag(left(frame)) and flag(right(frame))


def _either(left: Evaluate, right: Evaluate) -> Evaluate:
    return lambda frame: flag(left(frame)) or flag(right(frame))


Combine = Callable[[Evaluate, Evaluate], Evaluate]


def _equality(compare: Callable[[Value, Value], bool], wanted: bool) -> Combine:
    return lambda left, right: lambda frame: compare(left(frame), right(frame)) is wanted


def _order(holds: Callable[[int, int], bool]) -> Combine:
    def combine(left: Evaluate, right: Evaluate) -> Evaluate:
        def run(frame: Frame) -> bool:
            one, other = left(frame), right(frame)
            if type(one) is int and type(other) is int:
                return holds(one, other)
            found = ordered(one, other)
            return found is not None and holds(found, 0)

        return run

    return combine


_BOOLEAN: dict[str, Combine] = {
    "AND": _both,
    "OR": _either,
    "DOUBLE_EQUAL": _equality(equal, True),
    "NOT_EQUAL": _equality(equal, False),
    "ALTERNATIVE_NOT_EQUAL": _equality(equal, False),
    "TRIPLE_EQUAL": _equality(same, True),
    "NOT_TRIPLE_EQUAL": _equality(same, False),
    "LESS_THAN": _order(int.__lt__),
    "GREATER_THAN": _order(int.__gt__),
    "LESS_THAN_EQUAL": _order(int.__le__),
    "GREATER_THAN_EQUAL": _order(int.__ge__),
}


@expression("TernaryExpr")
def ternary(node: Node, scope: Scope) -> Code:
    """Compile `c ? a : b`; numbers become the wider of both."""
    condition = compile_expression(node["condition"], scope).run
    yes = compile_expression(node["trueExpr"], scope)
    no = compile_expression(node["falseExpr"], scope)
    type_ = _widest(yes.type, no.type) or (yes.type if yes.type == no.type else None)
    if type_ and type_.key in NUMERIC and yes.type != no.type:
        yes, no = _widened(yes, type_), _widened(no, type_)
    return Code(
        lambda frame: yes.run(frame) if flag(condition(frame)) else no.run(frame),
        type_ or _other_than_null(yes, no),
    )


def _other_than_null(yes: Code, no: Code) -> Type | None:
    """Take the type of the branch that has one when the other is a bare null."""
    known = [one.type for one in (yes, no) if one.type]
    return known[0] if len(known) == 1 and known[0] == STRING else None


def _widened(code: Code, type_: Type) -> Code:
    return Code(lambda frame: coerce(code.run(frame), type_), type_)


@expression("NullCoalescingExpr")
def null_coalescing(node: Node, scope: Scope) -> Code:
    """Compile `a ?? b`."""
    left = compile_expression(node["left"], scope)
    right = compile_expression(node["right"], scope)

    def run(frame: Frame) -> Value:
        found = left.run(frame)
        return right.run(frame) if found is None else found

    return Code(run, left.type)


@expression("InstanceOf")
def instance_test(node: Node, scope: Scope) -> Code:
    """Compile `x instanceof T`."""
    code = compile_expression(node["expr"], scope)
    type_ = scope.resolve(node["type"])
    return Code(lambda frame: instance_of(code.run(frame), type_), BOOLEAN)


@expression("CastExpr")
def casting(node: Node, scope: Scope) -> Code:
    """Compile `(T) x`."""
    code = compile_expression(node["expr"], scope)
    type_ = scope.resolve(node["type"])
    return Code(lambda frame: cast(code.run(frame), type_), type_)
