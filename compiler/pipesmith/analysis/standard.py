"""The components that need no import, and their parameters.

Rule 52 gives the table; what the language names and this version lacks is refused by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pipesmith import types as t

Default = Literal["required", "null", "empty map"]


@dataclass(frozen=True, slots=True)
class StandardParameter:
    """One parameter; `secret` says that a secret may be part of its value."""

    name: str
    type: t.Type
    default: Default = "required"
    secret: bool = False


@dataclass(frozen=True, slots=True)
class StandardComponent:
    """A component that every runtime brings."""

    name: str
    parameters: tuple[StandardParameter, ...]
    result: t.Type
    doc: str


_LOG = (
    StandardParameter("message", t.STRING),
    StandardParameter("data", t.JSON, "null"),
)

HTTP_RESPONSE = t.NominalType("record", "HttpResponse", "")

_HTTP = (
    StandardParameter("method", t.STRING),
    StandardParameter("url", t.STRING),
    StandardParameter("headers", t.MapType(t.STRING), "empty map", secret=True),
    StandardParameter("query", t.MapType(t.STRING), "empty map", secret=True),
    StandardParameter("body", t.JSON, "null"),
)

_TRANSFORM = (
    StandardParameter("data", t.JSON),
    StandardParameter("expression", t.OptionalType(t.STRING), "null"),
    StandardParameter("mapping", t.OptionalType(t.MapType(t.STRING)), "null"),
)

_VALIDATE = (StandardParameter("data", t.JSON), StandardParameter("schema", t.JSON))

STANDARD_COMPONENTS: Mapping[str, StandardComponent] = {
    component.name: component
    for component in (
        StandardComponent("log.debug", _LOG, t.NULL, "Log a message for developers."),
        StandardComponent("log.info", _LOG, t.NULL, "Log a message for operators."),
        StandardComponent("log.warn", _LOG, t.NULL, "Log what may need attention."),
        StandardComponent("log.error", _LOG, t.NULL, "Log what went wrong."),
        StandardComponent("http.request", _HTTP, HTTP_RESPONSE, "Send one request."),
        StandardComponent(
            "json.transform",
            _TRANSFORM,
            t.JSON,
            "Select from JSON by one JMESPath expression, or by one for each member of an object.",
        ),
        StandardComponent(
            "schema.validate",
            _VALIDATE,
            t.JSON,
            "Give the data if a JSON Schema of draft 2020-12 holds for it.",
        ),
    )
}

UNSUPPORTED_COMPONENTS = (
    "filter.items",
    "state.get",
    "state.set",
    "llm.generate",
    "llm.critic",
    "llm.improver",
    "llm.selector",
    "llm.synthesizer",
    "email.send",
    "file.read",
    "file.write",
    "sql.query",
    "sql.execute",
)
"""Standard components of the language that this version does not bring."""


def is_standard_component(name: str) -> bool:
    """Tell whether the language names a standard component so."""
    return name in STANDARD_COMPONENTS or name in UNSUPPORTED_COMPONENTS
