"""Holding a value against the type that its place wants."""

from pipesmith import types as t
from pipesmith.analysis import flow_findings
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.constant_texts import TEXT_FORMS
from pipesmith.analysis.constants import UNKNOWN, constant, shown
from pipesmith.analysis.functions.binding import holds_secret, without_secret
from pipesmith.analysis.parts import bare
from pipesmith.diagnostics import Finding
from pipesmith.syntax import nodes as s


def demand(
    node: s.Expression,
    wanted: t.Type,
    c: Checking,
    what: str = "",
    because: say.Place | None = None,
) -> t.Type:
    """Check that an expression has a type, by a conversion if need be; give the type it has at
    first.
    """
    given = c.infer(node, wanted)
    coerce(node, given, wanted, c, what, because)
    return given


def coerce(
    node: s.Expression,
    given: t.Type,
    wanted: t.Type,
    c: Checking,
    what: str = "",
    because: say.Place | None = None,
) -> bool:
    """Convert an expression, whose type is known, to a type; report when that cannot be."""
    if holds_secret(given) and not holds_secret(wanted) and wanted != t.ANY:
        if not c.secrets:
            c.report(say.secret_leak(node.span, what or "a plain value"))
            return False
        given = without_secret(given)
    steps = c.relations.steps(given, wanted)
    if steps is None:
        c.report(_mismatch(node, given, wanted, c, what, because))
        return False
    c.tables.steps[node] = steps
    _settle_empty(node, wanted, c)
    for step in steps:
        _check_condition(node, step, c)
    return True


def demand_condition(node: s.Expression, c: Checking, where: str) -> bool:
    """Check that an expression is a `bool` (rule 77), and tell whether it is."""
    given = c.infer(node, t.BOOL)
    if c.relations.expand(given) in (t.BOOL, t.ANY, t.NEVER):
        return True
    c.report(say.not_a_condition(node.span, given, where))
    return False


def demand_choice(node: s.Expression, c: Checking, where: str) -> None:
    """Check a condition that chooses between two ways; a known one leaves nothing to choose."""
    found = len(c.findings)
    demand_condition(node, c, where)
    value = constant(node)
    if isinstance(value, bool) and len(c.findings) == found:
        c.report(flow_findings.constant_condition(node.span, value))


def _settle_empty(node: s.Expression, wanted: t.Type, c: Checking) -> None:
    """Give an empty literal the type that its place wants."""
    inner = bare(node)
    plain = c.relations.expand(t.present(wanted))
    match inner, plain:
        case (s.ListLiteral(items=()), t.ListType()) | (s.MapLiteral(entries=()), t.MapType()):
            _retype(node, plain, c)
        case _:
            pass


def _retype(node: s.Expression, type_: t.Type, c: Checking) -> None:
    while isinstance(node, s.Parenthesised):
        c.tables.types[node] = type_
        node = node.inner
    c.tables.types[node] = type_


def _check_condition(node: s.Expression, step: t.Type, c: Checking) -> None:
    """Hold a literal against the condition of the alias that it is to be."""
    if not isinstance(step, t.NominalType) or step.of != "alias":
        return
    declared = c.names.find(step.module, step.name)
    if declared and isinstance(declared.node, s.TypeAlias) and declared.node.where is not None:
        check_literal(node, declared.node.where, c)


def check_literal(node: s.Expression, where: s.Expression, c: Checking) -> None:
    """Report a literal that breaks a condition (rule 10); null is not held against it (rule 42)."""
    value = constant(node)
    if value is UNKNOWN or value is None:
        return
    if constant(where, value) is False:
        c.report(say.condition_violated(node.span, shown(value), c.written(where), where.span))


# ---------------------------------------------------------------- wording


def _mismatch(
    node: s.Expression,
    given: t.Type,
    wanted: t.Type,
    c: Checking,
    what: str,
    because: say.Place | None,
) -> Finding:
    literals = c.relations.literals(wanted)
    if isinstance(given, t.LiteralType) and literals:
        return say.not_one_of(node.span, given.value, literals)
    if isinstance(given, t.OptionalType) and c.relations.assignable(given.item, wanted):
        way = "give a value for null with `??`, or test it with `!= null` first"
        return say.unsafe_null(node.span, given, _subject(node, c), way)
    notes = _record_notes(given, wanted, c)
    return say.mismatch(
        node.span, given, wanted, what, because, notes, _way_out(node, given, wanted, c)
    )


def _subject(node: s.Expression, c: Checking) -> str:
    text = c.written(node)
    return f"`{text}`" if len(text) <= 40 else "this value"


def _record_notes(given: t.Type, wanted: t.Type, c: Checking) -> tuple[str, ...]:
    have, want = c.relations.fields(given), c.relations.fields(wanted)
    if have is None or want is None:
        return ()
    return (say.differences(given, wanted, have, want),)


def _way_out(node: s.Expression, given: t.Type, wanted: t.Type, c: Checking) -> str | None:
    plain, target = c.relations.expand(given), c.relations.expand(t.present(wanted))
    if isinstance(bare(node), s.MapLiteral) and isinstance(target, t.NominalType):
        return f"a record is written `{target.name}(...)`"
    if plain == t.JSON:
        return f"validate it: `... as {_bracketed(wanted)}`"
    text = bare(node)
    if isinstance(text, s.Text) and text.constant is not None and target in TEXT_FORMS:
        return f'write `"{text.constant}" as {target}`'
    if target == t.STRING and isinstance(plain, t.Scalar | t.DecimalType):
        return f'write `"{{{{{c.written(node)}}}}}"`'
    if target == t.DURATION and isinstance(text, s.IntLiteral):
        return f"write `{text.value}s` for seconds"
    if target == t.INT and plain == t.FLOAT:
        return f"write `round({c.written(node)})`, or `floor`, or `ceil`"
    return None


def _bracketed(wanted: t.Type) -> str:
    return f"({wanted})" if isinstance(wanted, t.OptionalType | t.UnionType) else str(wanted)
