"""Components that ask a service: an HTTP request, built step by step."""

from pipesmith import types as t
from pipesmith.ir import nodes as n
from pipesmith_targets.apex import syntax as ax
from pipesmith_targets.apex.credentials import secrets_in
from pipesmith_targets.apex.expressions import write
from pipesmith_targets.apex.json_schema import is_text
from pipesmith_targets.apex.json_writing import as_json
from pipesmith_targets.apex.scope import Place


def request(
    binding: n.HttpBinding, result: t.Type | None, place: Place, credential: str | None
) -> ax.Expression:
    """Write a request, and what its answer is read from.

    Headers that hold secrets are left to the credential, where there is one.
    """
    made: ax.Expression = ax.New(
        "PipelineHttp", (ax.Text(binding.method), _url(binding.url, place))
    )
    if credential is not None:
        made = ax.Call(made, "namedCredential", (ax.Text(credential),))
    for each in binding.headers:
        if secrets_in(each.value):
            continue
        made = ax.Call(made, "header", (ax.Text(each.name), _data(each.value, place)))
    for each in binding.query:
        made = ax.Call(made, "query", (ax.Text(each.name), _data(each.value, place)))
    if binding.auth is not None and not secrets_in(binding.auth):
        made = _proven(made, binding.auth, place)
    if binding.body is not None:
        made = ax.Call(made, "body", (_data(binding.body, place),))
    made = ax.Call(made, "within", (ax.Name("call.timeout"),))
    return _answered(made, result, place)


def _data(value: n.Expression, place: Place) -> ax.Expression:
    return as_json(write(value, place), value.type, place.home)


def _answered(made: ax.Expression, result: t.Type | None, place: Place) -> ax.Expression:
    """Write a reader for what is taken of the answer: its text, or its data."""
    sent = ax.Call(made, "send")
    if result is None:
        return sent
    text = is_text(result, place.home)
    return ax.Call(sent, "textReader" if text else "reader")


def _url(url: n.Interpolation | n.TextValue, place: Place) -> ax.Expression:
    """Write a URL; what it is made of is percent-encoded, save where it begins."""
    if isinstance(url, n.TextValue):
        return ax.Text(url.value)
    pieces = [_piece(part, at, place) for at, part in enumerate(url.parts)]
    whole, *others = pieces
    for each in others:
        whole = ax.Binary("+", whole, each)
    return whole


def _piece(part: n.Expression, at: int, place: Place) -> ax.Expression:
    if isinstance(part, n.TextValue):
        return ax.Text(part.value)
    if at == 0 and isinstance(part, n.EnvValue):
        return write(part, place)
    return ax.call("PipelineHttp.part", _data(part, place))


def _proven(made: ax.Expression, auth: n.Auth, place: Place) -> ax.Expression:
    names = {"bearer": "bearer", "basic": "basic", "named_credential": "namedCredential"}
    values = tuple(write(each, place) for each in auth.values)
    return ax.Call(made, names[auth.scheme], values)
