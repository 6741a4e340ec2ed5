"""What a condition shows where it holds, and where it fails (rule 24)."""

from pipesmith import types as t
from pipesmith.analysis.bindings import Binding
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.facts import Fact, Path
from pipesmith.analysis.parts import bare
from pipesmith.syntax import nodes as s

Shown = tuple[list[Fact], list[Fact]]


def narrowing(condition: s.Expression, c: Checking) -> Shown:
    """Give the facts where a condition holds, and those where it fails; it is typed already."""
    match bare(condition):
        case s.Unary(operator="not", operand=operand):
            holds, fails = narrowing(operand, c)
            return fails, holds
        case s.Binary(operator="and", left=left, right=right):
            return [*narrowing(left, c)[0], *narrowing(right, c)[0]], []
        case s.Binary(operator="or", left=left, right=right):
            return [], [*narrowing(left, c)[1], *narrowing(right, c)[1]]
        case s.Comparison(operands=(left, right), operators=("==",)):
            return _equality(left, right, c)
        case s.Comparison(operands=(left, right), operators=("!=",)):
            holds, fails = _equality(left, right, c)
            return fails, holds
        case _:
            return [], []


def _equality(left: s.Expression, right: s.Expression, c: Checking) -> Shown:
    """Give the facts where two values are equal, and where they differ."""
    one, other = bare(left), bare(right)
    if isinstance(other, s.NullLiteral):
        return [], not_null(one, c)
    if isinstance(one, s.NullLiteral):
        return [], not_null(other, c)
    if isinstance(other, s.Text) and other.constant is not None:
        holds, fails = tagged(one, (other.constant,), c)
        return [*not_null(one, c), *holds], fails
    if isinstance(other, _LITERALS):
        return not_null(one, c), []
    return [], []


_LITERALS = (s.IntLiteral, s.FloatLiteral, s.DecimalLiteral, s.BoolLiteral, s.DurationLiteral)
"""Kinds of expression that are never null."""


def not_null(node: s.Expression, c: Checking) -> list[Fact]:
    """Give what holds of a name, or a path of fields from one, when it is not null."""
    place = place_of(node, c)
    type_ = c.tables.links.get(node) or c.tables.types.get(node)
    if place is None or type_ is None:
        return []
    plain = type_ if isinstance(type_, t.OptionalType) else c.relations.expand(type_)
    return [(*place, plain.item)] if isinstance(plain, t.OptionalType) else []


def tagged(node: s.Expression, texts: tuple[str, ...], c: Checking) -> Shown:
    """Give what `x.kind == "a"` shows of a union `x`."""
    if not isinstance(node, s.Member):
        return [], []
    subject = bare(node.subject)
    place = place_of(subject, c)
    type_ = c.tables.links.get(subject) or c.tables.types.get(subject)
    if place is None or type_ is None:
        return [], []
    union = c.relations.expand(type_)
    if not isinstance(union, t.UnionType):
        return [], []
    field = node.name.text
    inside = [m for m in union.members if _tag(m, field, c) in texts]
    outside = [m for m in union.members if _tag(m, field, c) not in texts]
    if any(_tag(member, field, c) is None for member in union.members):
        return [], []
    return _member_facts(place, inside), _member_facts(place, outside)


def _member_facts(place: tuple[Binding, Path], members: list[t.Type]) -> list[Fact]:
    if not members:
        return []
    return [(*place, members[0] if len(members) == 1 else t.UnionType(tuple(members)))]


def _tag(member: t.Type, field: str, c: Checking) -> str | None:
    found = (c.relations.fields(member) or {}).get(field)
    return found.value if isinstance(found, t.LiteralType) else None


def place_of(node: s.Expression, c: Checking) -> tuple[Binding, Path] | None:
    """Give the name and fields that lead to a value, None for what no fact can be about."""
    fields: list[str] = []
    current = bare(node)
    while isinstance(current, s.Member):
        if current.safe:
            return None
        fields.append(current.name.text)
        current = bare(current.subject)
    if not isinstance(current, s.Reference):
        return None
    binding = c.names.references.get(current)
    return None if binding is None else (binding, tuple(reversed(fields)))
