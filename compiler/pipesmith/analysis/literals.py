"""Types of texts, lists and maps as source writes them."""

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.joins import joined
from pipesmith.syntax import nodes as s


def type_of_text(node: s.Text, c: Checking, hint: t.Type | None) -> t.Type:
    """Type a text: a constant one where literal texts are wanted is itself; one interpolation keeps
    its type.
    """
    if node.constant is not None:
        literals = c.relations.literals(hint) if hint is not None else ()
        return t.LiteralType(node.constant) if literals else t.STRING
    (first, *rest) = node.parts
    if not rest and not isinstance(first, str):
        return _single(first, c, hint)
    types = [_piece(part, c) for part in node.parts if not isinstance(part, str)]
    return t.SECRET if any(map(holds_secret, types)) else t.STRING


def _single(part: s.Expression, c: Checking, hint: t.Type | None) -> t.Type:
    """Keep the type of a text that is one interpolation, save where a text is wanted (rule 58)."""
    if hint is None or c.relations.expand(t.present(hint)) != t.STRING:
        return c.infer(part, hint)
    given = c.infer(part)
    plain = c.relations.expand(t.present(given))
    if holds_secret(given) or plain in (t.STRING, t.NULL, t.ANY) or c.relations.literals(plain):
        return given
    _refuse_null(part, given, c)
    return t.STRING


def _piece(part: s.Expression, c: Checking) -> t.Type:
    given = c.infer(part)
    _refuse_null(part, given, c)
    return given


def _refuse_null(part: s.Expression, given: t.Type, c: Checking) -> None:
    """Refuse what may be null inside a text (rule 56)."""
    plain = c.relations.expand(given)
    if isinstance(plain, t.OptionalType) or plain == t.NULL:
        c.report(say.null_in_text(part.span, given, plain, c.written(part), "a text"))


# ---------------------------------------------------------------- lists


def type_of_list(node: s.ListLiteral, c: Checking, hint: t.Type | None) -> t.Type:
    """Type `[ ... ]`: a list, or the set or tuple that is wanted (rules 16 and 17)."""
    wanted = c.relations.expand(t.present(hint)) if hint is not None else None
    match wanted:
        case t.SetType(item=item) | t.ListType(item=item) if item != t.NEVER:
            for each in node.items:
                demand(each, item, c, "an item of this list")
            return wanted
        case t.TupleType(items=items) if len(items) == len(node.items):
            for each, item in zip(node.items, items, strict=True):
                demand(each, item, c, "an item of this list")
            return wanted
        case t.Scalar(name="json"):
            for each in node.items:
                demand(each, t.JSON, c, "a value inside JSON")
            return t.ListType(t.JSON)
        case _:
            values = [(each, c.infer(each)) for each in node.items]
            return t.ListType(joined(values, c, None, "the items of this list"))


# ---------------------------------------------------------------- maps


def type_of_map(node: s.MapLiteral, c: Checking, hint: t.Type | None) -> t.Type:
    """Type `{ key: value }`: always a map of texts to one type (rule 15)."""
    _refuse_repeats(node, c)
    wanted = c.relations.expand(t.present(hint)) if hint is not None else None
    values = [entry.value for entry in node.entries]
    match wanted:
        case t.MapType(value=value) if value != t.NEVER:
            given = [demand(each, value, c, "a value of this map") for each in values]
            secret = value == t.STRING and any(map(holds_secret, given))
            return t.MapType(t.SECRET) if secret else wanted
        case t.Scalar(name="json"):
            for each in values:
                demand(each, t.JSON, c, "a value inside JSON")
            return t.MapType(t.JSON)
        case _:
            pairs = [(each, c.infer(each)) for each in values]
            return t.MapType(joined(pairs, c, None, "the values of this map"))


def _refuse_repeats(node: s.MapLiteral, c: Checking) -> None:
    seen: dict[str, s.MapEntry] = {}
    for entry in node.entries:
        if entry.key in seen:
            c.report(say.repeated_key(entry.key, entry.span, seen[entry.key].span))
        seen.setdefault(entry.key, entry)
