"""Operators of other systems, with what they do to values of different types."""

from typing import TYPE_CHECKING, assert_never

from pipesmith import types as t
from pipesmith.importing.expressions import tree as e
from pipesmith.importing.expressions.calling import lenient
from pipesmith.importing.expressions.coercing import (
    NUMBERS,
    a_list,
    call,
    compared,
    converted,
    negated,
    number,
    text_part,
    truth,
)
from pipesmith.importing.values import Shape, Value, loose
from pipesmith.syntax import nodes as n

if TYPE_CHECKING:
    from pipesmith.importing.expressions.translating import Translator

Operated = e.Unary | e.Binary | e.Comparison | e.Choice
OR_NOTE = (
    "`or` is read as `??`: it takes the other value for null, not for an empty text, 0 or false"
)


def operated(tree: Operated, to: "Translator") -> Value:
    """Translate an operator and its operands."""
    match tree:
        case e.Unary(operator="not"):
            return Value(negated(to.condition(tree.operand)), t.BOOL)
        case e.Unary():
            found = number(to.operand(tree.operand))
            return Value(n.Unary("-", found.code), found.type)
        case e.Binary(operator="and" | "or" | "??"):
            return _either(tree, to)
        case e.Binary():
            return _computed(tree.operator, to.operand(tree.left), to.operand(tree.right))
        case e.Comparison():
            return _comparison(tree, to)
        case e.Choice():
            return _choice(tree, to)
        case _:
            assert_never(tree)


# ---------------------------------------------------------------- logic


def _either(tree: e.Binary, to: "Translator") -> Value:
    """Translate `and` and `or`: of conditions they are conditions, of other values a choice."""
    left = to.operand(lenient(tree.left) if tree.operator != "and" else tree.left)
    right = to.operand(lenient(tree.right) if tree.operator != "and" else tree.right)
    if tree.operator == "??":
        return _first_of(left, right)
    both = {t.present(left.known), t.present(right.known)}
    if both == {t.BOOL} or tree.operator == "and" or left.type == t.BOOL:
        sign: n.BinaryOperator = "and" if tree.operator == "and" else "or"
        return Value(n.Binary(sign, truth(left), truth(right)), t.BOOL)
    if _is_enum(left.type) and (code := _enum_value(left, right, to)) is not None:
        return _first_of(left, Value(code, t.present(left.type)))
    to.scope.note(OR_NOTE)
    return _first_of(left, right)


def _first_of(left: Value, right: Value) -> Value:
    if isinstance(left.code, n.NullLiteral):
        return right
    if _from_environment(left.code) and right.type == t.STRING:
        return Value(n.Binary("??", left.code, right.code), t.STRING)
    if not isinstance(left.type, t.OptionalType) and left.type != t.JSON:
        return left
    if left.type == t.JSON:
        return Value(n.Binary("??", left.code, right.code), t.JSON, left.shape)
    wanted = t.present(left.type)
    if t.present(right.type) != wanted:
        code = n.Binary("??", n.Convert(left.code, n.NamedType(n.Name("json"))), right.code)
        return Value(code, t.JSON)
    return Value(n.Binary("??", left.code, right.code), right.type, right.shape)


def _from_environment(code: n.Expression) -> bool:
    """Tell whether code is a variable of the environment, which may be missing beside `??`."""
    return isinstance(code, n.Member) and code.subject == n.Reference("env")


def _choice(tree: e.Choice, to: "Translator") -> Value:
    condition = to.condition(tree.condition)
    then, otherwise = to.operand(tree.then), to.operand(tree.otherwise)
    code = n.Conditional(condition, then.code, otherwise.code)
    if then.type == otherwise.type:
        return Value(code, then.type, then.shape)
    if {then.type, otherwise.type} == {t.INT, t.FLOAT}:
        return Value(code, t.FLOAT)
    pair = (as_json(then), as_json(otherwise))
    return Value(n.Conditional(condition, *pair), t.JSON)


def as_json(value: Value) -> n.Expression:
    """Give a value of any type as JSON."""
    return (
        value.code if value.type == t.JSON else n.Convert(value.code, n.NamedType(n.Name("json")))
    )


# ---------------------------------------------------------------- arithmetic


def _computed(sign: str, left: Value, right: Value) -> Value:
    known = (t.present(left.known), t.present(right.known))
    if sign == "+" and t.STRING in known:
        return Value(n.Text((*_piece(left), *_piece(right))), t.STRING, Shape(t.STRING))
    if sign == "+" and any(isinstance(each, t.ListType) for each in known):
        return _joined(a_list(left), a_list(right))
    one, other = number(left), number(right)
    kind = t.INT if (one.type, other.type) == (t.INT, t.INT) and sign != "/" else t.FLOAT
    if sign == "**":
        pair = (one.code, other.code) if kind == t.INT else (_float(one), _float(other))
        return Value(call("pow", *pair), kind)
    return Value(n.Binary(sign, one.code, other.code), kind)  # type: ignore[arg-type]


def _piece(value: Value) -> tuple[str | n.Expression, ...]:
    """Give what a value adds to a text; constants and texts are put together."""
    if isinstance(value.code, n.Text):
        return value.code.parts
    return (text_part(value),)


def _joined(left: Value, right: Value) -> Value:
    if left.type == right.type:
        return Value(n.Binary("+", left.code, right.code), left.type, left.shape)
    kind = t.ListType(t.JSON)
    return Value(n.Binary("+", converted(left, kind), converted(right, kind)), kind)


