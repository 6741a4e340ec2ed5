"""Values brought to the type that their use asks for: by `as`, by `??`, or by a comparison."""

from pipesmith import types as t
from pipesmith.importing.values import Shape, Value, loose, text, type_syntax
from pipesmith.syntax import nodes as n

NUMBERS = (t.INT, t.FLOAT, t.DECIMAL)
NULL = n.NullLiteral()


def converted(value: Value, wanted: t.Type) -> n.Expression:
    """Give code of a type; `as` validates what is not known to be of it."""
    if wanted in (value.type, t.JSON) or (wanted == t.FLOAT and value.type == t.INT):
        return value.code
    value = loose(value)
    if wanted == t.STRING and value.type in (t.EMAIL, t.URL):
        return value.code
    if wanted == t.STRING and t.present(value.type) not in (t.JSON, t.STRING):
        return shown(value)
    return n.Convert(value.code, type_syntax(wanted))


def shown(value: Value) -> n.Expression:
    """Give the text of a value."""
    if value.type == t.STRING:
        return value.code
    if isinstance(value.code, n.NullLiteral):
        return text("")
    return call("to_string", text_part(value))


def text_part(value: Value) -> n.Expression:
    """Give what may stand among words: nothing that may be null."""
    value = loose(value)
    if isinstance(value.code, n.NullLiteral):
        return text("")
    if isinstance(value.type, t.OptionalType):
        return (
            n.Binary("??", value.code, text(""))
            if value.type.item == t.STRING
            else call("to_json", value.code)
        )
    return value.code


def number(value: Value) -> Value:
    """Give a number; JSON is a float unless it is known to be an int."""
    if value.type in NUMBERS:
        return value
    wanted = t.INT if t.present(value.known) == t.INT else t.FLOAT
    return Value(converted(value, wanted), wanted)


def a_list(value: Value) -> Value:
    """Give a list; of JSON it is a list of JSON."""
    known = t.present(value.type)
    wanted = known if isinstance(known, t.ListType) else t.ListType(t.JSON)
    shape = Shape(wanted, item=value.shape.item)
    value = loose(value)
    if isinstance(value.type, t.OptionalType) and isinstance(known, t.ListType):
        return Value(n.Binary("??", value.code, n.ListLiteral(())), wanted, shape)
    return Value(converted(value, wanted), wanted, shape)


def truth(value: Value) -> n.Expression:
    """Give a condition: what the other system takes for true."""
    value = loose(value)
    if isinstance(value.code, n.NullLiteral):
        return n.BoolLiteral(False)
    kind = value.type
    match kind:
        case t.Scalar("bool"):
            return value.code
        case t.Scalar("json"):
            return n.Convert(value.code, type_syntax(t.BOOL))
        case t.Scalar("string"):
            return compared(value.code, "!=", text(""))
        case t.Scalar("int") | t.Scalar("float"):
            return compared(value.code, "!=", n.IntLiteral(0))
        case t.ListType() | t.MapType():
            return compared(call("length", value.code), ">", n.IntLiteral(0))
        case t.OptionalType(item=t.Scalar("bool")):
            return n.Binary("??", value.code, n.BoolLiteral(False))
        case t.OptionalType():
            return compared(value.code, "!=", NULL)
        case _:
            return n.BoolLiteral(True)


def negated(condition: n.Expression) -> n.Expression:
    """Turn a condition around."""
    match condition:
        case n.BoolLiteral(value=value):
            return n.BoolLiteral(not value)
        case n.Unary(operator="not", operand=operand):
            return operand
        case n.Comparison(operands=operands, operators=("==",)):
            return n.Comparison(operands, ("!=",))
        case n.Comparison(operands=operands, operators=("!=",)):
            return n.Comparison(operands, ("==",))
        case _:
            return n.Unary("not", condition)


def compared(left: n.Expression, sign: n.ComparisonOperator, right: n.Expression) -> n.Comparison:
    """Compare two values."""
    return n.Comparison((left, right), (sign,))


def call(name: str, *arguments: n.Expression) -> n.Call:
    """Call a standard function."""
    return n.Call(n.Name(name), tuple(n.Argument(None, each) for each in arguments))


def filtered(subject: n.Expression, name: str, *arguments: n.Expression) -> n.Filter:
    """Call a standard function as a filter."""
    given = tuple(n.Argument(None, each) for each in arguments)
    return n.Filter(subject, n.Name(name), given, bare=not given)
