"""Types and expressions written as text."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import assert_never

from pipesmith.syntax import nodes as n
from pipesmith.syntax.writing import literals, respelt
from pipesmith.syntax.writing.layout import (
    HARD,
    LINE,
    SOFT,
    Break,
    Doc,
    Group,
    IfBroken,
    Indent,
    joined,
    render,
)
from pipesmith.syntax.writing.levels import (
    COALESCE,
    CONVERT,
    LAMBDA,
    LEVELS,
    MINUS,
    NOT,
    POSTFIX,
    SUM,
    level,
)
from pipesmith.syntax.writing.trivia import Trivia

Item = tuple[n.Node, Callable[[], Doc]]
"""A thing in a list, and how to write it; comments before it are taken first."""


def written_type(node: n.TypeSyntax) -> str:
    """Write a type."""
    match node:
        case n.NamedType():
            return node.name.text
        case n.GenericType():
            return f"{node.name.text}[{', '.join(map(written_type, node.arguments))}]"
        case n.DecimalType():
            return f"decimal({node.precision}, {node.scale})"
        case n.LiteralType():
            return literals.quoted(node.value)
        case n.OptionalType():
            return f"{single_type(node.item)}?"
        case n.UnionType():
            return " | ".join(map(written_type, node.members))
        case _:
            assert_never(node)


def single_type(node: n.TypeSyntax) -> str:
    """Write a type where no bare `?` or `|` may stand."""
    written = written_type(node)
    return f"({written})" if isinstance(node, n.OptionalType | n.UnionType) else written


class ExpressionWriter:
    """Writes expressions and lists of things, with the comments among them."""

    def __init__(self, trivia: Trivia) -> None:
        self.trivia = trivia

    # ---- lists

    def listed(
        self, opening: str, items: Sequence[Item], closing: str, end: int, edge: Break = SOFT
    ) -> Doc:
        """Write things between brackets: on one line, or one a line with a comma behind each."""
        rows = [self._row(item, last=item is items[-1]) for item in items]
        closed = self.trivia.closing(items[-1][0].span.end) if items else None
        left = self.trivia.before(end if closed is None else closed)
        if not rows and not left:
            return opening + closing
        below: list[Doc] = [HARD, self.trivia.last(left)] if left else []
        inner = [edge if rows else "", joined(rows, LINE), below]
        return Group([opening, Indent(inner), HARD if left else edge, closing])

    def _row(self, item: Item, last: bool) -> Doc:
        node, write = item
        leading = self.leading(node)
        doc = self.trivia.within(write(), node.span)
        comma: Doc = IfBroken(",") if last else ","
        return [leading, doc, comma, self.trivia.behind(node.span.end)]

    def leading(self, node: n.Node) -> list[Doc]:
        """Write the comments before a node, and its documentation."""
        docs = self.trivia.above(self.trivia.before(node.span.start))
        return [*docs, *documentation(node.doc)] if isinstance(node, n.Declaration) else docs

    def arguments(self, arguments: Sequence[n.Argument], end: int) -> Doc:
        """Write `(a, b: c)`."""
        items: list[Item] = [(one, partial(self._argument, one)) for one in arguments]
        return self.listed("(", items, ")", end - 1)

    def _argument(self, node: n.Argument) -> Doc:
        value = self.expression(node.value)
        return [f"{node.name.text}: ", value] if node.name else value

    # ---- expressions

    def inline(self, node: n.Expression) -> str:
        """Write an expression on one line, as between `{{` and `}}`."""
        return render(ExpressionWriter(Trivia()).expression(node), width=float("inf"))

    def text(self, node: n.Text) -> Doc:
        """Write a text."""
        written = self.trivia.spelling(node.span)
        if written:
            return respelt.text(node, written)
        if node.block:
            return literals.block(node, self.inline)
        return literals.plain(node, self.inline)

    def operand(self, node: n.Expression, least: int) -> Doc:
        """Write an expression where only ones that bind tightly enough may stand bare."""
        doc = self.expression(node)
        return doc if level(node) >= least else ["(", doc, ")"]

    def expression(self, node: n.Expression) -> Doc:
        """Write an expression."""
        match node:
            case n.IntLiteral() | n.FloatLiteral() | n.DecimalLiteral() | n.DurationLiteral():
                return self.trivia.spelling(node.span) or literals.number(node)
            case n.Text():
                return self.text(node)
            case n.BoolLiteral():
                return "true" if node.value else "false"
            case n.NullLiteral():
                return "null"
            case n.Reference():
                return node.name
            case n.ListLiteral():
                return self._list(node)
            case n.MapLiteral():
                return self._map(node)
            case n.Call():
                return [node.function.text, self.arguments(node.arguments, node.span.end)]
            case n.Filter() | n.Member() | n.Index() | n.Slice() | n.Pluck():
                return self._postfix(node)
            case n.Unary():
                sign, least = ("-", MINUS) if node.operator == "-" else ("not ", NOT)
                return [sign, self.operand(node.operand, least)]
            case n.Binary():
                return Group(self._binary(node))
            case n.Comparison():
                return self._comparison(node)
            case n.Conditional():
                return self._conditional(node)
            case n.Convert():
                return [self.operand(node.subject, CONVERT), " as ", single_type(node.type)]
            case n.Lambda():
                return [_parameters(node), " => ", self.operand(node.body, LAMBDA)]
            case n.Parenthesised():
                inner = self.expression(node.inner)
                return Group(["(", Indent([SOFT, inner]), SOFT, ")"])
            case n.BrokenExpression():
                return "null"
            case _:
                assert_never(node)

    def _list(self, node: n.ListLiteral) -> Doc:
        items: list[Item] = [(one, partial(self.expression, one)) for one in node.items]
        return self.listed("[", items, "]", node.span.end - 1)

    def _map(self, node: n.MapLiteral) -> Doc:
        items: list[Item] = [(one, partial(self._entry, one)) for one in node.entries]
        return self.listed("{", items, "}", node.span.end - 1, LINE)

    def _entry(self, node: n.MapEntry) -> Doc:
        key = literals.quoted(node.key) if node.quoted else node.key
        return [f"{key}: ", self.expression(node.value)]

    def _postfix(self, node: n.Filter | n.Member | n.Index | n.Slice | n.Pluck) -> Doc:
        subject = self.operand(node.subject, POSTFIX)
        match node:
            case n.Filter():
                return self._filter(node, subject)
            case n.Member():
                return [subject, "?." if node.safe else ".", node.name.text]
            case n.Index():
                return [subject, "[", self.expression(node.index), "]"]
            case n.Slice():
                ends = [self.expression(one) if one else "" for one in (node.start, node.stop)]
                return [subject, "[", ends[0], ":", ends[1], "]"]
            case n.Pluck():
                return [subject, "[*]"]
            case _:
                assert_never(node)

    def _filter(self, node: n.Filter, subject: Doc) -> Doc:
        bare = node.bare and not node.arguments
        arguments = "" if bare else self.arguments(node.arguments, node.span.end)
        return [subject, Group(Indent([LINE, "| ", node.function.text, arguments]))]

    def _binary(self, node: n.Binary) -> Doc:
        """Write operators of one level in one row, broken before each operator."""
        own = LEVELS[node.operator]
        left = node.left
        same = isinstance(left, n.Binary) and LEVELS[left.operator] == own
        first = (
            self._binary(left) if isinstance(left, n.Binary) and same else self.operand(left, own)
        )
        return [first, Indent([LINE, f"{node.operator} ", self.operand(node.right, own + 1)])]

    def _comparison(self, node: n.Comparison) -> Doc:
        first, *others = node.operands
        rest = [
            [LINE, f"{sign} ", self.operand(one, SUM)]
            for sign, one in zip(node.operators, others, strict=True)
        ]
        return Group([self.operand(first, SUM), Indent(rest)])

    def _conditional(self, node: n.Conditional) -> Doc:
        condition = self.operand(node.condition, COALESCE)
        then = self.operand(node.then, LAMBDA)
        otherwise = self.operand(node.otherwise, LAMBDA)
        return Group([condition, Indent([LINE, "? ", then, LINE, ": ", otherwise])])


def _parameters(node: n.Lambda) -> str:
    names = ", ".join(name.text for name in node.parameters)
    return names if len(node.parameters) == 1 else f"({names})"


def documentation(doc: str | None) -> list[Doc]:
    """Write documentation, a `///` before each line."""
    lines: list[Doc] = []
    for line in [] if doc is None else doc.split("\n"):
        lines += [f"/// {line}".rstrip(), HARD]
    return lines
