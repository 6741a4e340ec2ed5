"""The standard components that Apex has, and how a call of each is written.

Most are methods. A component of many parameters is a builder: what a call says follows the `new`,
and the last method does the work.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.standard import PARAMETERS
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.credentials import secrets_in
from pipesmith_targets.apex.emails import EMAIL
from pipesmith_targets.apex.hosts import REQUEST
from pipesmith_targets.apex.naming import camel
from pipesmith_targets.apex.scope import Place


@dataclass(frozen=True, slots=True)
class Builder:
    """A class that does the work of a component: `new`, then `parts` as given, then `work`.

    The rest of the parameters, if any, are those of `work`.
    """

    name: str
    new: tuple[str, ...]
    parts: tuple[str, ...]
    work: str


_ASKED = ("temperature", "repair")
_SENT = ("cc", "bcc", "reply_to", "html")
_METHODS = {
    "state.get": "stateGet",
    "state.set": "stateSet",
    "json.transform": "jsonTransform",
    "schema.validate": "schemaValidate",
    "filter.items": "filterItems",
}
_BUILDERS = (
    {
        REQUEST: Builder(
            "PipelineHttpRequest", ("method", "url"), ("headers", "query", "body"), "send"
        )
    }
    | {EMAIL: Builder("PipelineEmail", ("to", "subject", "body"), _SENT, "send")}
    | {
        f"llm.{name}": Builder("PipelineLlm", ("model",), _ASKED, name)
        for name in ("generate", "critic", "improver", "selector", "synthesizer")
    }
)
_LOGS = frozenset({"log.debug", "log.info", "log.warn", "log.error"})

SUPPORTED = frozenset({*_METHODS, *_BUILDERS, *_LOGS})
"""The names of the standard components that can be built."""

Values = Mapping[str, ax.Expression]


def without_secrets(body: n.ComponentCall) -> dict[str, n.Expression]:
    """Give the arguments of a call without the headers that a credential puts in."""
    return {each.name: _plain(each.value) for each in body.arguments}


def _plain(value: n.Expression) -> n.Expression:
    if not isinstance(value, n.MapValue):
        return value
    entries = tuple(each for each in value.entries if not secrets_in(each.value))
    return n.MapValue(entries, type=value.type)


def standard_call(body: n.ComponentCall, values: Values, place: Place) -> ax.Expression:
    """Write the call of a standard component with a value for each parameter."""
    name = body.component
    if name in _BUILDERS:
        given = {each.name for each in body.arguments}
        made = _built(_BUILDERS[name], name, values, given)
        credential = place.home.program.credentials.of_calls.get(body.place)
        return made if credential is None else _proven(made, credential.name)
    if name in _METHODS:
        return ax.call(f"PipelineComponents.{_METHODS[name]}", *values.values())
    return ax.call("PipelineComponents.log", ax.Text(name), *values.values())


def _built(builder: Builder, name: str, values: Values, given: set[str]) -> ax.Call:
    made: ax.Expression = ax.New(builder.name, tuple(values[each] for each in builder.new))
    for part in builder.parts:
        if part in given:
            made = ax.Call(made, camel(part), (values[part],))
    told = {*builder.new, *builder.parts}
    rest = [each.name for each in PARAMETERS[name] if each.name not in told]
    return ax.Call(made, builder.work, tuple(values[each] for each in rest))


def _proven(made: ax.Expression, credential: str) -> ax.Call:
    """Write that a request goes through a credential."""
    assert isinstance(made, ax.Call), "a builder ends in a call"
    through = ax.Call(made.subject, "namedCredential", (ax.Text(credential),))
    return ax.Call(through, made.name, made.arguments)
