"""The implementations of components: host code, requests, questions to a model."""

import re
from collections.abc import Callable
from typing import assert_never

from pipesmith import types as t
from pipesmith.analysis import component_findings as say
from pipesmith.analysis.checking import Checking
from pipesmith.analysis.coercion import demand
from pipesmith.analysis.functions.binding import holds_secret
from pipesmith.analysis.limits import demand_count
from pipesmith.analysis.type_findings import null_in_text
from pipesmith.syntax import nodes as s

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PYTHON = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*:[^\W\d]\w*(\.[^\W\d]\w*)*")
_APEX = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)?", re.ASCII)
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def check_bindings(node: s.Component, c: Checking) -> None:
    """Check that a component has one implementation, and each of its texts."""
    if not node.bindings:
        c.report(say.no_binding(node))
    seen: dict[str, s.Binding] = {}
    for binding in node.bindings:
        kind = kind_of(binding)
        if kind in seen:
            c.report(say.second_binding(binding.span, kind, seen[kind].span))
        elif not _goes_with(kind, set(seen)):
            other = next(iter(seen))
            c.report(say.mixed_bindings(binding.span, kind, other, seen[other].span))
        elif kind == "http" and node.kind == "node":
            c.report(say.wrong_component(binding.span, "an operator sends requests", "a node"))
        elif kind == "model" and node.kind == "operator":
            c.report(say.wrong_component(binding.span, "a node asks a model", "an operator"))
        seen.setdefault(kind, binding)
        _check(binding, c)


def kind_of(binding: s.Binding) -> str:
    """Give the word for a kind of implementation."""
    match binding:
        case s.PythonBinding():
            return "python"
        case s.ApexBinding():
            return "apex"
        case s.HttpBinding():
            return "http"
        case s.ModelBinding():
            return "model"
        case _:
            assert_never(binding)


def _goes_with(kind: str, seen: set[str]) -> bool:
    return not seen or {kind, *seen} <= {"python", "apex"}


def _check(binding: s.Binding, c: Checking) -> None:
    match binding:
        case s.PythonBinding(target=target):
            if target.constant is None or not _PYTHON.fullmatch(target.constant):
                c.report(say.bad_target(target.span, "a module and a callable", "shop.stock:check"))
        case s.ApexBinding(target=target):
            if target.constant is None or not _APEX.fullmatch(target.constant):
                c.report(say.bad_target(target.span, "an Apex class", "StockCheck"))
        case s.HttpBinding():
            _check_http(binding, c)
        case s.ModelBinding():
            _check_model(binding, c)
        case _:
            assert_never(binding)


# ---------------------------------------------------------------- http


def _check_http(binding: s.HttpBinding, c: Checking) -> None:
    if binding.method.text not in METHODS:
        c.report(say.unknown_method(binding.method, METHODS))
    demand(binding.url, t.STRING, c, "the URL of a request")
    for pair in binding.pairs:
        if pair.name.constant is None or not _is_name(pair.name.constant, pair.place):
            c.report(say.bad_pair_name(pair.name.span, pair.place))
        _check_request_text(pair.value, c, f"a {pair.place}")
    if binding.auth is not None:
        _check_auth(binding.auth, c)
    if binding.body is not None:
        demand(binding.body, t.JSON, c, "the body of a request")


def _is_name(text: str, place: str) -> bool:
    return bool(text) and (place == "query" or _HEADER.fullmatch(text) is not None)


def _check_request_text(node: s.Expression, c: Checking, what: str) -> None:
    """Check what is written into a header or query: one plain value, which is shown as text."""
    given = c.infer(node)
    plain = c.relations.expand(given)
    if holds_secret(plain) and plain == t.SECRET:
        return
    if isinstance(plain, t.OptionalType) or plain == t.NULL:
        c.report(null_in_text(node.span, given, plain, c.written(node), what))
    elif not _is_plain(plain, c):
        c.report(say.not_plain(node.span, given, what))


def _is_plain(plain: t.Type, c: Checking) -> bool:
    if isinstance(plain, t.NominalType):
        return plain.of == "enum"
    if isinstance(plain, t.Scalar):
        return plain != t.JSON
    return isinstance(plain, t.DecimalType | t.AnyType) or bool(c.relations.literals(plain))


def _check_auth(auth: s.Auth, c: Checking) -> None:
    wanted = 2 if auth.scheme == "basic" else 1
    if len(auth.values) != wanted:
        c.report(say.bad_auth(auth.span, auth.scheme, wanted))
    for value in auth.values:
        with c.allowing_secrets():
            demand(value, t.STRING, c, f"`auth {auth.scheme}`")
        if auth.scheme == "named_credential":
            constant = value.constant if isinstance(value, s.Text) else None
            if constant is None:
                c.report(say.not_constant(value.span, "the name of a credential"))


# ---------------------------------------------------------------- model


def _check_model(binding: s.ModelBinding, c: Checking) -> None:
    seen: dict[str, s.ModelSetting] = {}
    for setting in binding.settings:
        name = setting.name.text
        if name in seen:
            c.report(say.second_binding(setting.name.span, name, seen[name].name.span))
        seen.setdefault(name, setting)
        check = _SETTINGS.get(name)
        if check is None:
            c.report(say.unknown_setting(setting.name, _SETTINGS))
            c.infer(setting.value)
        else:
            check(setting.value, c, f"`{name}`")
    for name in ("model", "prompt"):
        if name not in seen:
            c.report(say.missing_setting(binding.span, name))


def _text(node: s.Expression, c: Checking, what: str) -> None:
    demand(node, t.STRING, c, what)


def _number(node: s.Expression, c: Checking, what: str) -> None:
    demand(node, t.FLOAT, c, what)


def _count(node: s.Expression, c: Checking, what: str) -> None:
    demand_count(node, c, what)


def _whole(node: s.Expression, c: Checking, what: str) -> None:
    demand(node, t.INT, c, what)


def _texts(node: s.Expression, c: Checking, what: str) -> None:
    demand(node, t.ListType(t.STRING), c, what)


def _repair(node: s.Expression, c: Checking, what: str) -> None:
    demand_count(node, c, what, least=0)
    if not isinstance(node, s.IntLiteral):
        c.report(say.not_constant(node.span, what))


_SETTINGS: dict[str, Callable[[s.Expression, Checking, str], None]] = {
    "model": _text,
    "system": _text,
    "prompt": _text,
    "temperature": _number,
    "top_p": _number,
    "max_tokens": _count,
    "seed": _whole,
    "stop": _texts,
    "repair": _repair,
}
"""What a node may say to a model, and how each is checked."""
