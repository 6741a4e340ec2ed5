"""Requests over HTTP: what is sent, and what an answer means."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from pipesmith_runtime.errors import (
    CONNECTIVITY,
    EXECUTION,
    RATE_LIMIT,
    SECURITY,
    TIMEOUT,
    VALIDATION,
    ErrorKind,
    PipelineError,
)
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.values import checked

if TYPE_CHECKING:
    from pipesmith_runtime.place import Place

_KINDS = {
    400: VALIDATION,
    401: SECURITY,
    403: SECURITY,
    408: TIMEOUT,
    422: VALIDATION,
    429: RATE_LIMIT,
    504: TIMEOUT,
}
SHOWN_BODY = 2_000


@dataclass(frozen=True, slots=True)
class Bearer:
    """Prove who asks by a token."""

    token: str


@dataclass(frozen=True, slots=True)
class Basic:
    """Prove who asks by a name and a password."""

    user: str
    password: str


@dataclass(frozen=True, slots=True)
class NamedCredential:
    """Prove who asks as the project file says under this name."""

    name: str


Auth = Bearer | Basic | NamedCredential


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready to be sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; names of headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreachable(Exception):
    """No answer came: no connection, or one that broke."""


class Transport(Protocol):
    """What sends requests. A send that is cancelled must close its connection."""

    async def send(self, request: Request) -> Response:
        """Send one request; raise `Unreachable` when no answer comes."""

    async def close(self) -> None:
        """Close all connections."""


def url_part(value: Any) -> str:
    """Write a value as one part of a URL, percent-encoded."""
    from pipesmith_runtime.text import show

    return quote(value if isinstance(value, str) else show(value), safe="")


async def fetch(
    scope: "Place",
    method: str,
    url: str,
    headers: Mapping[str, Any],
    query: Mapping[str, Any],
    auth: Auth | None,
    body: Any,
    result: Any,
) -> Any:
    """Send one request and give the body of its answer as a type has it."""
    response = await exchange(scope, method, url, headers, query, auth, body)
    if not 200 <= response.status < 300:
        raise refused(method, url, response)
    if result is None:
        return None
    with of_answer(method, url, response):
        return checked(result, _content(response, result), "body")


async def exchange(
    scope: "Place",
    method: str,
    url: str,
    headers: Mapping[str, Any],
    query: Mapping[str, Any],
    auth: Auth | None = None,
    body: Any = None,
) -> Response:
    """Send one request and give its answer, whatever its status."""
    request = _request(scope, method, url, headers, query, auth, body)
    try:
        return await scope.state.transport.send(request)
    except Unreachable as failure:
        message = scope.state.redaction.text(f"{method} {bare(url)}: {failure}")
        raise PipelineError(CONNECTIVITY, message) from None


def _request(
    scope: "Place",
    method: str,
    url: str,
    headers: Mapping[str, Any],
    query: Mapping[str, Any],
    auth: Auth | None,
    body: Any,
) -> Request:
    _demand_url(url)
    sent = {"Accept": "application/json", **{name: _text(value) for name, value in headers.items()}}
    content = None
    if body is not None:
        from pipesmith_runtime.data import to_json

        content = to_json(body).encode()
        sent.setdefault("Content-Type", "application/json")
    sent.update(_authorization(scope, auth))
    _demand_one_line(sent)
    return Request(method, _with_query(url, query), sent, content)


def _demand_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise PipelineError(VALIDATION, f"`{bare(url)}` is not a URL of http or https")


def _demand_one_line(headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if any(char in value + name for char in "\r\n\0"):
            raise PipelineError(VALIDATION, f"the header `{_clean(name)}` holds a line break")


def _clean(name: str) -> str:
    return "".join(char for char in name if char.isprintable())


def _with_query(url: str, query: Mapping[str, Any]) -> str:
    pairs = [(name, _text(value)) for name, values in query.items() for value in _each(values)]
    if not pairs:
        return url
    front, mark, fragment = url.partition("#")
    joint = "&" if "?" in front else "?"
    return f"{front}{joint}{urlencode(pairs)}{mark}{fragment}"


def _each(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _text(value: Any) -> str:
    from pipesmith_runtime.text import show

    return value if isinstance(value, str) else show(value)


def _authorization(scope: "Place", auth: Auth | None) -> dict[str, str]:
    match auth:
        case None:
            return {}
        case Bearer(token=token):
            return {"Authorization": f"Bearer {token}"}
        case Basic(user=user, password=password):
            pair = b64encode(f"{user}:{password}".encode()).decode()
            scope.state.redaction.add(pair)
            return {"Authorization": f"Basic {pair}"}
        case NamedCredential(name=name):
            from pipesmith_runtime.config import credential

            return _authorization(scope, credential(scope, name))


def bare(url: str) -> str:
    """Give a URL without what may be confidential: user, query and fragment."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}" if host else "the text"


@contextmanager
def of_answer(method: str, url: str, response: Response) -> Iterator[None]:
    """Say of what is wrong with an answer which answer it is."""
    try:
        yield
    except PipelineError as error:
        message = f"{_answered(method, url, response)}: {error.message}"
        raise PipelineError(error.kind, message, error.detail) from error.__cause__


def _answered(method: str, url: str, response: Response) -> str:
    return f"{method} {bare(url)} answered {response.status}"


def refused(method: str, url: str, response: Response) -> PipelineError:
    """Make the error of a status outside 200 to 299."""
    error = PipelineError(kind_of(response.status), _answered(method, url, response))
    error.retry_after = retry_after(response.headers.get("retry-after"))
    error.detail = {"status": response.status, "body": _shown(response)}
    return error


def kind_of(status: int) -> ErrorKind:
    """Say what kind of error a status stands for."""
    return _KINDS.get(status, CONNECTIVITY if status >= 500 else EXECUTION)


def retry_after(text: str | None) -> float | None:
    """Read `Retry-After`: seconds, or a date."""
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text.strip())
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    zoned = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (zoned - datetime.now(UTC)).total_seconds())


def _shown(response: Response) -> Any:
    """Give an answer's body for an error: as JSON when it is that and short, else its beginning."""
    text = response.body[: SHOWN_BODY * 4].decode("utf-8", "replace")
    if len(response.body) <= SHOWN_BODY:
        try:
            return read_json(text) if text else None
        except PipelineError:
            return text
    return text[:SHOWN_BODY]


def _content(response: Response, result: Any) -> Any:
    """Read an answer's body; a plain text is one where a text is wanted."""
    text = decoded(response)
    if not text:
        return "" if result is str else None
    written = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if result is str and not written.endswith("json"):
        return text
    return read_json(text)


def decoded(response: Response) -> str:
    """Give an answer's body as a text."""
    try:
        return response.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        problem = {"path": "body", "message": "not UTF-8", "expected": "UTF-8", "found": "bytes"}
        raise PipelineError(VALIDATION, "the body is not UTF-8", [problem]) from None
