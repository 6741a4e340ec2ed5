"""Requests: what is sent, what answers mean, connections, secrets."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from tests.runtime.loopback import Answer, Seen, Service, serving
from tests.runtime.play import piped, site

from pipesmith_runtime import (
    Basic,
    Bearer,
    NamedCredential,
    PipelineError,
    Run,
    operator,
    url_part,
)
from pipesmith_runtime.components import HttpResponse, http_request, log_warn
from pipesmith_runtime.config import load
from pipesmith_runtime.errors import as_pipeline_error
from pipesmith_runtime.http import kind_of, retry_after
from pipesmith_runtime.records import Int, Record
from pipesmith_runtime.redaction import Redaction

CANARY = "s3cret/canary+value"


class Order(Record):
    """What the service knows."""

    count: Int


def call(
    service: Answer | Callable[[Seen], Answer],
    ask: Callable[[Run, str], Any],
    timeout: float = 10.0,
    **given: Any,
) -> tuple[Any, Service]:
    """Make one request in a stage of a run; give its value or error, and the service."""

    @operator
    async def requests(run: Run, url: str) -> Any:
        return await ask(run, url)

    async def main() -> tuple[Any, Service]:
        async with serving(service) as served:
            whole = piped(lambda run: run.stage(site("ask", timeout=timeout), requests, served.url))
            try:
                return await whole(run=Run(**given)), served
            except PipelineError as error:
                return error, served

    return asyncio.run(main())


def test_a_request_is_sent_as_said() -> None:
    def ask(run: Run, url: str) -> Any:
        return run.http(
            "POST",
            f"{url}/orders/{url_part('a/b ü?')}",
            headers={"X-Count": 3, "Accept": "text/json"},
            query={"page": 2, "tag": ["a&b", "c"], "none": None},
            auth=Bearer("token"),
            body={"total": 1.5, "note": None},
            result=Order,
        )

    value, service = call(Answer(body=b'{"count": 3.0}'), ask)
    (seen,) = service.requests
    assert value == Order(count=3)
    assert seen.method == "POST"
    assert seen.target == "/orders/a%2Fb%20%C3%BC%3F?page=2&tag=a%26b&tag=c"
    assert (seen.headers["x-count"], seen.headers["accept"]) == ("3", "text/json")
    assert seen.headers["authorization"] == "Bearer token"
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body) == {"total": 1.5, "note": None}


def test_basic_and_named_credentials(tmp_path: Any) -> None:
    project = tmp_path / "pipesmith.toml"
    project.write_text(
        '[credentials.shop]\nuser = "ada"\npassword_env = "SHOP"\n'
        '[credentials.api]\ntoken_env = "API"\n'
    )

    async def ask(run: Run, url: str) -> None:
        await run.http("GET", url, auth=Basic("ada", "p"))
        await run.http("GET", url, auth=NamedCredential("shop"))
        await run.http("GET", url, auth=NamedCredential("api"))

    _, service = call(Answer(), ask, config=project, secrets={"SHOP": "p", "API": "t"})
    sent = [seen.headers["authorization"] for seen in service.requests]
    assert sent == ["Basic YWRhOnA=", "Basic YWRhOnA=", "Bearer t"]
    failed, _ = call(Answer(), lambda run, url: run.http("GET", url, auth=NamedCredential("no")))
    assert failed.message == "the project file has no `[credentials.no]`"


@pytest.mark.parametrize(
    ("status", "type_"),
    [
        (400, "VALIDATION"), (401, "SECURITY"), (403, "SECURITY"), (404, "EXECUTION"),
        (408, "TIMEOUT"), (409, "EXECUTION"), (418, "EXECUTION"), (422, "VALIDATION"),
        (429, "RATE_LIMIT"), (500, "CONNECTIVITY"), (503, "CONNECTIVITY"), (504, "TIMEOUT"),
        (304, "EXECUTION"),
    ],
)  # fmt: skip
def test_what_a_status_means(status: int, type_: str) -> None:
    assert kind_of(status).type == type_


def test_a_refusal_carries_status_body_and_retry_after() -> None:
    answer = Answer(429, b'{"why": "slow down"}', {"Retry-After": "7"})
    failed, service = call(answer, lambda run, url: run.http("GET", f"{url}/a", result=Order))
    assert (failed.type, failed.stage) == ("RATE_LIMIT", "ask")
    assert failed.message == f"GET {service.url}/a answered 429"
    assert failed.detail == {"status": 429, "body": {"why": "slow down"}}
    assert failed.retry_after == 7.0


def test_retry_after_may_be_a_date_or_nonsense() -> None:
    assert retry_after("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert (retry_after("2999-01-01"), retry_after(None)) == (None, None)
    assert retry_after("Fri, 01 Jan 2999 00:00:00 GMT") > 1e9  # type: ignore[operator]


@pytest.mark.parametrize(
    ("body", "result", "message"),
    [
        (b'{"count": "3"}', Order, 'body.count: expected int, found text "3"'),
        (b"<html>", Order, "the text is not JSON"),
        (b"", Order, "body: expected object, found null"),
        (b"\xff", Order, "the body is not UTF-8"),
    ],
)
def test_a_body_that_does_not_fit_is_validation(body: bytes, result: Any, message: str) -> None:
    failed, service = call(
        Answer(body=body), lambda run, url: run.http("GET", f"{url}?key=hidden", result=result)
    )
    assert failed.type == "VALIDATION"
    assert failed.message.startswith(f"GET {service.url}")
    assert f"answered 200: {message}" in failed.message
    assert "hidden" not in failed.message


def test_bodies_of_other_results() -> None:
    text = Answer(body=b"plain", headers={"Content-Type": "text/plain"})
    assert call(text, lambda run, url: run.http("GET", url, result=str))[0] == "plain"

    def given(body: bytes, result: Any) -> Any:
        return call(Answer(body=body), lambda run, url: run.http("GET", url, result=result))[0]

    assert given(b'"quoted"', str) == "quoted"
    assert given(b"", int | None) is None
    assert given(b"<html>", None) is None


def test_no_answer_is_connectivity() -> None:
    failed, _ = call(Answer(cut=True), lambda run, url: run.http("GET", url, result=Order))
    assert failed.type == "CONNECTIVITY"
    failed, _ = call(Answer(), lambda run, url: run.http("GET", "http://127.0.0.1:1/x"))
    assert failed.type == "CONNECTIVITY"
    assert failed.message.startswith("GET http://127.0.0.1:1/x: ")


@pytest.mark.parametrize("url", ["ftp://example.com", "example.com/x", ""])
def test_other_urls_are_refused(url: str) -> None:
    failed, service = call(Answer(), lambda run, _: run.http("GET", url))
    assert (failed.type, service.requests) == ("VALIDATION", [])


def test_a_header_cannot_smuggle_another() -> None:
    failed, service = call(
        Answer(), lambda run, url: run.http("GET", url, headers={"X": "a\r\nY: b"})
    )
    assert (failed.type, service.requests) == ("VALIDATION", [])


def test_connections_are_used_again_within_a_run() -> None:
    async def ask(run: Run, url: str) -> None:
        for _ in range(3):
            await run.http("GET", url, result=Any)

    _, service = call(Answer(), ask)
    assert (len(service.requests), service.connections) == (3, 1)


def test_a_timed_out_request_closes_its_socket() -> None:
    @operator
    async def requests(run: Run, url: str) -> Any:
        return await run.http("GET", url, result=Order)

    async def main() -> PipelineError:
        async with serving(Answer(hang=True)) as service:
            whole = piped(lambda run: run.stage(site(timeout=0.05), requests, service.url))
            with pytest.raises(PipelineError) as caught:
                await whole()
            await asyncio.wait_for(service.closed.wait(), 10)
            return caught.value

    assert asyncio.run(main()).type == "TIMEOUT"


def test_a_transport_of_the_caller_is_used_and_left_open() -> None:
    from pipesmith_runtime.http import Request, Response, Unreachable

    class Recorded:
        def __init__(self) -> None:
            self.sent: list[Request] = []
            self.closed = False

        async def send(self, request: Request) -> Response:
            self.sent.append(request)
            if "down" in request.url:
                raise Unreachable("no route")
            return Response(200, {}, b'{"count": 1}')

        async def close(self) -> None:
            self.closed = True

    transport = Recorded()
    value, _ = call(
        Answer(), lambda run, _: run.http("GET", "http://x/", result=Order), http=transport
    )
    assert (value, transport.closed) == (Order(count=1), False)
    failed, _ = call(Answer(), lambda run, _: run.http("GET", "http://x/down"), http=transport)
    assert (failed.type, failed.message) == ("CONNECTIVITY", "GET http://x/down: no route")


def test_without_aiohttp_the_error_names_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "aiohttp", None)
    failed, _ = call(Answer(), lambda run, url: run.http("GET", url))
    assert failed.type == "EXECUTION"
    assert 'pip install "pipesmith[http]"' in failed.message


def test_the_standard_request_gives_the_whole_answer() -> None:
    answer = Answer(201, b'{"a": 1.50}', {"Content-Type": "application/json", "X-Id": "7"})
    value, service = call(
        answer, lambda run, url: http_request(run, "PUT", url, {"A": "b"}, {"q": "1"}, {"c": 2})
    )
    assert isinstance(value, HttpResponse)
    assert (value.status, value.headers["x-id"], value.body) == (201, "7", {"a": 1.5})
    assert type(value.body["a"]) is float
    assert service.requests[0].target == "/?q=1"


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize("status", [401, 500])
def test_a_secret_never_leaves_the_run(
    status: int, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    def echo(seen: Seen) -> Answer:
        everything = f"{seen.target} {seen.headers}"
        return Answer(status, json.dumps({"you sent": everything, CANARY: 1}).encode())

    async def ask(run: Run, url: str) -> Any:
        token = run.secret("TOKEN")
        await log_warn(run, f"about to send {token}", {"token": token})
        return await run.http(
            "GET", url, auth=Bearer(token), query={"key": token}, headers={"X-Key": token}
        )

    events: list[Any] = []
    with caplog.at_level(logging.DEBUG):
        failed, service = call(
            echo, ask, secrets={"TOKEN": CANARY}, observer=events.append, record_values=True
        )
    assert service.requests[0].headers["authorization"] == f"Bearer {CANARY}"
    assert "***" in caplog.text
    told = json.dumps([event.to_json() for event in events]) + json.dumps(failed.to_json())
    everything = told + caplog.text + str(failed) + repr(failed) + "".join(failed.__notes__)
    everything += "".join(capsys.readouterr())
    for form in (CANARY, "s3cret%2Fcanary%2Bvalue", "s3cret"):
        assert form not in everything


def test_basic_credentials_are_hidden_in_every_form() -> None:
    def echo(seen: Seen) -> Answer:
        return Answer(500, json.dumps(seen.headers["authorization"]).encode())

    failed, _ = call(
        echo,
        lambda run, url: run.http("GET", url, auth=Basic("ada", run.secret("P"))),
        secrets={"P": CANARY},
    )
    assert failed.detail["body"] == "Basic ***"


def test_a_secret_in_the_url_of_a_failure_is_not_shown() -> None:
    failed, _ = call(
        Answer(),
        lambda run, _: run.http("GET", f"http://u:{url_part(run.secret('P'))}@127.0.0.1:1/a?b=c#d"),
        secrets={"P": CANARY},
    )
    assert failed.message.startswith("GET http://127.0.0.1:1/a: ")


def test_what_host_code_says_about_a_secret_is_hidden() -> None:
    async def ask(run: Run, url: str) -> None:
        raise RuntimeError(f"rejected {run.secret('P')}")

    failed, _ = call(Answer(), ask, secrets={"P": CANARY})
    assert failed.message == "RuntimeError: rejected ***"
    assert as_pipeline_error(failed) is failed


# ---------------------------------------------------------------- the project file


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[models.a]\nmodel = 'x'", "`models.a` needs `api` and `model`"),
        ("[models.a]\napi = 'x'\nmodel = 'y'", '`models.a.api` is not "openai" or "anthropic"'),
        ("[models.a]\nurll = 'x'", "`models.a` has no setting `urll`; it has `api`, `model`"),
        ("[models.a]\napi = 'openai'\nmodel = 3", "`models.a.model` is not a text"),
        ("[models]\na = 3", "`models.a` is not a table"),
        ("models = 3", "`models` is not a table"),
        ("[", "pipesmith.toml: "),
    ],
)
def test_mistakes_in_the_project_file_are_named(tmp_path: Any, text: str, message: str) -> None:
    path = tmp_path / "pipesmith.toml"
    path.write_text(text)
    with pytest.raises(PipelineError) as caught:
        load(path)
    assert message in caught.value.message


def test_a_redirect_is_not_followed_so_no_secret_header_leaves() -> None:
    away = Answer(302, b"{}", {"Location": "http://localhost:1/elsewhere"})
    error, service = call(away, lambda run, url: run.http("GET", url, headers={"X-Key": CANARY}))
    assert (error.type, error.detail["status"]) == ("EXECUTION", 302)
    assert len(service.requests) == 1


def test_a_secret_that_reads_like_a_part_of_a_problem_changes_no_structure() -> None:
    redaction = Redaction()
    redaction.add("path")
    detail = [{"path": "$.a", "message": "the path is path"}]
    assert redaction.value(detail) == [{"path": "$.a", "message": "the *** is ***"}]
    assert redaction.value({"my path": 1}) == {"my ***": 1}
