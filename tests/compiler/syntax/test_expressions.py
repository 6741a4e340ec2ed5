"""Which tree each form of an expression makes."""

from decimal import Decimal

import pytest
from tests.compiler.syntax.reading import expression, found

from pipesmith.syntax import nodes as n

A, B, C = n.Reference("a"), n.Reference("b"), n.Reference("c")
ONE = n.IntLiteral(1)
INT = n.NamedType(n.Name("int"))


def name(text: str) -> n.Name:
    return n.Name(text)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("1_000", n.IntLiteral(1000)),
        ("9223372036854775808", n.IntLiteral(2**63)),
        ("1.5", n.FloatLiteral(1.5)),
        ("2e9", n.FloatLiteral(2e9)),
        ("1.5E-3", n.FloatLiteral(0.0015)),
        ("12.50d", n.DecimalLiteral(Decimal("12.50"))),
        ("1d", n.DurationLiteral(1, "d")),
        ("250ms", n.DurationLiteral(250, "ms")),
        ("true", n.BoolLiteral(True)),
        ("null", n.NullLiteral()),
        ("[1, 1,]", n.ListLiteral((ONE, ONE))),
        ("{}", n.MapLiteral(())),
        (
            '{ a: 1, if: 1, "b c": 1, }',
            n.MapLiteral(
                (n.MapEntry("a", ONE), n.MapEntry("if", ONE), n.MapEntry("b c", ONE, True))
            ),
        ),
        ("error.message", n.Member(n.Reference("error"), name("message"))),
        ("page.timeout", n.Member(n.Reference("page"), name("timeout"))),
        ("a.if", n.Member(A, name("if"))),
        ("a?.b", n.Member(A, name("b"), True)),
        ("a[-1]", n.Index(A, n.Unary("-", ONE))),
        ("a[1:b]", n.Slice(A, ONE, B)),
        ("a[:]", n.Slice(A, None, None)),
        ("a[*].b", n.Member(n.Pluck(A), name("b"))),
        ("f(a)", n.Call(name("f"), (n.Argument(None, A),))),
        ("f(model: a)", n.Call(name("f"), (n.Argument(name("model"), A),))),
        ("f(set: a)", n.Call(name("f"), (n.Argument(name("set"), A),))),
        ("f(error: a)", n.Call(name("f"), (n.Argument(name("error"), A),))),
        ("repeat(a, 1)", n.Call(name("repeat"), (n.Argument(None, A), n.Argument(None, ONE)))),
        ("repeat (a)", n.Call(name("repeat"), (n.Argument(None, A),))),
        ("a | f", n.Filter(A, name("f"), (), True)),
        ("a | repeat(1)", n.Filter(A, name("repeat"), (n.Argument(None, ONE),))),
        ("-5 | abs", n.Unary("-", n.Filter(n.IntLiteral(5), name("abs"), (), True))),
        ("-a as int", n.Unary("-", n.Convert(A, INT))),
        ("a as int ? b : c", n.Conditional(n.Convert(A, INT), B, C)),
        ("a as (int?)", n.Convert(A, n.OptionalType(INT))),
        ("a + b * c", n.Binary("+", A, n.Binary("*", B, C))),
        ("a - b - c", n.Binary("-", n.Binary("-", A, B), C)),
        ("a div b % c", n.Binary("%", n.Binary("div", A, B), C)),
        ("a or b and c", n.Binary("or", A, n.Binary("and", B, C))),
        ("a ?? b or c", n.Binary("??", A, n.Binary("or", B, C))),
        ("not a == b", n.Unary("not", n.Comparison((A, B), ("==",)))),
        ("a <= b < c", n.Comparison((A, B, C), ("<=", "<"))),
        ("a not in b", n.Comparison((A, B), ("not in",))),
        ("a ? b : c ? a : b", n.Conditional(A, B, n.Conditional(C, A, B))),
        ("a => b ?? c", n.Lambda((name("a"),), n.Binary("??", B, C))),
        ("(a) => b", n.Lambda((name("a"),), B)),
        ("(a, b) => c", n.Lambda((name("a"), name("b")), C)),
        ("(a)", n.Parenthesised(A)),
        ("(a + b) | f", n.Filter(n.Parenthesised(n.Binary("+", A, B)), name("f"), (), True)),
    ],
)
def test_form(text: str, node: n.Expression) -> None:
    assert expression(text) == node


def test_a_decimal_keeps_its_scale() -> None:
    literal = expression("1.00d")
    assert isinstance(literal, n.DecimalLiteral)
    assert str(literal.value) == "1.00"


def test_spans_are_offsets_of_code_points() -> None:
    node = expression('"ß\U0001f600" + (b * c)')
    assert isinstance(node, n.Binary)
    start = len("function f() -> int = ")
    assert (node.span.start - start, node.span.end - start) == (0, 14)
    assert (node.right.span.start - start, node.right.span.end - start) == (7, 14)


def test_comments_are_layout() -> None:
    assert expression("a // half\n + b") == n.Binary("+", A, B)


def test_floor_division_is_a_word_and_a_slip_is_warned_of() -> None:
    text = "function f() -> int = a // 2\n"
    assert found(text) == [("floor-division", "// 2")]
