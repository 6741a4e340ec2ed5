"""Expressions."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal, cast

from pipesmith.source import Span
from pipesmith.syntax import mistakes, numbers, texts
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.naming import Builder
from pipesmith.syntax.reading import Part, Reading, Token

if TYPE_CHECKING:
    from pipesmith.syntax.build import ReadExpression


Unit = Literal["ms", "s", "m", "h", "d"]


class Expressions(Builder):
    """Makes the nodes of expressions."""

    def __init__(self, reading: Reading, expression: "ReadExpression") -> None:
        super().__init__(reading)
        self.expression = expression

    # ---- literals

    def on_int(self, span: Span, token: Token) -> n.IntLiteral:
        """Make `1_000`."""
        return n.IntLiteral(int(token.text.replace("_", "")), span=span)

    def on_float(self, span: Span, token: Token) -> n.FloatLiteral:
        """Make `1.5`."""
        return n.FloatLiteral(float(token.text), span=span)

    def on_decimal(self, span: Span, token: Token) -> n.DecimalLiteral:
        """Make `12.50d`."""
        return n.DecimalLiteral(Decimal(token.text[:-1]), span=span)

    def on_duration(self, span: Span, token: Token) -> n.DurationLiteral:
        """Make `250ms`."""
        amount, unit = numbers.duration(token.text)
        return n.DurationLiteral(amount, cast(Unit, unit), span=span)

    def on_true(self, span: Span) -> n.BoolLiteral:
        """Make `true`."""
        return n.BoolLiteral(True, span=span)

    def on_false(self, span: Span) -> n.BoolLiteral:
        """Make `false`."""
        return n.BoolLiteral(False, span=span)

    def on_null(self, span: Span) -> n.NullLiteral:
        """Make `null`."""
        return n.NullLiteral(span=span)

    def on_broken(self, span: Span, token: Token) -> n.BrokenExpression:
        """Stand for what `lexer` or `recovery` has reported."""
        return n.BrokenExpression(span=span)

    def on_text(self, span: Span, token: Token) -> n.Text:
        """Make a text, its interpolations read in place."""
        if token.parts is None:
            value = token.text[1:-1]
            return n.Text((value,) if value else (), span=span)
        block = token.text.startswith('"""')
        pieces = texts.pieces(self.reading.text, token.parts, block)
        parts = [piece if isinstance(piece, str) else self._read(piece) for piece in pieces]
        return n.Text(tuple(parts), block, span=span)

    def _read(self, part: Part) -> n.Expression:
        if part.broken:
            return n.BrokenExpression(span=self.reading.span(part.start, part.end))
        return self.expression(part.start, part.end)

    def on_list(self, span: Span, *items: n.Expression) -> n.ListLiteral:
        """Make `[1, 2]`."""
        return n.ListLiteral(items, span=span)

    def on_map(self, span: Span, *entries: n.MapEntry) -> n.MapLiteral:
        """Make `{ key: value }`."""
        return n.MapLiteral(entries, span=span)

    def on_entry(self, span: Span, key: Token, value: n.Expression) -> n.MapEntry:
        """Make `key: value`."""
        if key.kind != "TEXT":
            return n.MapEntry(key.text, value, span=span)
        return n.MapEntry(self.constant(key, "a key").constant or "", value, True, span=span)

    # ---- names, calls and what follows a value

    def on_reference(self, span: Span, token: Token) -> n.Reference:
        """Make a name used as a value."""
        return n.Reference(token.text, span=span)

    def on_parenthesised(self, span: Span, inner: n.Expression) -> n.Parenthesised:
        """Make `(e)`."""
        return n.Parenthesised(inner, span=span)

    def on_call(self, span: Span, name: Token, arguments: list[n.Argument]) -> n.Call:
        """Make `f(x)`."""
        return n.Call(self.name(name), tuple(arguments), span=span)

    def on_argument(self, span: Span, name: Token | None, value: n.Expression) -> n.Argument:
        """Make `name: value`, or a bare value."""
        return n.Argument(self.name(name) if name else None, value, span=span)

    def on_member(self, span: Span, subject: n.Expression, name: Token) -> n.Member:
        """Make `a.b`."""
        return n.Member(subject, self.name(name), span=span)

    def on_safe_member(self, span: Span, subject: n.Expression, name: Token) -> n.Member:
        """Make `a?.b`."""
        return n.Member(subject, self.name(name), True, span=span)

    def on_bare_filter(self, span: Span, subject: n.Expression, name: Token) -> n.Filter:
        """Make `a | f`."""
        return n.Filter(subject, self.name(name), (), True, span=span)

    def on_filter(
        self, span: Span, subject: n.Expression, name: Token, arguments: list[n.Argument]
    ) -> n.Filter:
        """Make `a | f(y)`."""
        return n.Filter(subject, self.name(name), tuple(arguments), span=span)

    def on_index(self, span: Span, subject: n.Expression, index: n.Expression) -> n.Index:
        """Make `a[0]`."""
        return n.Index(subject, index, span=span)

    def on_slice(
        self,
        span: Span,
        subject: n.Expression,
        start: n.Expression | None,
        stop: n.Expression | None,
    ) -> n.Slice:
        """Make `a[1:3]`."""
        return n.Slice(subject, start, stop, span=span)

    def on_pluck(self, span: Span, subject: n.Expression) -> n.Pluck:
        """Make `a[*]`."""
        return n.Pluck(subject, span=span)

    def on_convert(self, span: Span, subject: n.Expression, type_: n.TypeSyntax) -> n.Convert:
        """Make `e as T`."""
        return n.Convert(subject, type_, span=span)

    # ---- operators

    def on_unary(self, span: Span, sign: Token, operand: n.Expression) -> n.Unary:
        """Make `-x` or `not x`."""
        return n.Unary("-" if sign.kind == "MINUS" else "not", operand, span=span)

    def on_binary(
        self, span: Span, left: n.Expression, sign: Token, right: n.Expression
    ) -> n.Binary:
        """Make `a + b`."""
        return n.Binary(cast(n.BinaryOperator, sign.text), left, right, span=span)

    def on_comparison(self, span: Span, *parts: "n.Expression | list[Token]") -> n.Comparison:
        """Make `0 <= x < 10`."""
        operands = cast(tuple[n.Expression, ...], parts[::2])
        written = cast(tuple[list[Token] | Token, ...], parts[1::2])
        operators = tuple(
            " ".join(token.text for token in sign) if isinstance(sign, list) else sign.text
            for sign in written
        )
        return n.Comparison(operands, cast(tuple[n.ComparisonOperator, ...], operators), span=span)

    def on_conditional(
        self, span: Span, condition: n.Expression, then: n.Expression, otherwise: n.Expression
    ) -> n.Conditional:
        """Make `c ? a : b`."""
        return n.Conditional(condition, then, otherwise, span=span)

    def on_lambda_of_one(self, span: Span, parameter: Token, body: n.Expression) -> n.Lambda:
        """Make `x => e`."""
        return n.Lambda((self.value_name(parameter, "a parameter"),), body, span=span)

    def on_lambda_of_many(self, span: Span, *parts: "Token | n.Expression") -> n.Lambda:
        """Make `(a, b) => e`."""
        *tokens, body = parts
        names = [self.value_name(cast(Token, token), "parameter") for token in tokens]
        return n.Lambda(tuple(names), cast(n.Expression, body), span=span)

    def on_lambda_of_parenthesised(
        self, span: Span, before: n.Parenthesised, body: n.Expression
    ) -> n.Expression:
        """Make `(x) => e`."""
        inner = before.inner
        if isinstance(inner, n.Reference) and inner.name != "error":
            token = Token("NAME", inner.span.start, inner.span.end, inner.name)
            return self.on_lambda_of_one(span, token, body)
        if not isinstance(inner, n.BrokenExpression):
            self.reading.report(mistakes.parameters_of_lambda(before.span))
        return n.BrokenExpression(span=span)
