"""Types of arithmetic, logic and comparison (rules 17 to 22, 62)."""

from collections.abc import Iterator

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import coerce, demand_condition
from pipesmith.analysis.constant_texts import as_other
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.joins import joined
from pipesmith.analysis.narrowing import narrowing
from pipesmith.analysis.parts import bare
from pipesmith.analysis.relations import NUMBERS
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s

_ORDERED = (*NUMBERS, t.STRING, t.EMAIL, t.URL, t.DATE, t.DATETIME, t.DURATION)


def type_of_unary(node: s.Unary, c: Checking, hint: t.Type | None) -> t.Type:
    """Type `-x` and `not x`."""
    if node.operator == "not":
        demand_condition(node.operand, c, "the operand of `not`")
        return t.BOOL
    inner = bare(node.operand)
    if isinstance(inner, s.IntLiteral) and inner.value == 2**63:
        c.tables.types[node.operand] = c.tables.types[inner] = t.INT
        c.tables.steps[node.operand] = c.tables.steps[inner] = ()
        return t.INT
    given = c.infer(node.operand, hint)
    _warn_of_filter(node, c)
    plain = _plain(given, c)
    if plain in (*NUMBERS, t.DURATION, t.ANY):
        return plain
    return c.report(_unfit(node.operand, "-", given, c))


def _warn_of_filter(node: s.Unary, c: Checking) -> None:
    """Warn of `-5 | abs`, which is `-(5 | abs)` (rule 21)."""
    inner = node.operand
    numbers = s.IntLiteral | s.FloatLiteral | s.DecimalLiteral
    if isinstance(inner, s.Filter) and isinstance(inner.subject, numbers):
        c.report(say.negative_filter(node.span))


def type_of_binary(node: s.Binary, c: Checking, hint: t.Type | None) -> t.Type:
    """Type an operator between two values."""
    match node.operator:
        case "and" | "or":
            return _logic(node, c)
        case "??":
            return _coalesce(node, c, hint)
        case _:
            return _arithmetic(node, c, hint)


def _logic(node: s.Binary, c: Checking) -> t.Type:
    """Type `and` or `or`; one that joins no conditions is told once, and is of no known type."""
    where = f"an operand of `{node.operator}`"
    if not demand_condition(node.left, c, where):
        c.infer(node.right)
        return t.ANY
    holds, fails = narrowing(node.left, c)
    with c.assuming(holds if node.operator == "and" else fails):
        return t.BOOL if demand_condition(node.right, c, where) else t.ANY


def _coalesce(node: s.Binary, c: Checking, hint: t.Type | None) -> t.Type:
    left = _left_of_coalesce(node.left, c, hint)
    plain = c.relations.expand(left)
    right = c.infer(node.right, hint if hint is not None else t.present(plain))
    if isinstance(plain, t.OptionalType):
        values = [(node.left, plain.item), (node.right, right)]
        result = joined(values, c, hint, "the two sides of `??`")
        if result != t.ANY:
            coerce(node.left, left, t.optional(result), c)
        return result
    if plain == t.NULL:
        return right
    if plain == t.JSON:
        coerce(node.right, right, t.JSON, c)
    elif plain != t.ANY:
        c.report(say.needless(node.left.span, "??", left))
        return joined([(node.left, left), (node.right, right)], c, hint, "the two sides of `??`")
    return plain


def _left_of_coalesce(node: s.Expression, c: Checking, hint: t.Type | None) -> t.Type:
    """Type what stands before `??`, where `env.NAME` may be missing (rule 46)."""
    inner = bare(node)
    if isinstance(inner, s.Member) and inner.subject == s.Reference("env"):
        before = set(c.tables.plain_env)
        c.infer(node)
        if inner.name.text not in before:
            c.tables.plain_env.discard(inner.name.text)
        while node is not inner and isinstance(node, s.Parenthesised):
            c.tables.types[node] = t.OptionalType(t.STRING)
            node = node.inner
        c.tables.types[inner] = t.OptionalType(t.STRING)
        return t.OptionalType(t.STRING)
    return c.infer(node, None if hint is None else t.optional(hint))


