"""Calls of standard functions."""

from collections.abc import Callable

from pipesmith.ir import nodes as n
from pipesmith_targets.apex import functions
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.lambdas import BY_FIELDS, looped, takes_function
from pipesmith_targets.apex.scope import Place

Write = Callable[[n.Expression, Place], ax.Expression]


def standard_call(node: n.Call, place: Place, write: Write) -> ax.Expression:
    """Write a call: a loop where it takes a function, else what the table of functions says."""
    if takes_function(node) or node.function in BY_FIELDS:
        return looped(node, place, write)
    values = [write(each, place.plain()) for each in node.arguments if each is not None]
    return functions.write(node, values, place.home)
