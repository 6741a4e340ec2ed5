"""Which hosts requests go to, as far as the source says it.

An org sends nothing to a host that it was not told of: by a Named Credential, or by a Remote Site.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.naming import Kind, Names, pascal

REQUEST = "http.request"
_ORIGIN = re.compile(r"(https?://[^/?#@\s]+)(?=[/?#]|$)")
_BEGUN = re.compile(r"(https?://[^/?#@\s]+)(?=[/?#])")


@dataclass(frozen=True, slots=True)
class Host:
    """Where a URL leads: to an origin, or to what a variable holds."""

    origin: str | None = None
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteSite:
    """A host that an org may send requests to without proving who asks."""

    name: str
    url: str


def host_of(url: n.Expression) -> Host | None:
    """Give the host of a URL, None where only a run knows it."""
    match url:
        case n.TextValue(value=text) if found := _ORIGIN.match(text):
            return Host(origin=found[1])
        case n.EnvValue(name=name) | n.Interpolation(parts=(n.EnvValue(name=name), *_)):
            return Host(variable=name)
        case n.Interpolation(parts=(n.TextValue(value=text), *_)) if found := _BEGUN.match(text):
            return Host(origin=found[1])
        case _:
            return None


def url_of(call: n.ComponentCall) -> n.Expression:
    """Give the URL that a call of `http.request` is given."""
    return next(each.value for each in call.arguments if each.name == "url")


def requests_in(part: object) -> Iterator[n.ComponentCall]:
    """Give the calls of `http.request` in a part of the IR."""
    for each in inside(part):
        if isinstance(each, n.ComponentCall) and (each.module, each.component) == ("", REQUEST):
            yield each


def remote_sites(hosts: Iterable[Host]) -> list[RemoteSite]:
    """Give the sites of the hosts that the source names, each once."""
    origins = sorted({each.origin for each in hosts if each.origin is not None})
    names = Names()
    return [RemoteSite(names.claim(_site_name(each), Kind.type), each) for each in origins]


def _site_name(origin: str) -> str:
    return f"Site{pascal(origin.partition('://')[2])}"
