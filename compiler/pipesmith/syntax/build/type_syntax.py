"""Types."""

from pipesmith.source import Span
from pipesmith.syntax import mistakes
from pipesmith.syntax import nodes as n
from pipesmith.syntax.build.naming import Builder
from pipesmith.syntax.reading import Token


class Types(Builder):
    """Makes the nodes of types."""

    def on_named_type(self, span: Span, name: Token) -> n.NamedType:
        """Make `Customer`."""
        return n.NamedType(self.name(name), span=span)

    def on_generic_type(self, span: Span, name: Token, items: list[n.TypeSyntax]) -> n.GenericType:
        """Make `list[T]`."""
        return n.GenericType(self.name(name), tuple(items), span=span)

    def on_decimal_type(
        self, span: Span, name: Token, precision: Token, scale: Token
    ) -> n.TypeSyntax:
        """Make `decimal(12, 2)`."""
        if name.text != "decimal":
            self.reading.report(mistakes.not_decimal(span, name.text))
            return n.NamedType(self.name(name), span=span)
        digits = (int(token.text.replace("_", "")) for token in (precision, scale))
        return n.DecimalType(*digits, span=span)

    def on_literal_type(self, span: Span, token: Token) -> n.LiteralType:
        """Make `"person"` as a type."""
        text = self.constant(token, "a literal type")
        return n.LiteralType(text.constant or "", span=span)

    def on_optional_type(self, span: Span, item: n.TypeSyntax) -> n.OptionalType:
        """Make `T?`."""
        return n.OptionalType(item, span=span)

    def on_union_type(self, span: Span, *members: n.TypeSyntax) -> n.UnionType:
        """Make `A | B`; a union in parentheses joins the one around it."""
        flat: list[n.TypeSyntax] = []
        for member in members:
            flat.extend(member.members if isinstance(member, n.UnionType) else (member,))
        return n.UnionType(tuple(flat), span=span)
