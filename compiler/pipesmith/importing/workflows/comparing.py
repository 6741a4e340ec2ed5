"""Comparisons that a configuration spells in words."""

from pipesmith import types as t
from pipesmith.importing.expressions.coercing import a_list, call, compared, converted, number
from pipesmith.importing.values import Value
from pipesmith.syntax import nodes as n


def compare(left: Value, sign: str, right: Value) -> n.Expression:
    """Compare two values by a sign or word."""
    match sign:
        case "==" | "!=":
            return compared(left.code, "==" if sign == "==" else "!=", right.code)
        case ">" | ">=" | "<" | "<=":
            return _ordered(left, sign, right)
        case "in":
            return compared(left.code, "in", a_list(right).code)
        case "not in":
            return compared(left.code, "not in", a_list(right).code)
        case "empty" | "not exists":
            return _empty(left)
        case "not empty" | "exists":
            return n.Unary("not", n.Parenthesised(_empty(left)))
        case _:
            return call(sign, converted(left, t.STRING), converted(right, t.STRING))


def _ordered(left: Value, sign: n.ComparisonOperator, right: Value) -> n.Expression:
    if t.STRING in (left.known, right.known):
        return compared(converted(left, t.STRING), sign, converted(right, t.STRING))
    return compared(number(left).code, sign, number(right).code)


def _empty(value: Value) -> n.Expression:
    """Tell what these systems call empty: nothing, or a text, list or object of nothing."""
    return compared(call("to_json", value.code), "in", n.ListLiteral(tuple(map(_text, EMPTY))))


EMPTY = ("null", '""', "[]", "{}")


def _text(value: str) -> n.Expression:
    return n.Text((value,))
