"""The standard components: functions of the runtime, and what they take."""

from dataclasses import dataclass

from pipesmith import types as t
from pipesmith.ir import nodes as n


@dataclass(frozen=True, slots=True)
class Standard:
    """A function of the runtime's `components`, and its parameters in order."""

    function: str
    parameters: tuple[n.Field, ...]


_TEXTS = t.MapType(t.STRING)
_NULL = n.NullValue(type=t.NULL)
_NO_TEXTS = n.MapValue((), type=_TEXTS)
_LOG = (n.Field("message", t.STRING), n.Field("data", t.JSON, _NULL))
_HTTP = (
    n.Field("method", t.STRING),
    n.Field("url", t.STRING),
    n.Field("headers", _TEXTS, _NO_TEXTS),
    n.Field("query", _TEXTS, _NO_TEXTS),
    n.Field("body", t.JSON, _NULL),
)

_TRANSFORM = (
    n.Field("data", t.JSON),
    n.Field("expression", t.OptionalType(t.STRING), _NULL),
    n.Field("mapping", t.OptionalType(_TEXTS), _NULL),
)
_VALIDATE = (n.Field("data", t.JSON), n.Field("schema", t.JSON))

STANDARD = {
    "log.debug": Standard("log_debug", _LOG),
    "log.info": Standard("log_info", _LOG),
    "log.warn": Standard("log_warn", _LOG),
    "log.error": Standard("log_error", _LOG),
    "http.request": Standard("http_request", _HTTP),
    "json.transform": Standard("json_transform", _TRANSFORM),
    "schema.validate": Standard("schema_validate", _VALIDATE),
}