# ---------------------------------------------------------------- arithmetic


def _arithmetic(node: s.Binary, c: Checking, hint: t.Type | None) -> t.Type:
    left = c.infer(node.left, _operand_hint(hint))
    right = c.infer(node.right, _operand_hint(hint) or _list_hint(left))
    for operand, given in ((node.left, left), (node.right, right)):
        if isinstance(c.relations.expand(given), t.OptionalType) or given == t.NULL:
            return c.report(_unfit(operand, node.operator, given, c))
    one, other = _plain(left, c), _plain(right, c)
    if t.ANY in (one, other):
        return t.ANY
    if node.operator == "+" and (holds_secret(one) or holds_secret(other)):
        return _joined_secret(node, one, other, c)
    if one in NUMBERS and other in NUMBERS:
        return _numbers(node, one, other, c)
    result = _pair(node, one, other, c)
    if result is not None:
        return result
    return c.report(_operands(node, left, right, c))


def _operand_hint(hint: t.Type | None) -> t.Type | None:
    """Hand on what a list literal is to hold; numbers and texts need no hint."""
    wanted = t.present(hint) if hint is not None else None
    return wanted if isinstance(wanted, t.ListType) else None


def _list_hint(left: t.Type) -> t.Type | None:
    return left if isinstance(left, t.ListType) and left.item != t.NEVER else None


def _joined_secret(node: s.Binary, one: t.Type, other: t.Type, c: Checking) -> t.Type:
    if {one, other} <= {t.SECRET, t.STRING}:
        return t.SECRET
    return c.report(_operands(node, one, other, c))


def _numbers(node: s.Binary, one: t.Type, other: t.Type, c: Checking) -> t.Type:
    """Widen two numbers to one type (rules 19 and 59)."""
    if {one, other} == {t.FLOAT, t.DECIMAL}:
        hint = "convert one of them with `to_decimal` or `to_float`"
        return c.report(say.bad_operands(node.span, node.operator, one, other, hint))
    result = one if other == t.INT else other
    if node.operator == "/" and result == t.INT:
        result = t.FLOAT
    for operand, given in ((node.left, one), (node.right, other)):
        if given != result:
            _convert(operand, result, c)
    return result


def _convert(operand: s.Expression, wanted: t.Type, c: Checking) -> None:
    steps = c.relations.steps(c.tables.types[operand], wanted)
    c.tables.steps[operand] = steps or ()


def _pair(node: s.Binary, one: t.Type, other: t.Type, c: Checking) -> t.Type | None:
    """Type the pairs of rule 62; None for what does not go together."""
    for operators, left, right, result in _PAIRS:
        if node.operator in operators and (one, other) == (left, right):
            for operand, wanted in ((node.left, one), (node.right, other)):
                _convert(operand, wanted, c)
            return result
    lists = isinstance(one, t.ListType) and isinstance(other, t.ListType)
    if node.operator == "+" and lists:
        common = c.relations.join(one, other)
        if isinstance(common, t.ListType):
            coerce(node.left, one, common, c)
            coerce(node.right, other, common, c)
            return common
    return None


_PAIRS: tuple[tuple[str, t.Type, t.Type, t.Type], ...] = (
    ("+", t.STRING, t.STRING, t.STRING),
    ("+-", t.DATE, t.DURATION, t.DATE),
    ("+-", t.DATETIME, t.DURATION, t.DATETIME),
    ("+-", t.DURATION, t.DURATION, t.DURATION),
    ("+", t.DURATION, t.DATE, t.DATE),
    ("+", t.DURATION, t.DATETIME, t.DATETIME),
    ("-", t.DATETIME, t.DATETIME, t.DURATION),
    ("*", t.DURATION, t.INT, t.DURATION),
    ("*", t.INT, t.DURATION, t.DURATION),
)


