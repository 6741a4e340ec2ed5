"""Python expressions as syntax trees, put together by name rather than by punctuation.

Operands get parentheses exactly where Python needs them: `fit` knows how tightly each kind of
expression binds.
"""

from collections.abc import Iterable, Sequence

import libcst as cst

Node = cst.BaseExpression

(
    NAMED, LAMBDA, CHOICE, OR, AND, NOT, COMPARED, UNION, SUM, PRODUCT, SIGN, AWAIT, CALLED, ATOM
) = range(14)  # fmt: skip
"""How tightly expressions bind, loosest first."""

_BINDING: dict[type[cst.CSTNode], int] = {
    cst.NamedExpr: NAMED,
    cst.Lambda: LAMBDA,
    cst.IfExp: CHOICE,
    cst.Comparison: COMPARED,
    cst.UnaryOperation: SIGN,
    cst.Await: AWAIT,
    cst.Attribute: CALLED,
    cst.Call: CALLED,
    cst.Subscript: CALLED,
    cst.Tuple: NAMED,
}
_OPERATORS: dict[str, tuple[type[cst.BaseBinaryOp], int]] = {
    "+": (cst.Add, SUM),
    "-": (cst.Subtract, SUM),
    "*": (cst.Multiply, PRODUCT),
    "/": (cst.Divide, PRODUCT),
    "//": (cst.FloorDivide, PRODUCT),
    "%": (cst.Modulo, PRODUCT),
    "|": (cst.BitOr, UNION),
}
_OPERATOR_BINDING: dict[type[cst.CSTNode], int] = dict(_OPERATORS.values())
_COMPARISONS: dict[str, type[cst.BaseCompOp]] = {
    "==": cst.Equal,
    "!=": cst.NotEqual,
    "<": cst.LessThan,
    "<=": cst.LessThanEqual,
    ">": cst.GreaterThan,
    ">=": cst.GreaterThanEqual,
    "in": cst.In,
    "not in": cst.NotIn,
    "is": cst.Is,
    "is not": cst.IsNot,
}


def binding(node: Node) -> int:
    """Tell how tightly an expression binds as it is written."""
    if node.lpar:
        return ATOM
    match node:
        case cst.BinaryOperation():
            return _OPERATOR_BINDING.get(type(node.operator), COMPARED)
        case cst.BooleanOperation(operator=operator):
            return OR if isinstance(operator, cst.Or) else AND
        case cst.UnaryOperation(operator=cst.Not()):
            return NOT
        case _:
            return _BINDING.get(type(node), ATOM)


def fit(node: Node, level: int) -> Node:
    """Give an expression that binds at least as tightly as its place needs."""
    return node if binding(node) >= level else parenthesized(node)


def parenthesized(node: Node) -> Node:
    """Put an expression in parentheses."""
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def name(text: str) -> cst.Name:
    """Write a name."""
    return cst.Name(text)


def dotted(path: str) -> Node:
    """Write names joined by dots."""
    first, *rest = path.split(".")
    node: Node = cst.Name(first)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def attribute(value: Node, member: str) -> Node:
    """Write `value.member`."""
    plain = isinstance(value, cst.Integer | cst.Float)
    return cst.Attribute(parenthesized(value) if plain else fit(value, CALLED), cst.Name(member))


def root(node: Node) -> str:
    """Give the name that a path of members or items starts from."""
    while isinstance(node, cst.Attribute | cst.Subscript):
        node = node.value
    return node.value if isinstance(node, cst.Name) else ""


def call(function: Node | str, /, *arguments: Node, **named: Node | None) -> cst.Call:
    """Write a call; named arguments that are None are left out."""
    callee = dotted(function) if isinstance(function, str) else fit(function, CALLED)
    given = [argument(each) for each in arguments]
    given += [keyword(key, value) for key, value in named.items() if value is not None]
    return cst.Call(callee, given, whitespace_after_func=_NOTHING, whitespace_before_args=_NOTHING)


def argument(value: Node, key: cst.Name | None = None) -> cst.Arg:
    """Write `value`, or `key=value`, as an argument."""
    return cst.Arg(
        fit(value, LAMBDA),
        key,
        equal=_TIGHT if key else cst.MaybeSentinel.DEFAULT,
        whitespace_after_star=_NOTHING,
        whitespace_after_arg=_NOTHING,
    )


def keyword(key: str, value: Node) -> cst.Arg:
    """Write `key=value`."""
    return argument(value, cst.Name(key))


_NOTHING = cst.SimpleWhitespace("")
"""Space that what is written most shares: libcst else makes it anew for each node."""
_TIGHT = cst.AssignEqual(_NOTHING, _NOTHING)


