"""Stages that send requests and messages."""

from collections.abc import Iterator, Mapping

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call, text_part
from pipesmith.importing.flowmason.clauses import clauses_of
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value, entry, text
from pipesmith.syntax import nodes as n

RESPONSE = t.NominalType("record", "HttpResponse", "")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def http_request(place: Place) -> Iterator[n.Statement]:
    """Write a request."""
    arguments = {"method": _method(place), "url": _url(place)}
    headers = _texts(place, place.setting("headers"))
    headers = _authorized(place, headers)
    if headers:
        arguments["headers"] = n.MapLiteral(headers)
    query = _texts(place, place.setting("query_params", "params", "query", "query_parameters"))
    if query:
        arguments["query"] = n.MapLiteral(query)
    body = place.setting("body", "json", "payload", "data", "json_body")
    if body and body.value is not None:
        arguments["body"] = place.code(body)
    clauses = clauses_of(place, _response)
    yield place.named(place.invoke("http.request", arguments), *clauses.clauses)
    _gives(place, place.result(clauses.type(RESPONSE)))


def _response(body: n.Expression) -> n.Expression:
    """Give an answer that holds a value which stands for it."""
    members: dict[str, n.Expression] = {
        "status": n.IntLiteral(200),
        "headers": n.MapLiteral(()),
        "body": body,
    }
    given = tuple(n.Argument(n.Name(name), code) for name, code in members.items())
    return n.Call(n.Name("HttpResponse"), given)


def _gives(place: Place, answer: Value) -> None:
    safe = isinstance(answer.type, t.OptionalType)
    parts = {
        name: Value(
            n.Member(answer.code, n.Name(name), safe=safe), t.optional(kind) if safe else kind
        )
        for name, kind in (("status", t.INT), ("headers", t.MapType(t.STRING)), ("body", t.JSON))
    }
    whole = {"status_code": parts["status"], "headers": parts["headers"], "body": parts["body"]}
    place.gives(parts["body"], whole, whole=True)
    found = place.building.outputs[place.stage.id]
    good = n.Comparison((answer.code, n.NullLiteral()), ("!=",)) if safe else n.BoolLiteral(True)
    succeeded = Value(good, t.BOOL)
    synonyms = dict.fromkeys(("data", "json", "response", "result", "output"), parts["body"])
    took = Value(n.NullLiteral(), t.JSON, doubt="events tell how long a request took; it is null")
    more = {"status": parts["status"], "ok": succeeded, "success": succeeded, "elapsed_ms": took}
    shown = {"text": Value(call("to_json", parts["body"].code), t.STRING)}
    views = {**synonyms, **more, **shown, **whole}
    place.building.outputs[place.stage.id] = Value(
        found.code, found.type, found.shape, views, parts["body"]
    )


def _method(place: Place) -> n.Expression:
    part = place.setting("method", "http_method", "verb")
    if isinstance(part.value, str) and part.value.upper() in METHODS:
        return text(str(part.take()).upper())
    if part and not (isinstance(part.value, str) and "{{" in part.value):
        part.tell(codes.BAD_FIELD, f"`{part.value}` is no method of a request", "not a method")
        return text("GET")
    return place.code(part, t.STRING) if part else text("GET")


def _url(place: Place) -> n.Expression:
    part = place.setting("url", "endpoint", "uri")
    if not part:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` has no `url`", "a request needs one"
        )
    return place.code(part, t.STRING) if part else text("")


def _texts(place: Place, part: Part) -> tuple[n.MapEntry, ...]:
    """Give a map of texts."""
    if part and not isinstance(part.value, dict):
        part.tell(codes.BAD_FIELD, f"`{part.name}` is no object", "an object is expected")
        return ()
    return tuple(
        entry(each.name, _as_text(place.value(each)))
        for each in part.members()
        if each.value is not None or each.take()
    )


def _as_text(value: Value) -> n.Expression:
    if value.type == t.STRING:
        return value.code
    if isinstance(value.code, n.IntLiteral | n.FloatLiteral | n.BoolLiteral):
        return text(_literal(value.code))
    return call("to_string", text_part(value))


def _literal(code: n.IntLiteral | n.FloatLiteral | n.BoolLiteral) -> str:
    shown = str(code.value)
    return shown.lower() if isinstance(code, n.BoolLiteral) else shown


def _authorized(place: Place, headers: tuple[n.MapEntry, ...]) -> tuple[n.MapEntry, ...]:
    """Add the header that proves who asks."""
    auth = place.setting("auth", "authentication")
    if not isinstance(auth.value, dict):
        return headers
    kind = auth.part("type", "scheme")
    token = auth.part("token", "bearer", "api_key", "key", "value")
    user, password = auth.part("username", "user"), auth.part("password", "pass")
    word = str(kind.value or ("basic" if user else "bearer")).lower()
    if word == "basic" and user and password:
        kind.take()
        pair = n.Text((*_pieces(place, user), ":", *_pieces(place, password)))
        proof = n.Text(("Basic ", call("base64_encode", pair)))
    elif word in ("bearer", "token", "oauth2") and token:
        kind.take()
        proof = n.Text(("Bearer ", *_pieces(place, token)))
    elif token:
        kind.take()
        name = auth.part("header", "header_name", "name").text() or "X-API-Key"
        return (*headers, entry(name, n.Text(_pieces(place, token))))
    else:
        return headers
    return (*headers, entry("Authorization", proof))


def _pieces(place: Place, part: Part) -> tuple[str | n.Expression, ...]:
    value = place.value(part)
    return value.code.parts if isinstance(value.code, n.Text) else (text_part(value),)


_ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "to": ("to", "recipients", "recipient"),
    "cc": ("cc",),
    "bcc": ("bcc",),
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject", "title"),
    "body": ("body", "message", "text", "content"),
}


def email(place: Place) -> Iterator[n.Statement]:
    """Write a message."""
    arguments: dict[str, n.Expression] = {}
    for name, names in _ADDRESSES.items():
        part = place.setting(*names)
        if part:
            arguments[name] = n.ListLiteral(
                tuple(place.code(each, t.STRING) for each in part.items())
            )
    for name, names in _WORDS.items():
        part = place.setting(*names)
        if not part:
            place.stage.place.note(
                codes.INCOMPLETE, f"`{place.stage.id}` has no `{name}`", "left empty"
            )
        arguments[name] = place.code(part, t.STRING) if part else text("")
    arguments.setdefault("to", n.ListLiteral(()))
    clauses = clauses_of(place)
    yield place.named(place.invoke("email.send", arguments), *clauses.clauses)
    sent = place.result(clauses.type(t.STRING))
    place.gives(sent, dict.fromkeys(("message_id", "id", "result"), sent))


def waiting(place: Place) -> Iterator[n.Statement]:
    """Write a wait."""
    from pipesmith.importing.flowmason.clauses import milliseconds
    from pipesmith.importing.flowmason.place import duration

    exact = ("duration_ms", "delay_ms", "milliseconds", "ms", "wait_ms")
    seconds = ("seconds", "duration_seconds", "delay_seconds", "wait_seconds", "delay")
    length = milliseconds(place, "duration", seconds, exact)
    if length is None:
        place.stage.place.note(
            codes.MISSING_FIELD, f"`{place.stage.id}` does not say how long", "a wait needs a time"
        )
    yield place.named(n.Wait(duration(length or 0)))
    nothing = Value(n.NullLiteral(), t.JSON)
    place.gives(nothing, {"result": nothing})
