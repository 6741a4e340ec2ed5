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
from pipesmith_runtime.values import checked

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

    public static List<Long> read(String url) {
        PipelineReader source = new PipelineHttp('GET', url).send().reader();
        List<Long> made = new List<Long>();
        for (PipelineReader each : source.items()) {
            made.add(each.asLong());
        }
        source.requireSound();
        return made;
    }

    public static String readText(String url) {
        PipelineReader source = new PipelineHttp('GET', url).send().textReader();
        String made = source.asText();
        source.requireSound();
        return made;
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


@pytest.mark.parametrize(
    ("method", "type_", "body", "content"),
    [
        ("read", list[int], "[1, true, 3]", "application/json"),
        ("read", list[int], '{"a": 1}', ""),
        ("read", list[int], "", "application/json"),
        ("readText", str, "17", "application/json"),
    ],
)
def test_the_same_is_said_of_a_body_that_does_not_fit(
    method: str, type_: Any, body: str, content: str
) -> None:
    url = "https://user:secret@a.example/b?c=1"
    apex = unfit(method, url, body, content)
    with pytest.raises(PipelineError) as python:
        read_by_python(url, type_, body, content)
    assert python.value.message.startswith("GET https://a.example/b answered 203: body")
    assert apex.message == python.value.message
    assert to_python(problem(apex, "detail")) == python.value.detail


@pytest.mark.parametrize("method", ["read", "readText"])
def test_a_body_that_is_not_json_is_said_to_be_an_answer(method: str) -> None:
    apex = unfit(method, "https://a.example/b?c=1", "<html>", "application/json")
    assert error_type(apex) == "VALIDATION"
    assert apex.message == "GET https://a.example/b answered 203: the text is not JSON"


def unfit(method: str, url: str, body: str, content: str) -> Thrown:
    """Give what Apex fails with when it reads an answer."""
    project().forget_statics()
    project().http = lambda request: Response(203, body, {"Content-Type": content})
    with pytest.raises(Thrown) as thrown:
        project().call_static("Probe", method, url)
    return thrown.value


def read_by_python(url: str, type_: Any, body: str, content: str) -> Any:
    response = http.Response(203, {"content-type": content}, body.encode())
    with http.of_answer("GET", url, response):
        return checked(type_, http._content(response, type_), "body")