def _plain(type_: t.Type, c: Checking) -> t.Type:
    """Give what arithmetic sees of a type: no alias, no scale, no literal."""
    plain = c.relations.expand(type_)
    if isinstance(plain, t.DecimalType):
        return t.DECIMAL
    return t.STRING if c.relations.literals(plain) or plain in (t.EMAIL, t.URL) else plain


def _unfit(operand: s.Expression, operator: str, given: t.Type, c: Checking) -> Finding:
    if isinstance(c.relations.expand(given), t.OptionalType):
        way = "give a value for null with `??`, or test it with `!= null` first"
        return say.unsafe_null(operand.span, given, f"`{c.written(operand)}`", way)
    return say.bad_operand(operand.span, operator, given)


def _operands(node: s.Binary, left: t.Type, right: t.Type, c: Checking) -> Finding:
    hint = None
    texts = [_plain(side, c) == t.STRING for side in (left, right)]
    if node.operator == "+" and any(texts):
        shown = [
            c.written(side).strip('"')
            if isinstance(bare(side), s.Text)
            else f"{{{{{c.written(side)}}}}}"
            for side in (node.left, node.right)
        ]
        hint = f'write `"{shown[0]}{shown[1]}"`'
    return say.bad_operands(node.span, node.operator, left, right, hint)


# ---------------------------------------------------------------- comparison


def type_of_comparison(node: s.Comparison, c: Checking) -> t.Type:
    """Type a comparison or a chain of them (rules 18 and 22)."""
    types = list(_operand_types(node, c))
    if not _points_one_way(node.operators):
        return c.report(say.bad_chain(node.span, node.operators))
    sides = list(zip(node.operands, types, strict=True))
    for (left, one), (right, other), operator in zip(
        sides, sides[1:], node.operators, strict=False
    ):
        _compare(left, one, right, other, operator, c)
    return t.BOOL


def _operand_types(node: s.Comparison, c: Checking) -> Iterator[t.Type]:
    """Infer operands from the left; each is a hint for the next, and an empty first one takes it
    from the second.
    """
    hint: t.Type | None = None
    for position, operand in enumerate(node.operands):
        wanted = hint
        if position and node.operators[position - 1] in ("in", "not in"):
            wanted = t.ListType(hint) if hint is not None else None
        given = c.infer(operand, wanted if _guides(operand) else None)
        empty = any(isinstance(part, t.NeverType) for part in t.inside(given))
        hint = None if empty else _without_conditions(given, c)
        yield given


def _without_conditions(type_: t.Type, c: Checking) -> t.Type:
    """Give a type without its aliases: what a value is compared with need not be one of them."""
    match c.relations.expand(type_):
        case t.ListType(item=item):
            return t.ListType(_without_conditions(item, c))
        case t.SetType(item=item):
            return t.SetType(_without_conditions(item, c))
        case t.MapType(value=value):
            return t.MapType(_without_conditions(value, c))
        case t.OptionalType(item=item):
            return t.OptionalType(_without_conditions(item, c))
        case plain:
            return plain


def _guides(operand: s.Expression) -> bool:
    """Tell that a hint may change what an operand is: a list, or a map."""
    return isinstance(bare(operand), s.ListLiteral | s.MapLiteral)


def _points_one_way(operators: tuple[str, ...]) -> bool:
    if len(operators) == 1:
        return True
    return set(operators) <= {"<", "<=", "=="} or set(operators) <= {">", ">=", "=="}


def _compare(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, operator: str, c: Checking
) -> None:
    span = left.span.to(right.span)
    if any(map(holds_secret, (one, other))):
        c.report(say.secret_leak(span, "a comparison"))
    elif operator in ("in", "not in"):
        _check_in(left, one, right, other, operator, c)
    elif operator in ("==", "!="):
        _check_equal(left, one, right, other, operator, c)
    else:
        _check_ordered(left, one, right, other, operator, c)


