"""Literals, and what stands for the object or a type."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.apexvm.compiling import Code, Scope, compile_expression, expression
from tests.apexvm.text import units
from tests.apexvm.tree import Node
from tests.apexvm.types import BOOLEAN, DECIMAL, DOUBLE, INTEGER, LONG, STRING, Type
from tests.apexvm.values import Long, TypeValue, Value

_LITERALS: dict[str, tuple[Callable[[Any], Value], Type | None]] = {
    "NULL": (lambda written: None, None),
    "TRUE": (lambda written: True, BOOLEAN),
    "FALSE": (lambda written: False, BOOLEAN),
    "INTEGER": (int, INTEGER),
    "LONG": (Long, LONG),
    "DOUBLE": (float, DOUBLE),
    "DECIMAL": (lambda written: Decimal(str(written)), DECIMAL),
    "STRING": (units, STRING),
}


@expression("LiteralExpr")
def literal(node: Node, scope: Scope) -> Code:
    """Compile a literal."""
    read, type_ = _LITERALS[node["type"]["$"]]
    value = read(node.get("literal", {}).get("$"))
    return Code(lambda frame: value, type_)


@expression("NestedExpr")
def nested(node: Node, scope: Scope) -> Code:
    """Compile what stands in parentheses."""
    return compile_expression(node["expr"], scope)


@expression("ThisVariableExpr")
def this(node: Node, scope: Scope) -> Code:
    """Compile `this`."""
    return Code(lambda frame: frame[0], scope.cls.type)


@expression("ClassRefExpr")
def class_reference(node: Node, scope: Scope) -> Code:
    """Compile `Order.class`."""
    value = TypeValue(scope.resolve(node["type"]))
    return Code(lambda frame: value, Type("Type"))
