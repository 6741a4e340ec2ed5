"""Nodes that call something: requests, messages, queries, files, code."""

import json
import re

from pipesmith import types as t
from pipesmith.importing import codes
from pipesmith.importing.expressions.coercing import call, converted
from pipesmith.importing.ledger import Part
from pipesmith.importing.values import Value, mapped
from pipesmith.importing.workflows import acts as a
from pipesmith.importing.workflows.moments import Moment
from pipesmith.importing.workflows.operators import Operators, parameter_names
from pipesmith.importing.workflows.policies import clauses
from pipesmith.importing.workflows.raw import RawNode
from pipesmith.importing.workflows.values import text
from pipesmith.syntax import nodes as n

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
RESPONSE = t.NominalType("record", "HttpResponse", "")
TEXTS = t.MapType(t.STRING)


def invocation(name: str, given: dict[str, n.Expression]) -> n.Call:
    """Write a call of a component."""
    return n.Call(n.Name(name), tuple(n.Argument(n.Name(key), code) for key, code in given.items()))


# ---------------------------------------------------------------- requests


def http(node: RawNode) -> a.Act:
    """Read a request."""
    url = node.field("url", "uri", "endpoint")
    if not url:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` has no `url`", "no `url`")

    def perform(moment: Moment) -> a.Performed:
        given = {"method": _method(node, moment), "url": moment.text(url)}
        for name, part in _pairs(node):
            given[name] = _texts(part, moment)
        _authorise(node, moment, given)
        body = node.field("body", "json", "data", "payload", "json_body", "jsonBody")
        if body and body.value is not None:
            given["body"] = moment.value(body).code
        request = invocation("http.request", given)
        return a.Performed(request, RESPONSE, clauses(node, "http.request"), response)

    return a.Perform(perform)


def _method(node: RawNode, moment: Moment) -> n.Expression:
    part = node.field("method", "http_method", "httpMethod", "request_method", "requestMethod")
    if not part:
        return n.Text(("GET",))
    if isinstance(part.value, str) and part.value.upper() in METHODS:
        part.take()
        return n.Text((part.value.upper(),))
    if isinstance(part.value, str) and "{{" in part.value:
        return moment.text(part)
    part.tell(codes.BAD_FIELD, f"`{part.value}` is no method of HTTP", "no such method")
    return n.Text(("GET",))


def _pairs(node: RawNode) -> list[tuple[str, Part]]:
    headers = node.field("headers", "header_parameters")
    query = node.field("query", "params", "query_params", "queryParameters", "query_parameters")
    return [(name, part) for name, part in (("headers", headers), ("query", query)) if part]


def _authorise(node: RawNode, moment: Moment, given: dict[str, n.Expression]) -> None:
    """Write what a request is authorised by as a header; another way is left where it stands."""
    auth = node.field("auth", "authentication")
    token = auth.part("token", "bearer_token", "key", "api_key", "value")
    headers = given.get("headers", n.MapLiteral(()))
    if not token or not isinstance(headers, n.MapLiteral):
        return
    scheme = auth.part("type", "method", "scheme")
    bearer = not scheme or scheme.value in ("bearer", "oauth2", "token")
    named = auth.part("header", "name", "header_name")
    name = "Authorization" if bearer else str(named.value) if named else "X-Api-Key"
    if name in [each.key for each in headers.entries]:
        return
    for part in (scheme, named):
        part.take()
    secret = moment.text(token)
    parts = secret.parts if isinstance(secret, n.Text) else (secret,)
    code = n.Text(("Bearer ", *parts)) if bearer else secret
    given["headers"] = n.MapLiteral((*headers.entries, n.MapEntry(name, code, quoted=True)))


def _texts(part: Part, moment: Moment) -> n.Expression:
    """Give headers or query parameters: an object, or a list of names and values."""
    if isinstance(part.value, list):
        pairs = {str(each.part("name", "key").take()): each.part("value") for each in part.items()}
        return n.MapLiteral(
            tuple(n.MapEntry(key, moment.text(value), quoted=True) for key, value in pairs.items())
        )
    if isinstance(part.value, dict):
        return n.MapLiteral(
            tuple(n.MapEntry(each.name, moment.text(each), quoted=True) for each in part.members())
        )
    return converted(moment.value(part), TEXTS)


def response(raw: Value) -> Value:
    """Give the body of an answer, with its other parts beside it."""
    typed = raw.type == RESPONSE

    def member(name: str, kind: t.Type) -> Value:
        if typed:
            return Value(n.Member(raw.code, n.Name(name)), kind)
        return Value(call("get", raw.code, n.Text((name,))), t.JSON)

    status, body = member("status", t.INT), member("body", t.JSON)
    views = {"statusCode": status, "status_code": status, "headers": member("headers", TEXTS)}
    return Value(body.code, t.JSON, views={**views, "body": body})


# ---------------------------------------------------------------- messages, queries, files


def email(node: RawNode) -> a.Act:
    """Read an e-mail."""

    def perform(moment: Moment) -> a.Performed:
        given = {"to": _addresses(node.field("to", "recipients", "to_email", "toEmail"), moment)}
        given["subject"] = moment.text(node.field("subject", "title"))
        given["body"] = moment.text(node.field("body", "text", "message", "content"))
        for name in ("cc", "bcc"):
            part = node.field(name)
            if part:
                given[name] = _addresses(part, moment)
        for name, names in (("reply_to", ("reply_to", "replyTo")), ("html", ("html",))):
            part = node.field(*names)
            if part:
                given[name] = moment.text(part)
        return a.Performed(invocation("email.send", given), t.STRING, clauses(node, "email.send"))

    _needed(node, "to", "recipients", "to_email", "toEmail")
    _needed(node, "subject", "title")
    return a.Perform(perform)


def _addresses(part: Part, moment: Moment) -> n.Expression:
    if isinstance(part.value, str) and "{{" not in part.value:
        part.take()
        parts = [each.strip() for each in re.split("[,;]", part.value) if each.strip()]
        return n.ListLiteral(tuple(n.Text((each,)) for each in parts))
    if isinstance(part.value, list):
        return n.ListLiteral(tuple(moment.text(each) for each in part.items()))
    return n.ListLiteral((moment.text(part),))


def _needed(node: RawNode, *names: str) -> bool:
    if node.field(*names):
        return True
    node.part.note(codes.MISSING_FIELD, f"`{node.id}` has no `{names[0]}`", f"no `{names[0]}`")
    return False


_HOLE = re.compile(r"'?\{\{(.*?)\}\}'?", re.DOTALL)


def database(node: RawNode) -> a.Act:
    """Read a query; what its text reads of the run travels beside it."""
    query = node.field("query", "statement", "sql")
    written = text(query) or ""
    if not query:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` has no `query`", "no `query`")
    holes = [hole.strip() for hole in _HOLE.findall(written)]
    numbers = iter(range(1, len(holes) + 1))
    statement = _HOLE.sub(lambda _: f":value_{next(numbers)}", written)
    reads = statement.lstrip().lower().startswith(("select", "with", "show"))
    name = "sql.query" if reads else "sql.execute"

    def perform(moment: Moment) -> a.Performed:
        given: dict[str, n.Expression] = {"statement": n.Text((statement,))}
        values = {f"value_{at}": _hole(query, hole, moment) for at, hole in enumerate(holes, 1)}
        more = node.field("parameters", "params", "values")
        if isinstance(more.value, dict):
            values |= {each.name: moment.value(each) for each in more.members()}
        if values:
            given["parameters"] = mapped(values).code
        place = text(node.field("database", "connection", "connection_id", "credential"))
        if place is not None:
            given["database"] = n.Text((place,))
        kind: t.Type = t.ListType(t.MapType(t.JSON)) if reads else t.INT
        return a.Performed(invocation(name, given), kind, clauses(node, name))

    return a.Perform(perform)


