"""The parameters of the standard components, as fields of the IR with their defaults."""

from collections.abc import Mapping

from pipesmith import types as t
from pipesmith.ir import nodes as n

_LIST, _MAP, _JSONS = t.ListType(t.STRING), t.MapType(t.STRING), t.MapType(t.JSON)
_MAYBE_TEXT, _MAYBE_FLOAT = t.OptionalType(t.STRING), t.OptionalType(t.FLOAT)
_MAYBE_MAP = t.OptionalType(_MAP)
_NULL = n.NullValue(type=t.NULL)
_DEFAULT = n.TextValue("default", type=t.STRING)
_FALSE = n.BoolValue(False, type=t.BOOL)


def _texts(name: str) -> n.Field:
    return n.Field(name, _LIST, n.Collection((), type=_LIST))


def _map(name: str, type_: t.MapType) -> n.Field:
    return n.Field(name, type_, n.MapValue((), type=type_))


def _or_null(name: str, type_: t.Type) -> n.Field:
    return n.Field(name, type_, _NULL)


_MESSAGE, _METHOD, _LINK = (n.Field(name, t.STRING) for name in ("message", "method", "url"))
_DATA, _BODY = n.Field("data", t.JSON), _or_null("body", t.JSON)
_LOG = (_MESSAGE, _or_null("data", t.JSON))
_HTTP = (_METHOD, _LINK, _map("headers", _MAP), _map("query", _MAP), _BODY)
_TRANSFORM = (_DATA, _or_null("expression", _MAYBE_TEXT), _or_null("mapping", _MAYBE_MAP))
_EMAIL = (
    n.Field("to", _LIST),
    n.Field("subject", t.STRING),
    n.Field("body", t.STRING),
    _texts("cc"),
    _texts("bcc"),
    _or_null("reply_to", _MAYBE_TEXT),
    _or_null("html", _MAYBE_TEXT),
)
_PATH, _KEY = n.Field("path", t.STRING), n.Field("key", t.STRING)
_WRITE = (_PATH, n.Field("content", t.STRING), n.Field("append", t.BOOL, _FALSE))
_SQL = (
    n.Field("statement", t.STRING),
    _map("parameters", _JSONS),
    n.Field("database", t.STRING, _DEFAULT),
)
_ASKED = (
    n.Field("model", t.STRING, _DEFAULT),
    _or_null("temperature", _MAYBE_FLOAT),
    n.Field("repair", t.INT, n.IntValue(0, type=t.INT)),
)
_TASK, _CONTENT, _CRITERIA, _FEEDBACK = (
    n.Field(name, t.STRING) for name in ("task", "content", "criteria", "feedback")
)
_THRESHOLD = n.Field("threshold", t.FLOAT, n.FloatValue(0.7, type=t.FLOAT))

PARAMETERS: Mapping[str, tuple[n.Field, ...]] = {
    **dict.fromkeys(("log.debug", "log.info", "log.warn", "log.error"), _LOG),
    "http.request": _HTTP,
    "email.send": _EMAIL,
    "json.transform": _TRANSFORM,
    "schema.validate": (_DATA, n.Field("schema", t.JSON)),
    "filter.items": (n.Field("items", t.JSON), n.Field("condition", t.STRING)),
    "state.get": (_KEY, _or_null("default", t.JSON)),
    "state.set": (_KEY, n.Field("value", t.JSON)),
    "file.read": (_PATH,),
    "file.write": _WRITE,
    "sql.query": _SQL,
    "sql.execute": _SQL,
    "llm.generate": (_TASK, _or_null("context", t.JSON), *_ASKED),
    "llm.critic": (_CONTENT, _CRITERIA, _THRESHOLD, *_ASKED),
    "llm.improver": (_CONTENT, _FEEDBACK, _texts("issues"), *_ASKED),
    "llm.selector": (n.Field("options", _LIST), _CRITERIA, *_ASKED),
    "llm.synthesizer": (n.Field("contents", _LIST), _TASK, *_ASKED),
}
"""The parameters of each standard component, in order, as targets write calls of it."""
