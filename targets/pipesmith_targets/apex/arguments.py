"""Arguments of constructors, functions, components and pipelines, in the order of parameters."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import free_names
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.conversions import fitted
from pipesmith_targets.apex.scope import Place, Value

Write = Callable[[n.Expression, Place], ax.Expression]


def given_values(
    parameters: tuple[n.Field, ...],
    given: Mapping[str, n.Expression],
    place: Place,
    write: Write,
) -> tuple[ax.Expression, ...]:
    """Write one value for each parameter: what is given, its default, or null."""
    read_later = _read_by_defaults(parameters, given)
    values, inside = [], replace(place, values={})
    for each in parameters:
        own = each.name in given
        node = given[each.name] if own else each.default
        value = _value(node, each, place if own else inside, write)
        if each.name in read_later:
            value = place.kept(value, each.type, each.name)
            inside = inside.knowing(each.name, Value(value, each.type))
        values.append(value)
    return tuple(values)


def _value(
    node: n.Expression | None, parameter: n.Field, place: Place, write: Write
) -> ax.Expression:
    if node is None:
        return ax.NULL
    return fitted(write(node, place), node.type, parameter.type, place)


def _read_by_defaults(
    parameters: tuple[n.Field, ...], given: Mapping[str, n.Expression]
) -> set[str]:
    """Give the names that the defaults of what is left out read."""
    left_out = [each for each in parameters if each.name not in given and each.default]
    return {name for each in left_out for name in free_names(each.default)}