def _float(value: Value) -> n.Expression:
    return value.code if value.type == t.FLOAT else call("to_float", value.code)


# ---------------------------------------------------------------- comparisons


def _comparison(tree: e.Comparison, to: "Translator") -> Value:
    """Translate comparisons; a chain becomes several, joined by `and`."""
    operands = [to.operand(each) for each in tree.operands]
    pairs = zip(operands, tree.operators, operands[1:], strict=False)
    tests = [_compared(left, sign, right, to) for left, sign, right in pairs]
    whole = tests[0]
    for each in tests[1:]:
        whole = n.Binary("and", whole, each)
    return Value(whole, t.BOOL)


def _compared(left: Value, sign: str, right: Value, to: "Translator") -> n.Expression:
    match sign:
        case "==" | "!=":
            return equal(left, "==" if sign == "==" else "!=", right, to)
        case "in" | "not in":
            return _contained(left, sign, right)
        case _:
            return _ordered(left, sign, right)


def equal(left: Value, sign: n.ComparisonOperator, right: Value, to: "Translator") -> n.Expression:
    """Compare two values of any types for equality."""
    left, right = loose(left), loose(right)
    for one, other in ((left, right), (right, left)):
        if isinstance(other.code, n.NullLiteral) and not _may_be_null(one):
            return n.BoolLiteral(sign == "!=")
        if isinstance(other.code, n.BoolLiteral) and one.type == t.BOOL:
            as_it_is = other.code.value == (sign == "==")
            return one.code if as_it_is else negated(one.code)
        if _is_enum(one.type):
            other_code = _enum_value(one, other, to)
            return (
                compared(one.code, sign, other_code) if other_code else _as_texts(one, sign, other)
            )
    if not _comparable(left, right):
        return n.BoolLiteral(sign == "!=")
    return compared(left.code, sign, right.code)


def _may_be_null(value: Value) -> bool:
    return isinstance(value.type, t.OptionalType) or value.type == t.JSON


def _is_enum(kind: t.Type) -> bool:
    return isinstance(t.present(kind), t.NominalType) and t.present(kind).of == "enum"  # type: ignore[union-attr]


def _enum_value(one: Value, other: Value, to: "Translator") -> n.Expression | None:
    """Give a constant text as the value of an enum that it is compared with."""
    if isinstance(other.code, n.NullLiteral) or other.type == one.type:
        return other.code
    name = str(t.present(one.type))
    constant = other.code.constant if isinstance(other.code, n.Text) else None
    if constant in to.scope.declared.enums.get(name, ()):
        return n.Member(n.Reference(name), n.Name(str(constant)))
    return None


def _as_texts(one: Value, sign: n.ComparisonOperator, other: Value) -> n.Expression:
    return compared(call("to_json", one.code), sign, call("to_json", other.code))


def _comparable(left: Value, right: Value) -> bool:
    one, other = t.present(left.type), t.present(right.type)
    return t.JSON in (one, other) or _group(one) == _group(other)


def _group(kind: t.Type) -> str:
    match kind:
        case t.Scalar("int") | t.Scalar("float"):
            return "number"
        case t.LiteralType() | t.UnionType() | t.Scalar("email") | t.Scalar("url"):
            return "string"
        case t.ListType():
            return "list"
        case _:
            return str(kind)


def _contained(left: Value, sign: str, right: Value) -> n.Expression:
    known = t.present(right.known)
    if known == t.STRING:
        return compared(converted(left, t.STRING), sign, converted(right, t.STRING))  # type: ignore[arg-type]
    if isinstance(right.type, t.MapType) or right.shape.members is not None:
        keys = t.MapType(t.JSON)
        return compared(converted(left, t.STRING), sign, converted(right, keys))  # type: ignore[arg-type]
    items = a_list(right)
    if items.type not in (t.ListType(left.type), t.ListType(t.STRING)):
        items = Value(converted(items, t.ListType(t.JSON)), t.ListType(t.JSON))
    return compared(_item_like(left, items), sign, items.code)  # type: ignore[arg-type]


def _item_like(value: Value, items: Value) -> n.Expression:
    if isinstance(items.type, t.ListType) and items.type.item == t.STRING:
        return converted(value, t.STRING)
    return value.code


def _ordered(left: Value, sign: str, right: Value) -> n.Expression:
    """Compare by order; null comes before and behind nothing."""
    texts = t.STRING in (t.present(left.known), t.present(right.known))
    if texts:
        one, other = converted(left, t.STRING), converted(right, t.STRING)
        return compared(one, sign, other)  # type: ignore[arg-type]
    guards = [_present(each) for each in (left, right) if isinstance(each.type, t.OptionalType)]
    codes = [_plain(each) for each in (left, right)]
    test: n.Expression = compared(codes[0], sign, codes[1])  # type: ignore[arg-type]
    for guard in reversed([each for each in guards if each is not None]):
        test = n.Binary("and", guard, test)
    return test


def _plain(value: Value) -> n.Expression:
    """Give a number that a guard before it shows not to be null."""
    if isinstance(value.type, t.OptionalType) and _present(value) is not None:
        return value.code
    return number(value).code


def _present(value: Value) -> n.Expression | None:
    """Give the test that a path of members is not null; other code shows nothing of itself."""
    code = value.code
    while isinstance(code, n.Member) and not code.safe:
        code = code.subject
    known = t.present(value.type) in (*NUMBERS, t.DATE, t.DATETIME)
    if not isinstance(code, n.Reference) or not known:
        return None
    return compared(value.code, "!=", n.NullLiteral())
