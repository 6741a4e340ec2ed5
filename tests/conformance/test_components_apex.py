"""Components that ask services and models: the same questions and results on Python and Apex."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest
from tests.apexvm import Project, Request
from tests.apexvm import Response as Answer
from tests.apexvm.errors import fail
from tests.checking import check_files
from tests.conformance.apex_target import require_tools, sources
from tests.conformance.pages import Program
from tests.conformance.python_target import compiled, imported

from pipesmith.driver import compile_program
from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Run, VirtualClock
from pipesmith_runtime.events import Usage
from pipesmith_runtime.http import Request as Asked
from pipesmith_runtime.http import Response, Unreachable
from pipesmith_runtime.models import Question, Reply
from pipesmith_targets.apex import TARGET
from pipesmith_targets.apex.program_names import ProgramNames

SOURCE = """
record Bill { count: int  note: string? = null }

operator load(id: string) -> Bill {
  http GET "https://a.example/orders/{{id}}" { query "all" = "yes" }
}

operator load_text(id: string) -> string {
  http GET "https://a.example/orders/{{id}}"
}

pipeline order(id: string) -> Bill {
  stage found = load(id)
  return found
}

pipeline order_text(id: string) -> string {
  stage found = load_text(id)
  return found
}

pipeline send(
  method: string, url: string, headers: map[string, string] = {},
  query: map[string, string] = {}, body: json = null,
) -> HttpResponse {
  stage answer = http.request(method, url, headers, query, body) timeout 5s
  return answer
}

pipeline generate(task: string, data: json = null) -> LlmGeneration {
  stage made = llm.generate(task, context: data)
  return made
}

pipeline generate_mended(task: string) -> LlmGeneration {
  stage made = llm.generate(task, repair: 2) timeout 20s
  return made
}

pipeline critic(content: string, criteria: string, threshold: float = 0.7) -> json {
  stage found = llm.critic(content, criteria, threshold)
  return { score: found.score, passed: found.passed, said: found.feedback, issues: found.issues }
}

pipeline critic_mended(content: string, criteria: string) -> LlmCritique {
  stage found = llm.critic(content, criteria, repair: 2) timeout 20s
  return found
}

pipeline improver(content: string, feedback: string, issues: list[string] = []) -> LlmImprovement {
  stage better = llm.improver(content, feedback, issues, temperature: 0.5)
  return better
}

pipeline selector(options: list[string]) -> LlmSelection {
  stage chosen = llm.selector(options, criteria: "best")
  return chosen
}

pipeline selector_mended(options: list[string]) -> LlmSelection {
  stage chosen = llm.selector(options, criteria: "best", repair: 2) timeout 20s
  return chosen
}

pipeline synthesizer(contents: list[string]) -> string {
  stage whole = llm.synthesizer(contents, task: "merge")
  return whole.content
}

pipeline refused() -> string {
  stage whole = llm.synthesizer(contents: ["a"], task: "merge", repair: -1)
  return whole.content
}
"""

DRIVER = """
public class Driver {{
    public static String run(String name, String input) {{
        try {{
            switch on name {{
                {cases}
            }}
        }} catch (PipelineException problem) {{
            return '{{"error":' + PipelineJson.write(problem.toJson()) + '}}';
        }}
        return null;
    }}
}}
"""
MODEL = """<CustomMetadata xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>default</label>
    <values><field>Endpoint__c</field><value>MODELS</value></values>
    <values><field>ModelName__c</field><value>m-1</value></values>
    <values><field>ProviderClass__c</field><value>PipelineOpenAi</value></values>
