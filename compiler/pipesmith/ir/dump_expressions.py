"""Expressions of the IR in one line of text; every conversion is spelled out."""

import json
from typing import assert_never

from pipesmith.ir import nodes as n


def show(expression: n.Expression | None) -> str:
    """Give the text of one expression; `-` stands for a left-out argument."""
    if expression is None:
        return "-"
    if isinstance(expression, _Literal):
        return _literal(expression)
    return _compound(expression)


def show_pairs(pairs: tuple[n.Pair, ...]) -> str:
    """Give the text of named values."""
    return ", ".join(f"{pair.name}: {show(pair.value)}" for pair in pairs)


_Literal = (
    n.IntValue
    | n.FloatValue
    | n.DecimalValue
    | n.DurationValue
    | n.TextValue
    | n.BoolValue
    | n.NullValue
    | n.EnumMember
    | n.ContextValue
    | n.EnvValue
    | n.SecretValue
    | n.Local
)


def _literal(expression: _Literal) -> str:
    match expression:
        case n.IntValue() | n.FloatValue():
            return repr(expression.value)
        case n.DecimalValue():
            return f"{expression.digits}d"
        case n.DurationValue():
            return f"{expression.milliseconds}ms"
        case n.TextValue():
            return json.dumps(expression.value)
        case n.BoolValue():
            return "true" if expression.value else "false"
        case n.NullValue():
            return "null"
        case n.EnumMember():
            return f"{expression.type}.{expression.name}"
        case n.ContextValue():
            return f"context.{expression.name}"
        case n.EnvValue():
            return f"env.{expression.name}" + ("" if expression.required else "?")
        case n.SecretValue():
            return f"secret.{expression.name}"
        case n.Local():
            return expression.name
        case _:
            assert_never(expression)


def _compound(expression: n.Expression) -> str:
    match expression:
        case n.Interpolation():
            return f"text({_list(expression.parts)})"
        case n.Collection():
            return f"[{_list(expression.items)}]: {expression.type}"
        case n.MapValue():
            return "{" + show_pairs(expression.entries) + "}: " + str(expression.type)
        case n.Construct():
            return f"{expression.type}({show_pairs(expression.fields)})"
        case n.Member():
            return f"{show(expression.subject)}.{expression.name}"
        case n.IfPresent():
            return (
                f"present({expression.name} = {show(expression.subject)}, {show(expression.body)})"
            )
        case n.Index():
            return f"{show(expression.subject)}[{show(expression.index)}]"
        case n.Slice():
            return f"{show(expression.subject)}[{show(expression.start)}:{show(expression.stop)}]"
        case n.Lambda():
            pair = "pair " if expression.destructure else ""
            return f"({pair}{', '.join(expression.parameters)} => {show(expression.body)})"
        case n.Call():
            return f"{expression.function}({_list(expression.arguments)})"
        case n.CallDeclared():
            return f"{expression.module}.{expression.function}({show_pairs(expression.arguments)})"
        case _:
            return _operation(expression)


def _operation(expression: n.Expression) -> str:
    match expression:
        case n.Unary():
            return f"({expression.operator} {show(expression.operand)})"
        case n.Binary() | n.Logic():
            return f"({show(expression.left)} {expression.operator} {show(expression.right)})"
        case n.Coalesce():
            return f"({show(expression.left)} ?? {show(expression.right)})"
        case n.Comparison():
            rest = zip(expression.operators, expression.operands[1:], strict=True)
            chain = "".join(f" {sign} {show(operand)}" for sign, operand in rest)
            return f"({show(expression.operands[0])}{chain})"
        case n.Conditional():
            condition, then = show(expression.condition), show(expression.then)
            return f"({condition} ? {then} : {show(expression.otherwise)})"
        case n.Widen():
            return f"widen({show(expression.value)} to {expression.type})"
        case n.Validate():
            return f"({show(expression.value)} as {expression.type})"
        case _:
            raise AssertionError(f"{type(expression).__name__} is a literal")


def _list(expressions: tuple[n.Expression | None, ...]) -> str:
    return ", ".join(map(show, expressions))
