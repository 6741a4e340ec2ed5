"""Draws types and expressions that a parser can give: what must stand in parentheses does."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from pipesmith.syntax import nodes as n
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

VALUES = st.sampled_from(
    ("alpha", "beta_2", "timeout", "model", "key", "max", "where", "on", "x", "größe")
)
TYPES = st.sampled_from(["Customer", "R2", "json", "int", "string"])
WORDS = VALUES | st.sampled_from(
    ("if", "type", "return", "set", "error", "true", "not", "repeat", "stage")
)
CHARACTERS = st.characters(exclude_categories=["Cs"])
SNIPPETS = st.sampled_from(
    ["{{", "}}", "{", "}", '"', '"""', "\\", "\n", "\r\n", "\t", "  ", " x", "//", "\x00", "ab"]
)
STRINGS = st.lists(SNIPPETS | st.text(CHARACTERS, max_size=4), max_size=5).map("".join)


def names(words: st.SearchStrategy[str] = VALUES) -> st.SearchStrategy[n.Name]:
    """Draw a name."""
    return words.map(n.Name)


def constants() -> st.SearchStrategy[n.Text]:
    """Draw a text without interpolations."""
    return STRINGS.map(lambda value: n.Text((value,) if value else ()))


# ---------------------------------------------------------------- types


@st.composite
def unions(draw: st.DrawFn, members: st.SearchStrategy[n.TypeSyntax]) -> n.TypeSyntax:
    """Draw a union; a union in it is joined to it, as the parser does."""
    flat: list[n.TypeSyntax] = []
    for member in draw(st.lists(members, min_size=2, max_size=3)):
        flat.extend(member.members if isinstance(member, n.UnionType) else (member,))
    return n.UnionType(tuple(flat))


def types() -> st.SearchStrategy[n.TypeSyntax]:
    """Draw a type."""
    digits = st.integers(0, 38)
    leaves = st.one_of(
        names(TYPES).map(n.NamedType),
        STRINGS.map(n.LiteralType),
        st.builds(n.DecimalType, digits, digits),
    )
    generic = names(st.sampled_from(["list", "set", "map", "Outcome"]))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(n.OptionalType),
            unions(inner),
            st.builds(n.GenericType, generic, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        ),
        max_leaves=5,
    )


# ---------------------------------------------------------------- expressions


def fitted(node: n.Expression, least: int) -> n.Expression:
    """Put an expression in parentheses where it binds too loosely to stand bare."""
    return node if level(node) >= least else n.Parenthesised(node)


def literals() -> st.SearchStrategy[n.Expression]:
    """Draw a literal that is not a text."""
    cents = st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100)
    return st.one_of(
        st.integers(0, 2**63).map(n.IntLiteral),
        st.floats(0, allow_nan=False, allow_infinity=False).map(lambda x: n.FloatLiteral(abs(x))),
        cents.map(n.DecimalLiteral),
        st.builds(n.DurationLiteral, st.integers(0, 999), st.sampled_from(["ms", "s", "d"])),
        st.booleans().map(n.BoolLiteral),
        st.just(n.NullLiteral()),
        st.sampled_from(["alpha", "timeout", "error", "it"]).map(n.Reference),
    )


@st.composite
def texts(draw: st.DrawFn, inner: st.SearchStrategy[n.Expression], block: bool) -> n.Text:
    """Draw a text with interpolations."""
    parts: list[str | n.Expression] = []
    for part in draw(st.lists(STRINGS | inner, max_size=4)):
        if isinstance(part, str) and (not part or (parts and isinstance(parts[-1], str))):
            continue
        parts.append(part)
    return n.Text(tuple(parts), block)


def arguments(inner: st.SearchStrategy[n.Expression]) -> st.SearchStrategy[tuple[n.Argument, ...]]:
    """Draw what stands between the parentheses of a call."""
    return st.lists(st.builds(n.Argument, st.none() | names(WORDS), inner), max_size=3).map(tuple)


@st.composite
def operators(draw: st.DrawFn, inner: st.SearchStrategy[n.Expression]) -> n.Expression:
    """Draw an expression made with an operator."""
    sign: Any = draw(st.sampled_from([*LEVELS, "-x", "not", "chain", "?", "as", "=>"]))
    first, second, third = draw(inner), draw(inner), draw(inner)
    match sign:
        case "-x":
            return n.Unary("-", fitted(first, MINUS))
        case "not":
            return n.Unary("not", fitted(first, NOT))
        case "chain":
            signs: Any = draw(st.sampled_from([("<", "<="), ("==",), ("in",), ("not in", ">")]))
            operands = [fitted(one, SUM) for one in (first, second, third)]
            return n.Comparison(tuple(operands[: len(signs) + 1]), signs)
        case "?":
            return n.Conditional(fitted(first, COALESCE), second, third)
        case "as":
            return n.Convert(fitted(first, CONVERT), draw(types()))
        case "=>":
            named = draw(st.lists(names(), min_size=1, max_size=2))
            return n.Lambda(tuple(named), fitted(first, LAMBDA))
        case _:
            own = LEVELS[sign]
            return n.Binary(sign, fitted(first, own), fitted(second, own + 1))


@st.composite
def postfixes(draw: st.DrawFn, inner: st.SearchStrategy[n.Expression]) -> n.Expression:
    """Draw an expression that goes on behind a value."""
    subject = fitted(draw(inner), POSTFIX)
    kind = draw(st.sampled_from(["member", "bare", "filter", "index", "slice", "pluck"]))
    match kind:
        case "member":
            return n.Member(subject, draw(names(WORDS)), draw(st.booleans()))
        case "bare":
            return n.Filter(subject, draw(names(WORDS)), (), True)
        case "filter":
            return n.Filter(subject, draw(names(WORDS)), draw(arguments(inner)))
        case "index":
            return n.Index(subject, draw(inner))
        case "slice":
            return n.Slice(subject, draw(st.none() | inner), draw(st.none() | inner))
        case _:
            return n.Pluck(subject)


def _grown(inner: st.SearchStrategy[n.Expression]) -> st.SearchStrategy[n.Expression]:
    entry = st.builds(n.MapEntry, WORDS, inner) | st.builds(
        n.MapEntry, STRINGS, inner, st.just(True)
    )
    called = names() | names(st.sampled_from(["repeat", "any", "Report"]))
    return st.one_of(
        operators(inner),
        postfixes(inner),
        st.lists(inner, max_size=3).map(lambda items: n.ListLiteral(tuple(items))),
        st.lists(entry, max_size=3).map(lambda entries: n.MapLiteral(tuple(entries))),
        st.builds(n.Call, called, arguments(inner)),
        inner.map(n.Parenthesised),
    )


IN_TEMPLATES = st.recursive(literals() | constants(), _grown, max_leaves=4)
EXPRESSIONS: st.SearchStrategy[n.Expression] = st.recursive(
    st.one_of(literals(), constants(), texts(IN_TEMPLATES, False), texts(IN_TEMPLATES, True)),
    _grown,
    max_leaves=6,
)
