"""Requests and answers in Apex, beside those of the Python runtime."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.apexvm import Project, Request, Response, Thrown
from tests.apexvm.python_values import to_python
from tests.runtime.apex.library import error_type, library, problem

from pipesmith_runtime import http
from pipesmith_runtime.errors import PipelineError

PROBE = """
public class Probe {
    public static Object ask(String url, Map<String, Object> headers, Map<String, Object> query) {
        PipelineHttp request = new PipelineHttp('POST', url).body(query);
        for (String name : headers.keySet()) {
            request.header(name, headers.get(name));
        }
        for (String name : query.keySet()) {
            request.query(name, query.get(name));
        }
        return request.send().textOrData();
    }
}
"""
texts = st.text(st.characters(codec="utf-8"), max_size=8)
data = st.none() | st.booleans() | st.integers(-99, 99) | texts | st.lists(texts, max_size=2)


@cache
def project() -> Project:
    return library(Probe=PROBE)


def sent(url: str, headers: dict[str, Any], query: dict[str, Any]) -> Any:
    """Give the request that Apex sends, or the type of the error."""
    seen: list[Request] = []

    def answer(request: Request) -> Response:
        seen.append(request)
        return Response(204, "")

    project().forget_statics()  # a transaction makes a hundred callouts
    project().http = answer
    project().forget_statics()  # a transaction has a hundred callouts
    try:
        project().call_static("Probe", "ask", url, headers, query)
    except Thrown as thrown:
        return error_type(thrown)
    (request,) = seen
    return request.endpoint, request.body


def sent_by_python(url: str, headers: dict[str, Any], query: dict[str, Any]) -> Any:
    try:
        made = http._request(SimpleNamespace(), "POST", url, headers, query, None, query)  # type: ignore[arg-type]
    except PipelineError as error:
        return error.type
    return made.url, (made.body or b"").decode()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        ["https://a.example", "http://u:p@a.example/b?c=1#d", "ftp://a", "https://a/%20"]
    ),
    st.dictionaries(st.sampled_from(["X-A", "X-B"]), texts),
    st.dictionaries(texts.filter(bool), data, max_size=3),
)
def test_the_same_is_sent(url: str, headers: dict[str, Any], query: dict[str, Any]) -> None:
    assert sent(url, headers, query) == sent_by_python(url, headers, query)


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 408, 409, 418, 422, 429, 500, 503, 504, 301]
)
@pytest.mark.parametrize("after", [None, "7", " 120 ", "soon"])
def test_the_same_is_understood(status: int, after: str | None) -> None:
    headers = {"Retry-After": after} if after else {}
    project().forget_statics()
    project().http = lambda request: Response(status, '{"why": [1]}', headers)
    with pytest.raises(Thrown) as apex:
        project().call_static("Probe", "ask", "https://a.example/b?c=1", {}, {})
    lower = {name.lower(): value for name, value in headers.items()}
    python = http.refused(
        "POST", "https://a.example/b?c=1", http.Response(status, lower, b'{"why": [1]}')
    )
    assert error_type(apex.value) == python.type
    assert apex.value.message == python.message
    assert to_python(problem(apex.value, "detail")) == python.detail
    seconds = python.retry_after
    wanted = None if seconds is None else int(seconds * 1000)
    assert problem(apex.value, "retryAfter") == wanted


@pytest.mark.parametrize(
    "url", ["https://u:p@a.example/b?c#d", "http://a.example", "nothing", "https:///a", "a@b"]
)
def test_the_same_is_shown_of_a_url(url: str) -> None:
    assert project().call_static("PipelineHttp", "bare", url) == http.bare(url)
