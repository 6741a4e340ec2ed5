"""The components that need no import: what they take, give and raise (rule 52)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pipesmith import types as t

Role = Literal["operator", "node"]


@dataclass(frozen=True, slots=True)
class StandardParameter:
    """One parameter, with its default as source writes it; None means that it must be given.

    `secret` says that a secret may be part of its value.
    """

    name: str
    type: t.Type
    default: str | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class StandardComponent:
    """A component that every runtime brings.

    `raises` names the errors beside those that any component may raise.
    """

    name: str
    parameters: tuple[StandardParameter, ...]
    result: t.Type
    doc: str
    raises: frozenset[str] = frozenset()
    role: Role = "operator"


_Parameter = StandardParameter
_TEXTS = t.ListType(t.STRING)
_MAYBE_TEXT = t.OptionalType(t.STRING)
_SERVED = frozenset(("connectivity", "rate_limit", "security", "execution"))
_QUERIED = frozenset(("transformation", "execution"))


def _record(name: str) -> t.NominalType:
    return t.NominalType("record", name, "")


def _named(components: Iterable[StandardComponent]) -> Mapping[str, StandardComponent]:
    return {component.name: component for component in components}


# ---------------------------------------------------------------- logs, requests

_LOG = (_Parameter("message", t.STRING), _Parameter("data", t.JSON, "null"))

_HTTP = (
    _Parameter("method", t.STRING),
    _Parameter("url", t.STRING),
    _Parameter("headers", t.MapType(t.STRING), "{}", secret=True),
    _Parameter("query", t.MapType(t.STRING), "{}", secret=True),
    _Parameter("body", t.JSON, "null"),
)

_OUTSIDE = (
    StandardComponent("log.debug", _LOG, t.NULL, "Log a message for developers."),
    StandardComponent("log.info", _LOG, t.NULL, "Log a message for operators."),
    StandardComponent("log.warn", _LOG, t.NULL, "Log what may need attention."),
    StandardComponent("log.error", _LOG, t.NULL, "Log what went wrong."),
    StandardComponent("http.request", _HTTP, _record("HttpResponse"), "Send one request.", _SERVED),
    StandardComponent(
        "email.send",
        (
            _Parameter("to", _TEXTS),
            _Parameter("subject", t.STRING),
            _Parameter("body", t.STRING),
            _Parameter("cc", _TEXTS, "[]"),
            _Parameter("bcc", _TEXTS, "[]"),
            _Parameter("reply_to", _MAYBE_TEXT, "null"),
            _Parameter("html", _MAYBE_TEXT, "null"),
        ),
        t.STRING,
        "Send a message by e-mail and give its id.",
        frozenset(("connectivity", "security", "execution")),
    ),
)

# ---------------------------------------------------------------- JSON

_DATA = (
    StandardComponent(
        "json.transform",
        (
            _Parameter("data", t.JSON),
            _Parameter("expression", _MAYBE_TEXT, "null"),
            _Parameter("mapping", t.OptionalType(t.MapType(t.STRING)), "null"),
        ),
        t.JSON,
        "Select from JSON by one JMESPath expression, or by one for each member of an object.",
        _QUERIED,
    ),
    StandardComponent(
        "schema.validate",
        (_Parameter("data", t.JSON), _Parameter("schema", t.JSON)),
        t.JSON,
        "Give the data if a JSON Schema of draft 2020-12 holds for it.",
        frozenset(("execution",)),
    ),
    StandardComponent(
        "filter.items",
        (_Parameter("items", t.JSON), _Parameter("condition", t.STRING)),
        t.ListType(t.JSON),
        "Give the items of a list for which a JMESPath condition is true.",
        _QUERIED,
    ),
)

# ---------------------------------------------------------------- what lasts

_SQL = (
    _Parameter("statement", t.STRING),
    _Parameter("parameters", t.MapType(t.JSON), "{}"),
    _Parameter("database", t.STRING, '"default"'),
)
_STORED = frozenset(("connectivity", "security", "execution"))

_KEPT = (
    StandardComponent(
        "state.get",
        (_Parameter("key", t.STRING), _Parameter("default", t.JSON, "null")),
        t.JSON,
        "Give what was set under a key, or the default.",
    ),
    StandardComponent(
        "state.set",
        (_Parameter("key", t.STRING), _Parameter("value", t.JSON)),
        t.NULL,
        "Keep a value under a key in the store of the run.",
    ),
    StandardComponent(
        "file.read",
        (_Parameter("path", t.STRING),),
        t.STRING,
        "Give the text of a file below the folder that the project file opens.",
        frozenset(("security", "execution")),
    ),
    StandardComponent(
        "file.write",
        (
            _Parameter("path", t.STRING),
            _Parameter("content", t.STRING),
            _Parameter("append", t.BOOL, "false"),
        ),
        t.NULL,
        "Write a text to a file below that folder, or append it.",
        frozenset(("security", "execution")),
    ),
    StandardComponent(
        "sql.query",
        _SQL,
        t.ListType(t.MapType(t.JSON)),
        "Give the rows of a statement, each as a map by column.",
        _STORED,
    ),
    StandardComponent(
        "sql.execute",
        _SQL,
        t.INT,
        "Execute a statement and give how many rows it changed.",
        _STORED,
    ),
)

# ---------------------------------------------------------------- models

_ASKED = (
    _Parameter("model", t.STRING, '"default"'),
    _Parameter("temperature", t.OptionalType(t.FLOAT), "null"),
    _Parameter("repair", t.INT, "0"),
)


def _model(
    name: str, parameters: tuple[StandardParameter, ...], result: str, doc: str
) -> StandardComponent:
    given = (*parameters, *_ASKED)
    return StandardComponent(name, given, _record(result), doc, _SERVED, "node")


_MODELS = (
    _model(
        "llm.generate",
        (_Parameter("task", t.STRING), _Parameter("context", t.JSON, "null")),
        "LlmGeneration",
        "Ask a model to write a text for a task.",
    ),
    _model(
        "llm.critic",
        (
            _Parameter("content", t.STRING),
            _Parameter("criteria", t.STRING),
            _Parameter("threshold", t.FLOAT, "0.7"),
        ),
        "LlmCritique",
        "Ask a model to judge a text by criteria.",
    ),
    _model(
        "llm.improver",
        (
            _Parameter("content", t.STRING),
            _Parameter("feedback", t.STRING),
            _Parameter("issues", _TEXTS, "[]"),
        ),
        "LlmImprovement",
        "Ask a model to improve a text as feedback asks for.",
    ),
    _model(
        "llm.selector",
        (_Parameter("options", _TEXTS), _Parameter("criteria", t.STRING)),
        "LlmSelection",
        "Ask a model to choose the best of several texts.",
    ),
    _model(
        "llm.synthesizer",
        (_Parameter("contents", _TEXTS), _Parameter("task", t.STRING)),
        "LlmSynthesis",
        "Ask a model to merge several texts into one.",
    ),
)

STANDARD_COMPONENTS = _named((*_OUTSIDE, *_DATA, *_KEPT, *_MODELS))
