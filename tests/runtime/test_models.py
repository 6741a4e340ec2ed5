"""Models: both dialects against the stand-in server, which the makers' own clients check."""

import asyncio
import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import anthropic
import openai
import pytest
from tests.runtime.play import piped, retried, site

from pipesmith_runtime import PipelineError, Run, node
from pipesmith_runtime.events import StageCompleted, Usage
from pipesmith_runtime.models import Question, Reply
from pipesmith_runtime.records import Float, Record, Text
from pipesmith_runtime.testing.model_server import ModelServer, main, read_script

APIS = pytest.mark.parametrize("api", ["openai", "anthropic"])
KEY = "sk-canary-123"


class Risk(Record):
    """What the model is asked for."""

    level: Text
    score: Float = 0.5


def ask(
    api: str, script: Any, tmp_path: Path, result: Any = Risk, **given: Any
) -> tuple[Any, list[Any], ModelServer]:
    """Ask once in a stage; give value or error, events, and the server."""
    events: list[Any] = []
    policies = {"retry": given.pop("retry")} if "retry" in given else {}

    @node
    async def asks(run: Run) -> Any:
        return await run.ask("default", prompt="Rate Ada.", result=result, **given)

    with ModelServer(script) as server:
        project = tmp_path / "pipesmith.toml"
        project.write_text(
            f'[models.default]\napi = "{api}"\nmodel = "small"\nurl = "{server.url}"\n'
            'key_env = "KEY"\nprice_in = 2.5\nprice_out = 10\n'
        )
        run = Run(config=project, secrets={"KEY": KEY}, observer=events.append)
        whole = piped(lambda run: run.stage(site("rate", **policies), asks))
        try:
            value = asyncio.run(whole(run=run))
        except PipelineError as error:
            value = error
    assert KEY not in json.dumps([event.to_json() for event in events])
    return value, events, server


def used(events: list[Any]) -> Usage:
    """Give what the only stage used."""
    (done,) = [event for event in events if type(event) is StageCompleted]
    assert done.usage is not None
    return done.usage


@APIS
def test_an_answer_is_parsed_and_counted(api: str, tmp_path: Path) -> None:
    script = [{"when": "Ada", "reply": {"level": "low", "score": 1}}]
    value, events, server = ask(api, script, tmp_path, system="Be brief.", temperature=0.0)
    assert value == Risk(level="low", score=1.0)
    usage = used(events)
    assert (usage.provider, usage.model) == (api, "small")
    assert (usage.input_tokens, usage.total_tokens) == (4, 4 + usage.output_tokens)
    cost = (Decimal("2.5") * 4 + 10 * usage.output_tokens) / 1_000_000
    assert usage.to_json()["cost"] == format(cost, "f")
    (asked,) = server.requests
    assert (asked.body["model"], asked.body["temperature"]) == ("small", 0.0)
    named = asked.headers["authorization" if api == "openai" else "x-api-key"]
    assert named.endswith(KEY)


@APIS
def test_the_schema_asks_for_every_field_and_no_other(api: str, tmp_path: Path) -> None:
    value, _, server = ask(api, None, tmp_path)
    body: Any = server.requests[0].body
    schema = (
        body["response_format"]["json_schema"]["schema"]
        if api == "openai"
        else body["output_config"]["format"]["schema"]
    )
    assert value == Risk(level="text", score=0.0)
    assert (schema["required"], schema["additionalProperties"]) == (["level", "score"], False)
    assert "default" not in schema["properties"]["score"]


@APIS
@pytest.mark.parametrize(
    ("result", "reply", "value"),
    [
        (str, "Just text.", "Just text."),
        (list[Risk], {"value": [{"level": "a"}]}, [Risk(level="a")]),
        (int, {"value": 3}, 3),
        (Risk | None, {"value": None}, None),
    ],
)
def test_other_results(api: str, result: Any, reply: Any, value: Any, tmp_path: Path) -> None:
    assert ask(api, [{"reply": reply}], tmp_path, result)[0] == value


@APIS
def test_a_bad_answer_is_validation_and_repair_asks_again(api: str, tmp_path: Path) -> None:
    bad = {"reply": {"level": 3}, "times": 1}
    failed, _, _ = ask(api, [bad], tmp_path)
    assert (failed.type, failed.stage) == ("VALIDATION", "rate")
    assert failed.message == "answer.level: expected string, found number 3"
    value, events, server = ask(api, [bad, {"reply": {"level": "low"}}], tmp_path, repair=1)
    assert value == Risk(level="low")
    again: Any = server.requests[1].body["messages"]
    assert [message["role"] for message in again] == ["user", "assistant", "user"]
    assert "answer.level: expected string, found number 3" in again[-1]["content"]
    assert used(events).input_tokens > 2 * 2
    failed, _, server = ask(api, [{"reply": "no JSON"}], tmp_path, repair=2)
    assert (failed.type, len(server.requests)) == ("VALIDATION", 3)


@APIS
def test_faults_of_the_service_become_errors(api: str, tmp_path: Path) -> None:
    limited = [{"status": 429, "retry_after": 0, "times": 1}, {"reply": {"level": "low"}}]
    value, _, _ = ask(api, limited, tmp_path, retry=retried(1, 0.0))
    assert value == Risk(level="low")
    assert ask(api, [{"status": 500}], tmp_path)[0].type == "CONNECTIVITY"
    assert ask(api, [{"status": 401}], tmp_path)[0].type == "SECURITY"
    assert ask(api, [{"cut": True}], tmp_path)[0].type == "CONNECTIVITY"


