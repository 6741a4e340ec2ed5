"""Requests without a declaration of their own."""

from dataclasses import dataclass
from typing import Any

from pipesmith_runtime.component_result import ComponentResult
from pipesmith_runtime.http import decoded, exchange, refused
from pipesmith_runtime.reading import read_data, read_json
from pipesmith_runtime.roles import operator
from pipesmith_runtime.run import Run


@dataclass(frozen=True, slots=True)
class HttpResponse(ComponentResult):
    """What `http.request` gives; names of headers in lower case."""

    status: int
    headers: dict[str, str]
    body: Any = None


@operator(name="http.request")
async def http_request(
    run: Run,
    method: str,
    url: str,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    body: Any = None,
) -> HttpResponse:
    """Send one request and give its whole answer."""
    response = await exchange(run, method, url, headers or {}, query or {}, None, body)
    if not 200 <= response.status < 300:
        raise refused(method, url, response)
    text = decoded(response)
    written = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    content = read_data(read_json(text)) if text and written.endswith("json") else text or None
    return HttpResponse(response.status, dict(response.headers), content)