def subscript(value: Node, *indexes: Node) -> cst.Subscript:
    """Write `value[a, b]`."""
    slices = [cst.SubscriptElement(cst.Index(fit(index, CHOICE))) for index in indexes]
    return cst.Subscript(fit(value, CALLED), slices)


def sliced(value: Node, start: Node | None, stop: Node | None) -> cst.Subscript:
    """Write `value[start:stop]`."""
    lower = start and fit(start, CHOICE)
    upper = stop and fit(stop, CHOICE)
    return cst.Subscript(fit(value, CALLED), [cst.SubscriptElement(cst.Slice(lower, upper))])


def binary(operator: str, left: Node, right: Node) -> Node:
    """Write `left operator right`; operators of one level group to the left."""
    kind, level = _OPERATORS[operator]
    return cst.BinaryOperation(fit(left, level), kind(), fit(right, level + 1))


def boolean(operator: str, left: Node, right: Node) -> Node:
    """Write `left and right`, `left or right`."""
    level = OR if operator == "or" else AND
    sign = cst.Or() if operator == "or" else cst.And()
    return cst.BooleanOperation(fit(left, level), sign, fit(right, level + 1))


def negation(operand: Node) -> Node:
    """Write `not operand`."""
    return cst.UnaryOperation(cst.Not(), fit(operand, NOT))


def minus(operand: Node) -> Node:
    """Write `-operand`."""
    return cst.UnaryOperation(cst.Minus(), fit(operand, SIGN))


def compared(first: Node, *rest: tuple[str, Node]) -> Node:
    """Write a chain of comparisons."""
    targets = [
        cst.ComparisonTarget(_COMPARISONS[sign](), fit(operand, COMPARED + 1))
        for sign, operand in rest
    ]
    return cst.Comparison(fit(first, COMPARED + 1), targets)


def choice(condition: Node, then: Node, otherwise: Node) -> Node:
    """Write `then if condition else otherwise`."""
    return cst.IfExp(test=fit(condition, OR), body=fit(then, OR), orelse=fit(otherwise, CHOICE))


def function(parameters: Sequence[str], body: Node) -> cst.Lambda:
    """Write `lambda parameters: body`."""
    given = [cst.Param(cst.Name(each)) for each in parameters]
    gap = cst.SimpleWhitespace(" " if given else "")
    return cst.Lambda(cst.Parameters(given), fit(body, LAMBDA), whitespace_after_lambda=gap)


def applied(parameter: str, body: Node) -> Node:
    """Write a function of one parameter; one that only calls another with it is that one."""
    match body:
        case cst.Call(func=cst.Name() as called, args=[cst.Arg(cst.Name(value=given))]):
            return called if given == parameter else function([parameter], body)
        case _:
            return function([parameter], body)


def awaited(call_: Node) -> Node:
    """Write `await call`."""
    return cst.Await(fit(call_, CALLED))


def assigned(target: str, value: Node) -> Node:
    """Write `(target := value)`."""
    return parenthesized(cst.NamedExpr(cst.Name(target), fit(value, LAMBDA)))


def listed(items: Iterable[Node]) -> cst.List:
    """Write `[a, b]`."""
    return cst.List(_elements(items))


def tupled(items: Sequence[Node], bare: bool = False) -> cst.Tuple:
    """Write `(a, b)`, or without its parentheses where none are needed."""
    elements = _elements(items)
    if len(elements) == 1:
        elements = [elements[0].with_changes(comma=cst.Comma())]
    if bare:
        return cst.Tuple(elements, lpar=[], rpar=[])
    return cst.Tuple(elements)


def mapping(entries: Iterable[tuple[Node, Node]]) -> cst.Dict:
    """Write `{a: b}`."""
    return cst.Dict([cst.DictElement(fit(k, LAMBDA), fit(v, LAMBDA)) for k, v in entries])


def _elements(items: Iterable[Node]) -> list[cst.Element]:
    return [cst.Element(fit(item, LAMBDA)) for item in items]


def integer(value: int) -> Node:
    """Write an int."""
    return minus(cst.Integer(str(-value))) if value < 0 else cst.Integer(str(value))


def number(value: float) -> Node:
    """Write a finite float so that reading it gives the same bits."""
    text = repr(abs(value))
    if "e" in text and "." not in text:
        text = text.replace("e", ".0e")
    negative = value < 0 or str(value).startswith("-")
    return minus(cst.Float(text)) if negative else cst.Float(text)


def text(value: str) -> Node:
    """Write a text, whatever is in it; in double quotes where that takes no more escapes."""
    plain = repr(value)
    if plain[0] == "'" and '"' not in plain:
        return cst.SimpleString(f'"{plain[1:-1]}"')
    return cst.SimpleString(plain)


NONE, TRUE, FALSE = cst.Name("None"), cst.Name("True"), cst.Name("False")
