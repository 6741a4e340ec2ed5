"""Constant texts that stand where a value of another type is meant: how that is written."""

from pipesmith import types as t
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.parts import bare
from pipesmith.diagnostics import Edit, Suggestion
from pipesmith.syntax import nodes as s

TEXT_FORMS = (t.UUID, t.DATE, t.DATETIME, t.DURATION, t.PATH, t.EMAIL, t.URL)
"""Types whose values are spelt as texts."""


def as_other(
    left: s.Expression, right: s.Expression, one: t.Type, other: t.Type, c: Checking
) -> Suggestion | None:
    """Propose to write a constant text as the value of the other side's type that it spells."""
    return _spelt(left, other, c) or _spelt(right, one, c)


def _spelt(node: s.Expression, wanted: t.Type, c: Checking) -> Suggestion | None:
    text, plain = bare(node), c.relations.expand(t.present(wanted))
    constant = text.constant if isinstance(text, s.Text) else None
    if constant is None:
        return None
    if constant in c.relations.enum_values(plain):
        ours = f"{plain}.{constant}"
    elif plain in TEXT_FORMS:
        ours = f"{c.written(text)} as {plain}"
    else:
        return None
    return Suggestion(f"write `{ours}`", (Edit(text.span, ours),))
