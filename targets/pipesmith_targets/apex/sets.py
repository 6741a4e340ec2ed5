"""Sets, which Apex searches by hash codes: equal decimals of two scales have different ones.

Sets of what Apex finds in that way are its own. Those of other items are made, searched and
compared item by item.
"""

from pipesmith import types as t
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.scope import ClassScope

_FOUND = {"Boolean", "Date", "Datetime", "Long", "String"}


def finds(item: t.Type, home: ClassScope) -> bool:
    """Tell whether Apex finds items of a type by their hash codes."""
    plain = home.types.plain(item)
    is_enum = isinstance(plain, t.NominalType) and plain.of == "enum"
    return is_enum or home.written(item) in _FOUND


def set_of(items: ax.Expression, type_: t.SetType, home: ClassScope) -> ax.Expression:
    """Write the set of the items of a list."""
    held = f"List<{home.written(type_.item)}>"
    if not finds(type_.item, home):
        items = ax.Cast(held, ax.call("PipelineLists.unique", items))
    return ax.New(home.written(type_), (items,))


def holds(
    whole: ax.Expression, type_: t.SetType, item: ax.Expression, home: ClassScope
) -> ax.Expression:
    """Write whether a set holds an item."""
    if finds(type_.item, home):
        return ax.send(whole, "contains", item)
    return ax.call("PipelineLists.contains", items_of(whole, type_, home), item)


def items_of(whole: ax.Expression, type_: t.SetType, home: ClassScope) -> ax.Expression:
    """Write the items of a set as a list."""
    return ax.New(f"List<{home.written(type_.item)}>", (whole,))


def same_sets(
    left: ax.Expression, type_: t.Type, right: ax.Expression, home: ClassScope
) -> ax.Expression:
    """Write whether two sets are the same, whatever the order of their items.

    What may be null is a name, or a path of names.
    """
    plain = home.types.plain(type_)
    assert isinstance(plain, t.SetType), "sets are compared with sets"
    may_miss = isinstance(type_, t.OptionalType)
    if not finds(plain.item, home):
        made = [items_of(each, plain, home) for each in (left, right)]
        if may_miss:
            made = [_unless_missing(*pair) for pair in zip((left, right), made, strict=True)]
        return ax.call("PipelineEquality.sameSets", *made)
    if not may_miss:
        return ax.send(left, "equals", right)
    return ax.Coalesce(
        ax.Call(left, "equals", (right,), safe=True), ax.Binary("==", right, ax.NULL)
    )


def _unless_missing(whole: ax.Expression, items: ax.Expression) -> ax.Expression:
    return ax.Choice(ax.Binary("==", whole, ax.NULL), ax.NULL, items)