def test_settings_are_translated_or_refused(tmp_path: Path) -> None:
    _, _, server = ask("anthropic", None, tmp_path, max_tokens=9, stop=["x"])
    assert (server.requests[0].body["max_tokens"], server.requests[0].body["stop_sequences"]) == (
        9,
        ["x"],
    )
    failed, _, server = ask("anthropic", None, tmp_path, seed=1)
    assert failed.message == "anthropic models have no setting `seed`"
    assert server.requests == []


def test_a_model_that_is_not_configured_is_named(tmp_path: Path) -> None:
    run = Run(config=tmp_path / "none.toml")
    whole = piped(lambda run: run.ask("fast", prompt="x"))
    with pytest.raises(PipelineError, match=r"the project file has no `\[models.fast\]`"):
        asyncio.run(whole(run=run))


def test_a_caller_may_bring_models() -> None:
    class Parrot:
        async def reply(self, scope: Any, question: Question) -> Reply:
            return Reply(question.prompt, Usage(1, 1))

    whole = piped(lambda run: run.ask("default", prompt="hello"))
    assert asyncio.run(whole(run=Run(models={"default": Parrot()}))) == "hello"


@APIS
@pytest.mark.parametrize("ending", ["refused", "cut off"])
def test_refusals_and_cut_answers(api: str, ending: str) -> None:
    from pipesmith_runtime.config import ModelConfig
    from pipesmith_runtime.http import Request, Response
    from pipesmith_runtime.models import client

    cut = ending == "cut off"

    class Canned:
        async def send(self, request: Request) -> Response:
            message = {"content": "x", "refusal": None if cut else "no"}
            choice = {"message": message, "finish_reason": "length" if cut else "stop"}
            stopped = "max_tokens" if cut else "refusal"
            content = [{"type": "text", "text": "x"}]
            data = {"choices": [choice], "content": content, "stop_reason": stopped}
            return Response(200, {}, json.dumps(data).encode())

        async def close(self) -> None:
            raise AssertionError("the caller closes it")

    model = client(ModelConfig(api, "m", url="http://x"))  # type: ignore[arg-type]
    run = Run(models={"default": model}, http=Canned())
    with pytest.raises(PipelineError, match=ending):
        asyncio.run(piped(lambda run: run.ask("default", prompt="x"))(run=run))


# ---------------------------------------------------------------- the stand-in itself

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {}}},
    "required": ["name", "tags"],
    "additionalProperties": False,
}


def test_openais_own_client_is_served() -> None:
    shape = {"name": "a", "strict": True, "schema": SCHEMA}
    with ModelServer([{"when": "slow", "status": 429, "retry_after": 0, "times": 1}]) as server:
        with openai.OpenAI(base_url=f"{server.url}/v1", api_key="k", max_retries=1) as client:
            question: Any = {
                "messages": [{"role": "user", "content": "be slow"}],
                "response_format": {"type": "json_schema", "json_schema": shape},
            }
            answer = client.chat.completions.create(model="m", **question)
            content = json.loads(answer.choices[0].message.content or "")
            assert content == {"name": "text", "tags": []}
            assert answer.usage is not None
            assert answer.usage.prompt_tokens == 2
        assert len(server.requests) == 2


def test_anthropics_own_client_is_served() -> None:
    with ModelServer([{"when": "Ada", "reply": "Hello."}]) as server:
        with anthropic.Anthropic(base_url=server.url, api_key="k", max_retries=0) as client:
            answer = client.messages.create(
                model="m", max_tokens=9, system="S", messages=[{"role": "user", "content": "Ada?"}]
            )
            assert answer.content[0].text == "Hello."  # type: ignore[union-attr]
            assert (answer.stop_reason, answer.usage.input_tokens) == ("end_turn", 2)
            with pytest.raises(anthropic.BadRequestError):
                client.messages.create(model="m", max_tokens=9, messages=[None])  # type: ignore[list-item]
        assert server.requests[0].api == "anthropic"


def test_a_script_with_an_unknown_word_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "script.json"
    path.write_text('[{"wen": "x"}]')
    with pytest.raises(ValueError, match="no `wen`"):
        read_script(path)


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "--script" in capsys.readouterr().out


@APIS
@pytest.mark.parametrize(
    ("status", "text"),
    [(401, "the key is that of `KEY`"), (404, "the model `small`"), (404, "`url` of the project")],
)
def test_a_refusal_names_the_setting_that_may_be_why(
    api: str, status: int, text: str, tmp_path: Path
) -> None:
    error, _, _ = ask(api, [{"status": status}], tmp_path)
    assert text in error.message


@APIS
def test_an_address_that_is_none_is_told_before_anything_is_sent(api: str) -> None:
    from pipesmith_runtime.config import ModelConfig
    from pipesmith_runtime.models import client

    model = client(ModelConfig(api, "m", url_env="MODEL_URL"))  # type: ignore[arg-type]

    async def body(run: Run) -> Any:
        return await model.reply(run, Question("?"))

    error = asyncio.run(failing(piped(body)(run=Run(env={"MODEL_URL": "localhost:1"}))))
    assert (error.type, error.message[:11]) == ("VALIDATION", "`MODEL_URL`")


async def failing(work: Any) -> PipelineError:
    """Give the error that work ends with."""
    with pytest.raises(PipelineError) as raised:
        await work
    return raised.value


@pytest.mark.parametrize(("failure", "told"), [(ConnectionResetError, False), (KeyError, True)])
def test_the_server_says_nothing_of_clients_that_hang_up(
    failure: type[Exception], told: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with ModelServer() as server:
        try:
            raise failure
        except failure:
            server._server.handle_error(None, ("127.0.0.1", 1))
    assert (failure.__name__ in capfd.readouterr().err) is told
