"""Operators before their only operand."""

from __future__ import annotations

from collections.abc import Callable

from tests.apexvm.arithmetic import complement, negative
from tests.apexvm.compiling import Code, Scope, compile_expression, expression
from tests.apexvm.errors import dereference
from tests.apexvm.expressions.assignment import counted
from tests.apexvm.expressions.operators import flag
from tests.apexvm.tree import Node
from tests.apexvm.values import Value


@expression("PrefixExpr")
def prefix(node: Node, scope: Scope) -> Code:
    """Compile `-x`, `!x`, `~x`; what counts up or down is an assignment."""
    name = node["op"]["$"]
    if name in ("INC", "DEC"):
        return counted(node, scope, give_new=True)
    code = compile_expression(node["expr"], scope)
    apply = _PREFIX[name]
    return Code(lambda frame: apply(code.run(frame)), code.type)


def _not(value: Value) -> bool:
    return not flag(value)


def _positive(value: Value) -> Value:
    if value is None:
        dereference()
    return value


_PREFIX: dict[str, Callable[[Value], Value]] = {
    "NEGATIVE": negative,
    "POSITIVE": _positive,
    "NOT": _not,
    "BITWISE_COMPLEMENT": complement,
}
