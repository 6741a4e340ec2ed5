"""Types of `switch`: its cases, whether they leave anything out, and what each shows of its
subject.
"""

from pipesmith import types as t
from pipesmith.analysis import flow_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.constants import UNKNOWN, constant, shown
from pipesmith.analysis.facts import Fact
from pipesmith.analysis.frames import Frame
from pipesmith.analysis.narrowing import not_null, tagged
from pipesmith.analysis.parts import bare
from pipesmith.analysis.yields import Yields
from pipesmith.source import Span
from pipesmith.syntax import nodes as s


def type_of_switch(body: s.Switch, c: Checking, frame: Frame, yields: Yields) -> t.Type:
    """Check the cases of a switch, and give the type of the block that is taken."""
    subject = c.infer(body.subject)
    named = _check_values(body, subject, c)
    missing = _missing(subject, set(named), c)
    covers = missing == []
    refused = bool(missing) and body.otherwise is None and _must_cover(subject, c)
    c.tables.exhaustive[body] = covers or refused  # what is left out is told once
    for case in body.cases:
        with c.assuming(_shown(body.subject, case, c)):
            yields.add(frame.check_block(case.body, c, frame, yields.hint))
    if body.otherwise is not None:
        with c.assuming(_left(body.subject, named, c)):
            yields.add(frame.check_block(body.otherwise, c, frame, yields.hint))
    type_ = yields.type("the values of these cases")
    if refused and any(c.tables.types[one] == t.ANY for case in body.cases for one in case.values):
        return t.ANY  # a case that means nothing was meant for what seems left out
    if refused:
        return c.report(say.not_exhaustive(body.subject.span, missing or []))
    return type_ if body.otherwise is not None or covers else t.optional(type_)


def _check_values(body: s.Switch, subject: t.Type, c: Checking) -> list[str]:
    """Check every case value against the subject; give those that are known (rule 13)."""
    seen: dict[str, Span] = {}
    for case in body.cases:
        for value in case.values:
            demand(value, subject, c, "a `case` of this `switch`")
            key = _key(value, c)
            if key is None:
                continue
            if key in seen:
                c.report(say.duplicate_case(value.span, c.written(value), seen[key]))
            seen.setdefault(key, value.span)
    return list(seen)


def _key(value: s.Expression, c: Checking) -> str | None:
    """Give what identifies a case that is known while compiling: an enum's value, or a literal."""
    inner = bare(value)
    type_ = c.tables.types[value]
    if isinstance(inner, s.Member) and isinstance(type_, t.NominalType) and type_.of == "enum":
        return inner.name.text
    known = constant(value)
    if known is UNKNOWN:
        return None
    return known if isinstance(known, str) else shown(known)


def _must_cover(subject: t.Type, c: Checking) -> bool:
    """Tell that a switch without `else` must name every value: over an enum or literal texts."""
    plain = c.relations.expand(t.present(c.relations.expand(subject)))
    return bool(c.relations.enum_values(plain) or c.relations.literals(plain))


def _missing(subject: t.Type, named: set[str], c: Checking) -> list[str] | None:
    """Give the values without a case; None when they cannot be counted."""
    expanded = c.relations.expand(subject)
    plain = c.relations.expand(t.present(expanded))
    values = [*c.relations.enum_values(plain), *c.relations.literals(plain)]
    if plain == t.BOOL:
        values = ["true", "false"]
    if not values:
        return None
    if isinstance(expanded, t.OptionalType):
        values.append("null")
    return [value for value in values if value not in named]


def _shown(subject: s.Expression, case: s.Case, c: Checking) -> list[Fact]:
    texts = [bare(value) for value in case.values]
    constants = [text.constant if isinstance(text, s.Text) else None for text in texts]
    known = tuple(text for text in constants if text is not None)
    inner = bare(subject)
    present = [] if any(isinstance(value, s.NullLiteral) for value in texts) else not_null(inner, c)
    return [*present, *(tagged(inner, known, c)[0] if None not in constants else [])]


def _left(subject: s.Expression, named: list[str], c: Checking) -> list[Fact]:
    return tagged(bare(subject), tuple(named), c)[1]
