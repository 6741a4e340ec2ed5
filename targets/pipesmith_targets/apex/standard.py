"""The standard components that Apex has."""

from collections.abc import Mapping

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.scope import Place

_NULL = n.NullValue(type=t.NULL)
_METHODS = {
    "state.get": "stateGet",
    "state.set": "stateSet",
    "json.transform": "jsonTransform",
    "schema.validate": "schemaValidate",
    "filter.items": "filterItems",
}
_PARAMETERS = {
    "log.debug": ("message", "data"),
    "log.info": ("message", "data"),
    "log.warn": ("message", "data"),
    "log.error": ("message", "data"),
    "state.get": ("key", "default"),
    "state.set": ("key", "value"),
    "json.transform": ("data", "expression", "mapping"),
    "schema.validate": ("data", "schema"),
    "filter.items": ("items", "condition"),
}

SUPPORTED = frozenset(_PARAMETERS)
"""The names of the standard components that can be built."""


def standard_stage(
    body: n.ComponentCall, given: Mapping[str, n.Expression], place: Place
) -> ax.Call:
    """Write the call of a standard component."""
    values = [write(given.get(name, _NULL), place) for name in _PARAMETERS[body.component]]
    if body.component in _METHODS:
        return ax.call(f"PipelineComponents.{_METHODS[body.component]}", *values)
    return ax.call("PipelineComponents.log", ax.Text(body.component), *values)
