"""Nothing that a run is given ever becomes code: it arrives as it is, or an error says why not."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given, settings
from tests.properties.hostile import LONE_SURROGATES, TEXTS, generated, hostile_texts, result

from pipesmith_runtime import PipelineError
from pipesmith_runtime.events import Usage
from pipesmith_runtime.http import Request, Response
from pipesmith_runtime.models import Question, Reply

TAKING = """
record Row { name: string  tags: set[string] = []  extra: json = null }
pipeline p(text: string, row: Row, table: map[string, string], data: json) -> json {
  stage caught = try { raise validation(text, detail: { key: text }) } catch * as e {
    yield [e.message, to_json(e.detail)]
  }
  stage picked = json.transform(data, mapping: { it: "inner" })
  let back = from_json(to_json(data))
  let found: json = {
    text: text, twice: "{{text}}{{text}}", row: row, table: table, data: data, back: back,
    caught: caught, picked: picked,
    found: table[text], in_block: \"\"\"
      {{text}}!
    \"\"\",
  }
  do log.info(message: text, data: row)
  return found
}
"""


@cache
def taking() -> str:
    return generated(TAKING)


def arrives(text: str) -> None:
    """Give a text to a run everywhere; it comes out everywhere."""
    data = {"inner": {text: [text]}}
    row = {"name": text, "tags": [text], "extra": data}
    found = result(taking(), {"text": text, "row": row, "table": {text: text}, "data": data})
    assert found.pop("caught") == [
        text,
        json.dumps({"key": text}, ensure_ascii=False, separators=(",", ":")),
    ]
    assert found == {
        "text": text,
        "twice": text + text,
        "row": row,
        "table": {text: text},
        "data": data,
        "back": data,
        "picked": {"it": data["inner"]},
        "found": text,
        "in_block": f"{text}!",
    }


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_that_is_given_arrives(text: str) -> None:
    arrives(text)


@given(hostile_texts())
@settings(max_examples=50)
def test_any_text_that_is_given_arrives(text: str) -> None:
    arrives(text)


@pytest.mark.parametrize("text", LONE_SURROGATES, ids=ascii)
def test_half_a_character_is_refused_everywhere(text: str) -> None:
    whole: dict[str, Any] = {"text": "a", "row": {"name": "a"}, "table": {"a": "a"}, "data": 1}
    halves: list[dict[str, Any]] = [
        {"text": text},
        {"row": {"name": text}},
        {"row": {"name": "a", "tags": [text]}},
        {"table": {text: "a"}},
        {"data": {text: 1}},
        {"data": json.loads(json.dumps([text]))},
    ]
    for half in halves:
        with pytest.raises(PipelineError) as caught:
            result(taking(), {**whole, **half})
        assert caught.value.type == "VALIDATION"


@pytest.mark.parametrize("text", [each for each in TEXTS if each], ids=ascii)
def test_a_strange_key_is_refused_by_name(text: str) -> None:
    whole: dict[str, Any] = {"text": "a", "row": {"name": "a"}, "table": {}, "data": 1}
    for strange in ({**whole, text: 1}, {**whole, "row": {"name": "a", text: 1}}):
        with pytest.raises(PipelineError) as caught:
            result(taking(), strange)
        assert caught.value.type == "VALIDATION"


# ------------------------------------------------------------------ services, models, databases

SENDING = """
record Back { words: list[string]  more: map[string, string] }
operator load(text: string, key: string) -> Back {
  http POST "https://example.org/items/{{text}}/end" {
    header "X-Key" = key
    query "q" = text
    body { text: text, inside: "<{{text}}>" }
  }
}
node ask(text: string) -> Back {
  model "default"
  system "Answer."
  prompt "Say: {{text}}"
}
pipeline p(text: string, key: string) -> json {
  stage loaded = load(text, key)
  stage asked = ask(text)
  let found: json = { loaded: loaded, asked: asked }
  return found
}
"""


class Echo:
    """A service and a model that give back what they are told to, and keep what they were sent."""

    def __init__(self, text: str) -> None:
        self.answer = json.dumps({"words": [text], "more": {text: text}})
        self.requests: list[Request] = []
        self.questions: list[Question] = []

    async def send(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(200, {"content-type": "application/json"}, self.answer.encode())

    async def close(self) -> None:
        pass

    async def reply(self, scope: object, question: Question) -> Reply:
        self.questions.append(question)
        return Reply(self.answer, Usage())


@pytest.fixture(scope="module")
def sending() -> str:
    return generated(SENDING)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_text_is_one_part_of_a_request(text: str, sending: str) -> None:
    echo = Echo(text)
    given = {"text": text, "key": "k"}
    found = result(sending, given, http=echo, models={"default": echo})
    back = {"words": [text], "more": {text: text}}
    assert found == {"loaded": back, "asked": back}
    (request,), (question,) = echo.requests, echo.questions
    url = urlsplit(request.url)
    assert (url.scheme, url.netloc, url.fragment) == ("https", "example.org", "")
    assert [unquote(part) for part in url.path.split("/")] == ["", "items", text, "end"]
    assert parse_qsl(url.query, keep_blank_values=True) == [("q", text)]
    assert json.loads(request.body or b"") == {"text": text, "inside": f"<{text}>"}
    assert question.prompt == f"Say: {text}"


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_header_is_one_line(text: str, sending: str) -> None:
    echo = Echo("a")
    given = {"text": "a", "key": text}
    if {*"\r\n\0"} & {*text}:
        with pytest.raises(PipelineError) as caught:
            result(sending, given, http=echo, models={"default": echo})
        assert (caught.value.type, caught.value.stage) == ("VALIDATION", "loaded")
        assert echo.requests == []
    else:
        result(sending, given, http=echo, models={"default": echo})
        assert echo.requests[0].headers["X-Key"] == text


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_an_answer_that_is_no_json_is_refused(text: str, sending: str) -> None:
    echo = Echo("a")
    echo.answer = f'{{"words": ["{text}"], "more": {{}}'
    with pytest.raises(PipelineError) as caught:
        result(sending, {"text": "a", "key": "k"}, http=echo, models={"default": echo})
    assert caught.value.type == "VALIDATION"


STORING = """
pipeline p(text: string) -> json {
  stage made = sql.execute(statement: "create table words (word text)", parameters: {})
  stage put = sql.execute(
    statement: "insert into words values (:word)", parameters: { word: text },
  ) after made
  stage found = sql.query(
    statement: "select word from words where word = :word", parameters: { word: text },
  ) after put
  let all: json = { put: put, found: found }
  return all
}
"""


@pytest.fixture(scope="module")
def storing() -> str:
    return generated(STORING)


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_parameter_of_a_statement_stays_a_value(text: str, storing: str, tmp_path: Path) -> None:
    project = tmp_path / "pipesmith.toml"
    project.write_text('[databases.default]\nurl = "sqlite:///words.db"\n', "utf-8")
    found = result(storing, {"text": text}, config=project)
    assert found == {"put": 1, "found": [{"word": text}]}
