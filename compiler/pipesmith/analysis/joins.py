"""The one type of several values that can stand for each other: the ends of `? :`, items of a list,
yields.
"""

from collections.abc import Sequence

from pipesmith import types as t
from pipesmith.analysis import type_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import coerce
from pipesmith.syntax import nodes as s


def joined(
    values: Sequence[tuple[s.Expression, t.Type]], c: Checking, hint: t.Type | None, what: str
) -> t.Type:
    """Convert values to the type they have in common, to the hint where all fit it; report when
    there is none.
    """
    common = _hinted(values, c, hint) or _common(values, c)
    if common is None:
        return _refuse(values, c, hint, what)
    for node, given in values:
        coerce(node, given, common, c)
    return common


def _hinted(
    values: Sequence[tuple[s.Expression, t.Type]], c: Checking, hint: t.Type | None
) -> t.Type | None:
    """Give the hint, or the hint without its null, when every value fits it."""
    if hint is None or isinstance(hint, t.AnyType | t.NeverType):
        return None
    for wanted in dict.fromkeys((t.present(hint), hint)):
        if all(c.relations.assignable(given, wanted) for _, given in values):
            return wanted
    return None


def _common(values: Sequence[tuple[s.Expression, t.Type]], c: Checking) -> t.Type | None:
    common: t.Type | None = t.NEVER
    for _, given in values:
        common = None if common is None else c.relations.join(common, given)
    return common


def _refuse(
    values: Sequence[tuple[s.Expression, t.Type]], c: Checking, hint: t.Type | None, what: str
) -> t.Type:
    if hint is not None and hint != t.ANY:
        unfit = [(node, given) for node, given in values if not c.relations.assignable(given, hint)]
        if unfit and len(unfit) < len(values):
            coerce(*unfit[0], hint, c)
            return t.ANY
    common: t.Type = t.NEVER
    for at, (node, given) in enumerate(values):
        following = c.relations.join(common, given)
        if following is None:
            first = _first_apart(values[:at], given, c)
            types, places = (first[1], given), (first[0].span, node.span)
            return c.report(say.no_common_type(node.span, types, places, what))
        common = following
    return t.ANY


def _first_apart(
    values: Sequence[tuple[s.Expression, t.Type]], given: t.Type, c: Checking
) -> tuple[s.Expression, t.Type]:
    """Give the first value that has no type in common with another."""
    apart = [value for value in values if c.relations.join(value[1], given) is None]
    return (apart or list(values))[0]