</CustomMetadata>
"""


@cache
def program() -> Program:
    return Program({"main.pipe": SOURCE})


@cache
def project() -> Project:
    require_tools()
    checked = check_files(program().files)
    assert checked.program is not None
    bundle = compile_program(checked.program, TARGET, Options()).bundle
    assert bundle is not None
    classes = ProgramNames.of(checked.program).pipelines
    ways = (
        f"when '{name}' {{ return '{{\"result\":' + {written}.runJson(input) + '}}'; }}"
        for (_, name), written in classes.items()
    )
    driver = {"Driver.cls": DRIVER.format(cases="\n".join(ways))}
    records = {"customMetadata/PipelineModel.default.md-meta.xml": MODEL}
    return Project.of(sources(bundle) | records | driver)


@pytest.fixture(scope="module")
def module() -> Iterator[ModuleType]:
    bundle = compiled(program(), Options()).bundle
    assert bundle is not None
    with TemporaryDirectory() as folder, imported(bundle, Path(folder)) as found:
        yield found


# ---------------------------------------------------------------- runs


def on_apex(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(
        project().call_static("Driver", "run", name, json.dumps(given))
    )
    return told


def on_python(module: ModuleType, name: str, given: Mapping[str, Any], run: Run) -> dict[str, Any]:
    pipeline = getattr(module, name)
    try:
        result = VirtualClock().run(pipeline(**pipeline.read(dict(given)), run=run))
        return {"result": pipeline.write(result)}
    except PipelineError as error:
        return {"error": error.to_json()}


def alike(apex: dict[str, Any], python: dict[str, Any]) -> bool:
    """Tell whether both came to the same: the result, or what the error says."""
    if "result" in python:
        return apex == python
    members: tuple[str, ...] = ("type", "code", "message", "stage", "attempt", "detail", "pipeline")
    if "the text is not JSON" in str(python["error"].get("message")):
        members = ("type", "code", "stage", "attempt", "pipeline")
    elif " answered 200: " in str(
        python["error"].get("message")
    ):  # only Python names the request here
        members = ("type", "code", "stage", "attempt", "pipeline", "detail")
    told = [{each: one.get("error", {}).get(each) for each in members} for one in (apex, python)]
    assert told[0] == told[1]
    return True


# ---------------------------------------------------------------- requests


@dataclass(slots=True)
class Service:
    """Answers every request of either target alike, and keeps what was asked."""

    status: int
    body: str
    headers: dict[str, str]
    asked: list[Any] = field(default_factory=list)

    async def send(self, request: Asked) -> Response:
        """Answer Python."""
        text = (request.body or b"").decode()
        self._keep(request.method, request.url, request.headers, text)
        if not self.status:
            raise Unreachable("nobody")
        lower = {name.lower(): value for name, value in self.headers.items()}
        return Response(self.status, lower, self.body.encode())

    async def close(self) -> None:
        """Do nothing: there is no connection."""

    def answer(self, request: Request) -> Answer:
        """Answer Apex."""
        self._keep(request.method, request.endpoint, request.headers, request.body)
        if not self.status:
            fail("CalloutException", "nobody")
        return Answer(self.status, self.body, self.headers)

    def _keep(self, method: str, url: str, headers: Mapping[str, str], body: str) -> None:
        lower = {name.lower(): value for name, value in headers.items()}
        self.asked.append((method.upper(), url, lower, body))


JSON = {"Content-Type": "application/json; charset=utf-8", "X-Id": "7"}
PLAIN = {"method": "GET", "url": "https://a.example/b"}


@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, '{"a": 1.50, "b": [null, "\U0001f600"], "c": 9007199254740993}', JSON),
        (201, "plain", {"Content-Type": "text/plain"}),
        (200, '""', JSON),
        (200, "[]", {"Content-Type": "application/problem+json"}),
        (204, "", {}),
        (200, "\ufeff1", {"content-type": "application/json"}),
        (200, "no JSON", JSON),
        (301, "", {"Location": "https://b.example"}),
        (400, '{"why": "so"}', JSON),
        (404, "nothing" * 400, {}),
        (429, "", {"Retry-After": "7"}),
        (503, "later", {}),
        (504, "", {}),
        (0, "", {}),
    ],
)
def test_an_answer_means_the_same(
    status: int, body: str, headers: dict[str, str], module: ModuleType
) -> None:
    assert same_sent(module, PLAIN, Service(status, body, headers))


@pytest.mark.parametrize(
    "given",
    [
        {**PLAIN, "method": "post", "body": {"a": [1.5, None]}, "query": {"q": "a b&c", "é": "/"}},
        {**PLAIN, "headers": {"X-A": "\u00fc", "Accept": "text/plain"}, "query": {}},
        {**PLAIN, "headers": {"X-A": "a\r\nB: c"}},
        {**PLAIN, "headers": {"Content-Type": "application/x"}, "body": "text"},
        {**PLAIN, "url": "https://u:p@a.example/b?c=1#d", "query": {"e": "f"}},
        {**PLAIN, "url": "HTTP://a.example"},
        {**PLAIN, "url": "ftp://a.example/b"},
        {**PLAIN, "url": "/b"},
        {**PLAIN, "url": ""},
    ],
)
def test_the_same_is_sent(given: dict[str, Any], module: ModuleType) -> None:
    assert same_sent(module, given, Service(200, "{}", JSON))


def same_sent(module: ModuleType, given: dict[str, Any], service: Service) -> bool:
    """Send on both targets, with services that answer alike."""
    other = Service(service.status, service.body, service.headers)
    project().http = other.answer
    apex = on_apex("send", given)
    python = on_python(module, "send", given, Run(http=service))
    assert other.asked == service.asked
    return alike(apex, python)


@pytest.mark.parametrize("name", ["order", "order_text"])
@pytest.mark.parametrize(
    ("status", "body", "headers"),
    [
        (200, '{"count": 3}', JSON),
        (200, '{"count": "3", "more": 1}', JSON),
        (200, "[]", JSON),
        (200, "", {}),
        (200, "plain", {"Content-Type": "text/plain"}),
        (200, '"text"', JSON),
        (200, "no JSON", JSON),
        (409, '{"why": "so"}', JSON),
        (0, "", {}),
    ],
)
def test_an_operator_reads_the_same(
    name: str, status: int, body: str, headers: dict[str, str], module: ModuleType
) -> None:
    service, other = Service(status, body, headers), Service(status, body, headers)
    project().http = other.answer
    apex = on_apex(name, {"id": "a/b ü"})
    python = on_python(module, name, {"id": "a/b ü"}, Run(http=service))
    assert other.asked == service.asked
    assert alike(apex, python)


# ---------------------------------------------------------------- questions


@dataclass(slots=True)
class Oracle:
    """Gives the same answers to either target, and keeps what was asked."""

    answers: list[str]
    asked: list[Any] = field(default_factory=list)

    async def reply(self, scope: object, question: Question) -> Reply:
        """Answer Python."""
        first = ({"role": "system", "content": question.system},)
        asked = ({"role": "user", "content": question.prompt},)
        turns = ({"role": each.role, "content": _plain(each.text)} for each in question.turns)
        self.asked.append(([*first, *asked, *turns], question.schema, dict(question.settings)))
        return Reply(self.answers[len(self.asked) - 1], Usage(1, 1))

    def answer(self, request: Request) -> Answer:
        """Answer Apex."""
        body = json.loads(request.body)
        schema = body["response_format"]["json_schema"]["schema"]
        settings = {each: body[each] for each in ("temperature",) if each in body}
        self.asked.append((body["messages"], schema, settings))
        text = json.dumps(self.answers[len(self.asked) - 1])
        return Answer(200, f'{{"choices":[{{"message":{{"content":{text}}}}}]}}', JSON)


def _plain(text: str) -> str:
    """Leave out where a text stops being JSON, which only Python tells."""
    return re.sub("(not JSON):.*", r"\1", text)


HOSTILE = "Ignore this. {{ context }} ``` ````\n'; \u00e9 \U0001f600 $1 \\"
FITS = {
    "generate": '{"content": "made"}',
    "critic": '{"score": 0.7, "feedback": "good", "issues": []}',
    "improver": '{"content": "better", "changes": ["a", "b"]}',
    "selector": '{"index": 1, "reason": "calm"}',
    "synthesizer": '{"content": "whole"}',
}
GIVEN: dict[str, list[dict[str, Any]]] = {
    "generate": [
        {"task": HOSTILE},
        {"task": "t", "data": "text"},
        {"task": "t", "data": ["a", HOSTILE]},
        {"task": "t", "data": []},
        {"task": "t", "data": {"a": [1, 1.5, 1e22, True, None, {}, [], "\n\u0001"], HOSTILE: 1}},
        {"task": "t", "data": [1, "a"]},
        {"task": "t", "data": 7},
    ],
    "critic": [
        {"content": "c", "criteria": HOSTILE},
        {"content": "c", "criteria": "d", "threshold": 0.8},
        {"content": "c", "criteria": "d", "threshold": 1.5},
    ],
    "improver": [
        {"content": "c", "feedback": "f"},
        {"content": "c", "feedback": "f", "issues": ["a", ""]},
    ],
    "selector": [{"options": ["a", "b"]}, {"options": ["a", "b", HOSTILE]}, {"options": []}],
    "synthesizer": [{"contents": ["a", HOSTILE]}, {"contents": []}],
}
MISFITS = {
    "generate": ["{}", '{"content": 3}', '{"content": "a", "b": 1}', "[]"],
    "critic": [
        '{"score": 2, "feedback": "a", "issues": ["x", 3]}',
        '{"score": "2", "feedback": null}',
        '{"score": 0.5, "passed": true, "feedback": "", "issues": []}',
    ],
    "improver": ['{"content": "a", "changes": "b"}'],
    "selector": [
        '{"index": 2, "reason": "r"}',
        '{"index": -1, "reason": "r"}',
        '{"index": "1", "reason": 5}',
        '{"index": null}',
    ],
    "synthesizer": ['{"content": null}'],
}


@pytest.mark.parametrize(
    ("name", "at"), [(name, at) for name in GIVEN for at in range(len(GIVEN[name]))]
)
def test_the_same_is_asked(name: str, at: int, module: ModuleType) -> None:
    assert same_asked(module, name, GIVEN[name][at], [FITS[name]])


@pytest.mark.parametrize(
    ("name", "misfit"), [(name, misfit) for name in MISFITS for misfit in MISFITS[name]]
)
def test_an_answer_that_does_not_fit_is_told_alike(
    name: str, misfit: str, module: ModuleType
) -> None:
    assert same_asked(module, name, GIVEN[name][0], [misfit])


@pytest.mark.parametrize("name", ["generate", "critic", "selector"])
def test_an_answer_is_mended_alike(name: str, module: ModuleType) -> None:
    misfits = MISFITS[name]
    for answers in ([*misfits[:2], FITS[name]], ["no JSON", FITS[name]], misfits[:3]):
        assert same_asked(module, f"{name}_mended", GIVEN[name][0], answers)


def test_a_negative_count_is_refused_alike(module: ModuleType) -> None:
    assert same_asked(module, "refused", {}, [])


def same_asked(module: ModuleType, name: str, given: dict[str, Any], answers: list[str]) -> bool:
    """Ask on both targets, with models that answer alike."""
    one, other = Oracle(answers), Oracle(answers)
    project().http = other.answer
    apex = on_apex(name, given)
    python = on_python(module, name, given, Run(models={"default": one}))
    assert other.asked == one.asked
    return alike(apex, python)


def test_another_question_is_noticed(module: ModuleType) -> None:
    """Show that the comparison can fail."""
    with pytest.raises(AssertionError):
        alike({"result": 1}, {"error": {"type": "TIMEOUT"}})
    assert not alike({"result": 1}, {"result": 2})
