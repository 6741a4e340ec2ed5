"""The model components: what is asked, what is computed, and what no answer or text can do."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.program import python_target
from tests.targets.python.components.whole import Ran, ran

from pipesmith.driver import compile_source
from pipesmith.source import Source
from pipesmith.target import GENERATED, Options
from pipesmith_runtime.events import StageCompleted
from pipesmith_runtime.prompts import _fenced, parts, prompt
from pipesmith_runtime.testing.model_server import Asked, ModelServer

NAMES = ("generate", "critic", "improver", "selector", "synthesizer")
KEY = "sk-canary-456"
BODIES = {
    "generate": 'llm.generate(task: "Write {{ x }}", context: { name: "Ada" })',
    "critic": 'llm.critic(content: "a text", criteria: "short", threshold: 0.8)',
    "improver": 'llm.improver(content: "a text", feedback: "shorter", issues: ["long", "dull"])',
    "selector": 'llm.selector(options: ["red", "green"], criteria: "calm", temperature: 0.0)',
    "synthesizer": 'llm.synthesizer(contents: ["one", "two"], task: "merge", model: "other")',
}


def asked(body: str, script: Any, folder: Path, api: str = "openai") -> tuple[Ran, list[Asked]]:
    """Ask once; give what the run came to, and the requests."""
    text = f"pipeline p() -> json {{\n  stage answer = {body}\n  return answer\n}}"
    with ModelServer(script) as server:
        project = "".join(
            f'[models.{name}]\napi = "{api}"\nmodel = "{name}-model"\nurl = "{server.url}"\n'
            'key_env = "KEY"\nprice_in = 1\nprice_out = 1\n'
            for name in ("default", "other")
        )
        done = ran(text.replace("{{ x }}", "\\{{ x }}"), folder, project, secrets={"KEY": KEY})
        assert KEY not in done.told
        return done, server.requests


def schema(request: Asked) -> Mapping[str, Any]:
    found: Mapping[str, Any] = request.body["response_format"]["json_schema"]["schema"]
    return found


@pytest.mark.parametrize("api", ["openai", "anthropic"])
@pytest.mark.parametrize(
    ("name", "reply", "value"),
    [
        ("generate", {"content": "Hello {{ task }}"}, {"content": "Hello {{ task }}"}),
        (
            "critic",
            {"score": 0.8, "feedback": "good", "issues": []},
            {"score": 0.8, "passed": True, "feedback": "good", "issues": []},
        ),
        (
            "critic",
            {"score": 0.79, "feedback": "long", "issues": ["x"]},
            {"score": 0.79, "passed": False, "feedback": "long", "issues": ["x"]},
        ),
        ("improver", {"content": "a", "changes": ["b"]}, {"content": "a", "changes": ["b"]}),
        (
            "selector",
            {"index": 1, "reason": "calm"},
            {"index": 1, "choice": "green", "reason": "calm"},
        ),
        ("synthesizer", {"content": "one two"}, {"content": "one two"}),
    ],
)
def test_an_answer_is_typed(name: str, reply: Any, value: Any, api: str, tmp_path: Path) -> None:
    done, _ = asked(BODIES[name], [{"reply": reply}], tmp_path, api)
    assert done.error is None
    assert done.value == value


def test_the_request_says_what_is_wanted(tmp_path: Path) -> None:
    reply = [{"reply": {"index": 0, "reason": "r"}}]
    _, (request,) = asked(BODIES["selector"], reply, tmp_path)
    assert request.body["model"] == "default-model"
    assert request.body["temperature"] == 0.0
    assert request.body["messages"][0]["role"] == "system"
    assert schema(request)["properties"]["index"]["enum"] == [0, 1]
    assert request.prompt.count("0:\n```\nred\n```\n\n1:\n```\ngreen\n```") == 1
    _, (request,) = asked(BODIES["synthesizer"], [{"reply": {"content": "x"}}], tmp_path)
    assert request.body["model"] == "other-model"
    assert "temperature" not in request.body


def test_what_is_left_out_is_said_to_be_nothing(tmp_path: Path) -> None:
    _, (request,) = asked('llm.generate(task: "t")', [{"reply": {"content": "x"}}], tmp_path)
    assert "Context:\n\n(none)\n" in request.prompt
    body = 'llm.improver(content: "a", feedback: "b")'
    _, (request,) = asked(body, [{"reply": {"content": "x", "changes": []}}], tmp_path)
    assert "Issues:\n\n(none)\n" in request.prompt


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("critic", {"score": 1.1, "feedback": "", "issues": []}),
        ("critic", {"score": 0.5, "passed": True, "feedback": "", "issues": []}),
        ("selector", {"index": 2, "reason": "r"}),
        ("selector", {"index": -1, "reason": "r"}),
        ("generate", {"text": "x"}),
        ("improver", "no JSON"),
    ],
)
def test_an_answer_that_does_not_fit_fails_or_is_repaired(
    name: str, reply: Any, tmp_path: Path
) -> None:
    done, _ = asked(BODIES[name], [{"reply": reply}], tmp_path)
    assert done.failed.type == "VALIDATION"
    script = [{"reply": reply, "times": 1}, {}]
    body = BODIES[name].removesuffix(")") + ", repair: 1)"
    mended, requests = asked(body, script, tmp_path)
    assert (mended.error, len(requests)) == (None, 2)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ('llm.selector(options: [], criteria: "x")', "options: expected at least one text"),
        ('llm.synthesizer(contents: [], task: "x")', "contents: expected at least one text"),
        (
            'llm.critic(content: "a", criteria: "b", threshold: 1.5)',
            "threshold: 0.0 <= it <= 1.0, found number 1.5",
        ),
        ('llm.generate(task: "x", model: "none")', "the project file has no `[models.none]`"),
        ('llm.generate(task: "x", repair: -1)', "`repair` is -1; expected at least 0"),
    ],
)
def test_what_is_refused_before_a_model_is_asked(body: str, text: str, tmp_path: Path) -> None:
    done, requests = asked(body, [], tmp_path)
    assert (done.failed.type, done.failed.message) == ("VALIDATION", text)
    assert requests == []


def test_tokens_are_counted(tmp_path: Path) -> None:
    done, _ = asked(BODIES["generate"], [{"reply": {"content": "x"}}], tmp_path)
    (ended,) = [event for event in done.events if isinstance(event, StageCompleted)]
    assert ended.usage is not None
    assert ended.usage.total_tokens > 0
    assert ended.usage.cost is not None
    assert ended.usage.cost > 0


# ---------------------------------------------------------------- prompts


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_has_two_parts_and_no_remark(name: str) -> None:
    system, question = parts(name)
    assert system
    assert "{{" not in system
    assert "{{" in question
    assert "<!--" not in system + question
    assert "---" not in system + question


def test_data_is_never_looked_at() -> None:
    _, question = prompt("generate", task="{{ context }}", context="{{ task }}")
    assert question.count("```\n{{ context }}\n```") == 1
    assert question.count("```\n{{ task }}\n```") == 1


@given(st.text("`{}a \n-x") | st.text(st.characters(codec="utf-8")))
def test_no_text_ends_its_fence(text: str) -> None:
    fence, _, rest = _fenced(text).partition("\n")
    assert rest == f"{text}\n{fence}"
    assert re.fullmatch("`{3,}", fence)
    assert fence not in text


# ---------------------------------------------------------------- carried along


def test_a_carried_runtime_has_its_prompts(tmp_path: Path) -> None:
    source = Source("ask.pipe", 'pipeline p() { do llm.generate(task: "x") }')
    bundle = compile_source(source, lambda _: None, python_target(), Options(link="vendor")).bundle
    assert bundle is not None
    for path, text in bundle.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
        assert GENERATED in text[:200]
    code = "from pipesmith_runtime.prompts import parts as p; print(repr([*map(p, NAMES)]))"
    told = subprocess.run(
        [sys.executable, "-c", code.replace("NAMES", repr(NAMES))],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == repr([parts(name) for name in NAMES])
