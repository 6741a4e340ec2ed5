"""A secret that comes back from outside reaches nothing that a run tells of itself.

Secrets are planted in the input, in what components give, in what they raise and in what models
say. They are looked for in events, errors, logs, records, coverage and spans.
"""

import json
import logging
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.program import imported

from pipesmith.coverage import FORMS, collect, report
from pipesmith.driver import check_source, read_file
from pipesmith.source import Source
from pipesmith.target import Options
from pipesmith_runtime import PipelineError, Recorder, Run, VirtualClock
from pipesmith_runtime.events import Event, Usage
from pipesmith_runtime.models import Question, Reply
from pipesmith_runtime.opentelemetry import Spans

PROGRAM = """
record Row {
  text: string
  tags: map[string, string]
}

operator echo(text: string) -> Row { python "HOST:echo" }

operator fail(text: string) { python "HOST:fail" }

operator sign(text: string) -> string {
  http POST "http://sign.test/{{text}}" { auth bearer secret.KEY }
}

node ask(question: string) -> string {
  model "default"
  prompt "{{question}}"
}

pipeline inner(text: string) -> Row {
  stage row = echo(text: text)
  return row
}

pipeline p(text: string, rows: list[Row]) -> string {
  stage signed = sign(text: text) fallback "unsigned"
  stage answer = ask(question: text)
  stage row = inner(text: text)
  do log.info(message: "read {{row.text}} and {{answer}}", data: { text: row.tags })
  stage each_row = foreach given_row in rows parallel 2 {
    stage caught = try {
      do fail(text: given_row.text) retry 1 on execution
      yield "none"
    } catch execution as err {
      do log.warn(message: err.message, data: err.detail)
      yield err.message
    }
    yield caught
  }
  stage odd = echo(text: join(each_row, " ")) cache 1m key row.text when length(rows) > 0
  raise execution("it ends with {{row.text}}", detail: { text: [row.text], tags: row.tags })
}
"""

HOST = """
from pipesmith_runtime import PipelineError
from pipesmith_runtime.errors import EXECUTION

async def echo(text):
    return {"text": text, "tags": {text: f"<{text}>"}}

async def fail(text):
    raise PipelineError(EXECUTION, f"no {text}", detail={"asked": [text, {text: 1}]})
"""


class Model:
    """Says what it is asked."""

    async def reply(self, scope: Any, question: Question) -> Reply:
        return Reply(f"said: {question.prompt}", Usage(1, 1, Decimal(1), "openai", "small"))


class Told:
    """Everything that one run tells of itself."""

    def __init__(self, module: Any, secret: str) -> None:
        self.texts: dict[str, str] = {}
        self.module, self.secret, self.events = module, secret, list[Event]()
        self.exporter, provider = InMemorySpanExporter(), TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.spans, self.recorder = Spans(provider), Recorder()
        checked = check_source(Source("p.pipe", PROGRAM), read_file)
        assert checked.program is not None
        self.collector = collect(checked.program)

    def observe(self, event: Event) -> None:
        self.events.append(event)
        self.spans(event)
        self.collector(event)

    def run(self, data: Any) -> None:
        clock = VirtualClock()
        run = Run(
            clock=clock,
            observer=self.observe,
            secrets={"KEY": self.secret},
            models={"default": Model()},
            http=Nobody(),
            record_values=True,
            interceptors=[self.recorder],
        )
        with Logs() as logs, pytest.raises(PipelineError) as caught:
            clock.run(self.module.p(**self.module.p.read(data), run=run))
        assert caught.value.message.startswith("it ends with")
        self.gather(caught.value, logs)

    def gather(self, error: PipelineError, logs: "Logs") -> None:
        recorded = self.recorder.run(error=error)
        assert recorded is not None
        self.texts = {
            "errors": plainly(error.to_json()) + str(error) + repr(error.__notes__),
            "events": "".join(plainly(event.to_json()) for event in self.events),
            "logs": "".join(logs.lines),
            "records": plainly(recorded.to_json()),
            "coverage": "".join(report([self.collector.coverage], form, {}) for form in FORMS),
            "spans": "".join(span.to_json() for span in self.exporter.get_finished_spans()),
        }


class Nobody:
    """Answers no request, and says what was asked."""

    async def send(self, request: Any) -> Any:
        from pipesmith_runtime.http import Unreachable

        raise Unreachable(f"nobody hears {request.url} with {request.headers}")

    async def close(self) -> None:
        """Close nothing."""


class Logs(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def __enter__(self) -> "Logs":
        logger = logging.getLogger("pipesmith")
        self.level_before = logger.level
        logger.setLevel(logging.DEBUG)
        logger.addHandler(self)
        return self

    def __exit__(self, *about: object) -> None:
        logger = logging.getLogger("pipesmith")
        logger.removeHandler(self)
        logger.setLevel(self.level_before)


def plainly(value: Any) -> str:
    """Give all texts of a JSON value as they are, and the value as JSON."""
    texts: list[str] = []

    def walk(part: Any) -> None:
        match part:
            case str():
                texts.append(part)
            case dict():
                for key, item in part.items():
                    walk(key)
                    walk(item)
            case list() | tuple():
                for item in part:
                    walk(item)
            case _:
                return

    walk(value)
    return "\n".join([*texts, json.dumps(value, ensure_ascii=False), json.dumps(value)])


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with imported(PROGRAM, tmp_path_factory.mktemp("canary"), HOST, Options(traced=True)) as found:
        yield found[0]


def planted(secret: str) -> dict[str, Any]:
    """Give an input with the secret at every place."""
    row = {"text": f"a{secret}b", "tags": {secret: secret}}
    return {"text": secret, "rows": [row, {"text": "plain", "tags": {}}]}


SECRETS = st.text(min_size=8, max_size=30).filter(lambda text: not text.isspace())


@settings(deadline=None, max_examples=60)
@given(SECRETS.map(lambda text: f"K{text}Y"))
@example("sk-canary-0123456789")
@example('quo"ted\\and\nbroken')
@example("percent % / ? & encoded")
@example("ünïcödé €uro 🐤🐤🐤")
@example("<b>html</b>&amp;")
def test_a_secret_reaches_nothing_that_is_told(module: Any, secret: str) -> None:
    told = Told(module, secret)
    told.run(planted(secret))
    forms = {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}
    found = {name for name, text in told.texts.items() if any(form in text for form in forms)}
    assert found == set()


def test_the_search_finds_what_is_no_secret(module: Any) -> None:
    """Show that each place is looked at: a text that is no secret is told in all but coverage."""
    told = Told(module, "sk-canary-0123456789")
    told.run(planted("told-everywhere"))
    found = {name for name, text in told.texts.items() if "told-everywhere" in text}
    assert found == {"errors", "events", "logs", "records", "spans"}
