"""What proves who asks: secrets stand in credentials of the org, which put them into headers.

The code never holds a secret. A request with secrets goes through a Named Credential that is called
as the variable its URL begins with, or as the component or stage. A call of `http.request` is seen
as the request of a component that says the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipesmith.ir import nodes as n
from pipesmith.ir.walk import inside
from pipesmith_targets.apex.hosts import REQUEST, Host, host_of, requests_in, url_of
from pipesmith_targets.apex.naming import LONGEST_CLASS, pascal


@dataclass(frozen=True, slots=True)
class Header:
    """A header that holds secrets: its name, and a formula of the platform for its value."""

    name: str
    formula: str


@dataclass(frozen=True, slots=True)
class Credential:
    """A Named Credential, and the External Credential of the same name."""

    name: str
    headers: tuple[Header, ...]
    secrets: tuple[str, ...]
    host: Host | None

    @property
    def url(self) -> str:
        """Give the host that the source names; another is entered in the org."""
        return (self.host and self.host.origin) or "https://example.com"

    @property
    def is_told(self) -> bool:
        """Tell whether the source names the host."""
        return self.host is not None and self.host.origin is not None


@dataclass(slots=True)
class Credentials:
    """The credentials of a program, by module and component, and by the places of calls."""

    of: dict[tuple[str, str], Credential] = field(default_factory=dict)
    of_calls: dict[n.Place, Credential] = field(default_factory=dict)

    @classmethod
    def in_program(cls, program: n.Program) -> "Credentials":
        """Collect what the requests of a program need."""
        found = cls()
        for module in program.modules:
            for item in module.declarations:
                if isinstance(item, n.Component):
                    found._add(module.name, item)
                elif isinstance(item, n.Pipeline):
                    found._add_calls(item)
        return found

    def _add(self, module: str, component: n.Component) -> None:
        for binding in component.bindings:
            if isinstance(binding, n.HttpBinding) and secrets_in(binding):
                made = self._made(binding, pascal(component.name))
                self.of[module, component.name] = made

    def _add_calls(self, pipeline: n.Pipeline) -> None:
        for stage in inside(pipeline):
            if isinstance(stage, n.Stage) and isinstance(stage.body, n.ComponentCall):
                binding = request_of(stage.body)
                if binding is not None and secrets_in(binding):
                    name = pascal(f"{pipeline.name}_{stage.segment}")
                    self.of_calls[stage.body.place] = self._made(binding, name)

    def _made(self, binding: n.HttpBinding, otherwise: str) -> Credential:
        """Give a credential for a request; requests that need the same share one."""
        base = _base(binding) or otherwise[:LONGEST_CLASS]
        made = credential(base, binding)
        others = {each.name: each for each in self.every}
        if others.get(base, made) == made:
            return made
        return credential(f"{base}_{otherwise}"[:LONGEST_CLASS], binding)

    @property
    def every(self) -> list[Credential]:
        """Give each credential once, by name."""
        every = {*self.of.values(), *self.of_calls.values()}
        return sorted(every, key=lambda each: each.name)


def hosts_without(program: n.Program) -> list[Host | None]:
    """Give the hosts of requests that no credential tells; None for one that only a run knows."""
    known = Credentials.in_program(program)
    urls: list[n.Expression] = [
        url_of(call) for call in requests_in(program) if call.place not in known.of_calls
    ]
    urls += [
        binding.url
        for binding in inside(program)
        if isinstance(binding, n.HttpBinding) and not _is_proven(binding)
    ]
    return [host_of(each) for each in urls]


def _is_proven(binding: n.HttpBinding) -> bool:
    """Tell whether a request goes through a credential."""
    named = binding.auth is not None and binding.auth.scheme == "named_credential"
    return named or bool(secrets_in(binding))


def request_of(call: n.ComponentCall) -> n.HttpBinding | None:
    """Give a call of `http.request` as a binding, None where its host or headers are not told."""
    if (call.module, call.component) != ("", REQUEST) or host_of(url_of(call)) is None:
        return None
    given = {each.name: each.value for each in call.arguments}
    headers, url = given.get("headers"), url_of(call)
    if not isinstance(headers, n.MapValue):
        return None
    if not isinstance(url, n.TextValue | n.Interpolation):
        url = n.Interpolation((url,), type=url.type)
    return n.HttpBinding("", url, headers.entries, place=call.place)


def credential(name: str, binding: n.HttpBinding) -> Credential:
    """Give the credential of a request."""
    headers = tuple(
        Header(header, " & ".join(parts))
        for header, value in secret_headers(binding)
        if (parts := _formula(value, name)) is not None
    )
    secrets = tuple(sorted({each.name for each in secrets_in(binding)}))
    return Credential(name, headers, secrets, host_of(binding.url))


def secret_headers(binding: n.HttpBinding) -> Iterator[tuple[str, list[n.Expression | str]]]:
    """Give the headers that hold secrets, with what their values are made of."""
    for each in binding.headers:
        if _has_secret(each.value):
            yield each.name, [each.value]
    auth = binding.auth
    if auth is not None and any(_has_secret(each) for each in auth.values):
        if auth.scheme == "basic":
            yield "Authorization", ["basic", *auth.values]
        else:
            yield "Authorization", ["bearer", *auth.values]


def secrets_in(part: object) -> list[n.SecretValue]:
    """Give the secrets that a part of the IR reads."""
    return [each for each in inside(part) if isinstance(each, n.SecretValue)]


def is_put_in(value: n.Expression) -> bool:
    """Tell whether the platform can make a value: of secrets and constants."""
    return _pieces(value, "") is not None


def _has_secret(value: n.Expression) -> bool:
    return bool(secrets_in(value))


def _formula(value: list[n.Expression | str], name: str) -> list[str] | None:
    """Write the value of a header as a formula."""
    match value:
        case ["basic", user, password] if not isinstance(user, str | list):
            assert not isinstance(password, str)
            parts = _pieces(user, name), _pieces(password, name)
            if parts[0] is None or parts[1] is None:
                return None
            joined = " & ".join([*parts[0], "':'", *parts[1]])
            return ["'Basic '", f"BASE64ENCODE(BLOB({joined}))"]
        case ["bearer", token] if not isinstance(token, str):
            pieces = _pieces(token, name)
            return None if pieces is None else ["'Bearer '", *pieces]
        case [whole] if not isinstance(whole, str):
            return _pieces(whole, name)
        case _:
            return None


def _pieces(value: n.Expression, name: str) -> list[str] | None:
    match value:
        case n.SecretValue(name=secret):
            return [f"$Credential.{name}.{secret}"]
        case n.TextValue(value=text):
            escaped = text.replace("\\", "\\\\").replace("'", "\\'")
            return [f"'{escaped}'"]
        case n.Interpolation(parts=parts):
            pieces = [_pieces(each, name) for each in parts]
            known = [each for each in pieces if each is not None]
            return [one for each in known for one in each] if len(known) == len(pieces) else None
        case _:
            return None


def _base(binding: n.HttpBinding) -> str | None:
    """Give the variable that a URL begins with."""
    host = host_of(binding.url)
    return host.variable if host is not None else None