def _check_equal(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, operator: str, c: Checking
) -> None:
    if not c.relations.comparable(one, other):
        why = ""
        if {_plain(one, c), _plain(other, c)} == {t.FLOAT, t.DECIMAL}:
            why = "a float is not exact and a decimal is; convert one of them first"
        way = as_other(left, right, one, other, c)
        c.report(say.not_comparable(left.span.to(right.span), operator, one, other, why, way))
        return
    _check_literal_text(left, one, right, other, c)
    _widen_pair(left, one, right, other, c)


def _check_literal_text(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, c: Checking
) -> None:
    """Report a constant text that a literal union can never equal (rule 80)."""
    for node, given in ((left, other), (right, one)):
        text, allowed = bare(node), c.relations.literals(given)
        constant = text.constant if isinstance(text, s.Text) else None
        if constant is not None and allowed and constant not in allowed:
            c.report(say.not_one_of(node.span, constant, allowed))


def _widen_pair(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, c: Checking
) -> None:
    """Widen an int that meets a float or decimal, also inside `T?`."""
    mine, others = (_plain(t.present(c.relations.expand(side)), c) for side in (one, other))
    _widen_int(left, one, mine, others, c)
    _widen_int(right, other, others, mine, c)


def _widen_int(
    node: s.Expression, given: t.Type, plain: t.Type, wanted: t.Type, c: Checking
) -> None:
    if plain == t.INT and wanted in (t.FLOAT, t.DECIMAL):
        nullable = isinstance(c.relations.expand(given), t.OptionalType)
        coerce(node, given, t.optional(wanted) if nullable else wanted, c)


def _check_ordered(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, operator: str, c: Checking
) -> None:
    for node, given in ((left, one), (right, other)):
        if isinstance(c.relations.expand(given), t.OptionalType) or given == t.NULL:
            c.report(_unfit(node, operator, given, c))
            return
    first, second = _plain(one, c), _plain(other, c)
    if t.ANY in (first, second):
        return
    ordered = first in _ORDERED and second in _ORDERED
    if not ordered or not c.relations.comparable(one, other):
        why = "" if ordered else "only numbers, texts, dates, datetimes and durations have an order"
        way = as_other(left, right, one, other, c)
        c.report(say.not_comparable(left.span.to(right.span), operator, one, other, why, way))
        return
    _widen_pair(left, one, right, other, c)


def _check_in(
    left: s.Expression, one: t.Type, right: s.Expression, other: t.Type, operator: str, c: Checking
) -> None:
    """Check `in`: it looks in lists, sets, keys of maps, and texts (rule 62)."""
    container = c.relations.expand(other)
    span = left.span.to(right.span)
    match container:
        case t.OptionalType():
            c.report(_unfit(right, operator, other, c))
        case t.ListType(item=item) | t.SetType(item=item):
            if not c.relations.comparable(one, item):
                c.report(say.not_comparable(span, operator, one, other))
            elif c.relations.literals(item):
                _check_literal_text(left, one, left, item, c)
            if c.relations.expand(one) == t.INT and _plain(item, c) in (t.FLOAT, t.DECIMAL):
                coerce(left, one, _plain(item, c), c)
        case t.MapType():
            if _plain(one, c) not in (t.STRING, t.ANY):
                c.report(say.not_comparable(span, operator, one, other, "the keys are texts"))
        case t.AnyType():
            pass
        case _ if _plain(container, c) == t.STRING:
            if _plain(one, c) not in (t.STRING, t.ANY):
                c.report(say.not_comparable(span, operator, one, other))
        case _:
            why = "`in` looks in lists, sets, keys of maps, and texts"
            c.report(say.not_comparable(span, operator, one, other, why))