def _hole(query: Part, hole: str, moment: Moment) -> Value:
    return moment.expression(Part(query.ledger, query.path, hole))


def file(node: RawNode, operators: Operators) -> a.Act:
    """Read an operation on a file."""
    operation = node.field("operation", "action")
    wanted = text(operation) or "read"
    path = node.field("path", "file_path", "filePath", "filename", "file_name")

    def perform(moment: Moment) -> a.Performed:
        given = {"path": moment.text(path)}
        if wanted == "read":
            found = invocation("file.read", given)
            return a.Performed(found, t.STRING, clauses(node, "file.read"))
        given["content"] = moment.text(node.field("content", "data", "text"))
        if wanted == "append":
            given["append"] = n.BoolLiteral(True)
        return a.Performed(invocation("file.write", given), t.NULL, clauses(node, "file.write"))

    if wanted not in ("read", "write", "append"):
        return unknown(node, operators)
    if not path:
        node.part.note(codes.MISSING_FIELD, f"`{node.id}` has no `path`", "no `path`")
    return a.Perform(perform)


# ---------------------------------------------------------------- what has to be written


def code(node: RawNode, operators: Operators) -> a.Act:
    """Read code of another language, which becomes an operator that is given what comes in."""
    source = node.field("code", "script", "source", "function", "function_code", "functionCode")
    language = text(node.field("language", "lang", "runtime")) or "code"
    written = text(source) or ""
    lines = "".join(f"\n  {line.rstrip()}" for line in written.splitlines())
    doc = f"Do what this {language} does:\n{lines}" if lines else f"Do what `{node.title}` does."
    name = operators.declare(node.id, node.title, ("input",), doc, source or node.part)

    def perform(moment: Moment) -> a.Performed:
        given = {"input": moment.around.input().code}
        return a.Performed(invocation(name, given), t.JSON, clauses(node))

    return a.Perform(perform)


POLICY_FIELDS = frozenset(
    ("timeout", "timeout_ms", "timeout_seconds", "retry", "retry_policy", "retry_config",
     "retry_on_fail", "max_tries", "max_retries", "wait_between_tries", "continue_on_fail")
)  # fmt: skip


def unknown(node: RawNode, operators: Operators) -> a.Act:
    """Read a node of a type that is not known: its configuration goes to an operator."""
    members = node.config.value if isinstance(node.config.value, dict) else {}
    names = parameter_names({key: None for key in members if key not in POLICY_FIELDS})
    doc = f"Do what nodes of the type `{node.type}` do."
    key = json.dumps([node.type, sorted(names)])
    name = operators.declare(key, node.type, ("input", *names.values()), doc, node.part)

    def perform(moment: Moment) -> a.Performed:
        given = {"input": moment.around.input().code}
        given |= {name: moment.value(node.config.part(key)).code for key, name in names.items()}
        return a.Performed(invocation(name, given), t.JSON, clauses(node))

    return a.Perform(perform)
