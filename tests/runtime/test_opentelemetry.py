"""Runs as OpenTelemetry spans, read from the SDK's own exporter."""

import subprocess
import sys
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from tests.runtime.cast import Model, ask, broken, fetch
from tests.runtime.play import Body, play, retried, site

from pipesmith_runtime import Run
from pipesmith_runtime.opentelemetry import Spans


def spans(body: Body, **given: Any) -> dict[str, ReadableSpan]:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    play(body, observe=False, observer=Spans(provider), models={"default": Model()}, **given)
    return {span.name: span for span in exporter.get_finished_spans()}


def attributes(span: ReadableSpan) -> dict[str, Any]:
    return dict(span.attributes or {})


def test_a_run_is_a_workflow() -> None:
    async def body(run: Run) -> None:
        """Do nothing."""

    (run,) = spans(body, run_id="r1").values()
    assert run.name == "invoke_workflow played"
    told = attributes(run)
    assert told["gen_ai.operation.name"] == "invoke_workflow"
    assert told["gen_ai.workflow.name"] == "played"
    assert told["pipesmith.run.id"] == "r1"
    assert run.parent is None


def test_a_question_has_the_attributes_of_the_conventions() -> None:
    async def body(run: Run) -> None:
        await run.stage(site("verdict"), ask)
        await run.stage(site("other"), ask)

    found = spans(body)
    told = attributes(found["chat small"])
    assert {name: value for name, value in told.items() if name.startswith("gen_ai.")} == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "small",
        "gen_ai.usage.input_tokens": 7,
        "gen_ai.usage.output_tokens": 3,
    }
    assert told["pipesmith.usage.cost_usd"] == 0.25
    assert (told["code.line.number"], told["pipesmith.component"]) == (4, "ask")
    whole = attributes(found["invoke_workflow played"])
    assert {name: value for name, value in whole.items() if "usage" in name} == {
        "pipesmith.usage.input_tokens": 14,
        "pipesmith.usage.output_tokens": 6,
        "pipesmith.usage.cost_usd": 0.5,
    }
    assert whole["gen_ai.operation.name"] == "invoke_workflow"
    assert found["chat small"].kind is SpanKind.CLIENT
    assert found["invoke_workflow played"].kind is SpanKind.INTERNAL


def test_spans_stand_as_stages_do() -> None:
    async def body(run: Run) -> None:
        for turn, _ in run.each(site("rows"), [1, 2]):
            with turn.block(site("inner")):
                await turn.stage(site("inner/fetch"), fetch, 0)

    found = spans(body)
    ids = {span.context.span_id: name for name, span in found.items() if span.context}
    parents = {name: ids[span.parent.span_id] for name, span in found.items() if span.parent}
    assert parents == {
        "rows": "invoke_workflow played",
        "rows[0]/inner": "rows",
        "rows[0]/inner/fetch": "rows[0]/inner",
        "rows[1]/inner": "rows",
        "rows[1]/inner/fetch": "rows[1]/inner",
    }
    assert attributes(found["rows"])["pipesmith.loop.count"] == 2


def test_times_are_those_of_the_run() -> None:
    async def body(run: Run) -> None:
        await run.stage(site("fetch", retry=retried(1, 2.5)), fetch, 1)

    span = spans(body)["fetch"]
    assert span.start_time is not None and span.end_time is not None
    assert span.end_time - span.start_time == 2_500_000_000
    assert [(each.name, dict(each.attributes or {})) for each in span.events] == [
        (
            "StageRetried",
            {
                "pipesmith.stage": "fetch",
                "pipesmith.component": "fetch",
                "pipesmith.attempt": 2,
                "pipesmith.delay": 2.5,
                "error.type": "connectivity",
                "error.message": "not yet",
            },
        )
    ]
    assert attributes(span)["pipesmith.attempts"] == 2


def test_failures_are_errors_and_loops_that_they_leave_end() -> None:
    async def body(run: Run) -> None:
        async def item(run: Run, _: int) -> None:
            await run.stage(site("broken"), broken)

        await run.foreach(site("rows"), [1], item, parallel=1)

    found = spans(body)
    assert set(found) == {"rows", "rows[0]/broken", "invoke_workflow played"}
    for name in ("rows", "rows[0]/broken", "invoke_workflow played"):
        assert_failed(found[name])
    assert attributes(found["rows[0]/broken"])["pipesmith.attempts"] == 1
    assert found["rows[0]/broken"].kind is SpanKind.INTERNAL


def assert_failed(span: ReadableSpan) -> None:
    assert span.status.status_code is StatusCode.ERROR
    assert span.status.description == "broken for good"
    assert attributes(span)["error.type"] == "execution"


async def in_parallel(run: Run) -> None:
    async def item(run: Run, n: int) -> None:
        await run.stage(site("broken"), broken)

    await run.foreach(site("rows"), [1, 2], item, parallel=1)


async def in_turn(run: Run) -> None:
    for turn, _ in run.each(site("rows"), [1, 2]):
        await turn.stage(site("broken"), broken)


@pytest.mark.parametrize("loop", [in_parallel, in_turn])
@pytest.mark.parametrize("caught", [False, True])
def test_a_loop_that_an_error_leaves_has_failed(loop: Body, caught: bool) -> None:
    async def body(run: Run) -> None:
        try:
            await loop(run)
        except Exception as failure:
            if not caught:
                raise
            run.caught(failure, "execution")
        await run.stage(site("fetch", retry=retried(1, 2.5)), fetch, 1)

    found = spans(body)
    assert_failed(found["rows"])
    if caught:
        assert found["invoke_workflow played"].status.status_code is StatusCode.UNSET
        assert found["rows"].end_time == found["rows[0]/broken"].end_time or loop is in_parallel


def test_a_loop_that_catches_or_breaks_has_not_failed() -> None:
    async def body(run: Run) -> None:
        for turn, _ in run.each(site("rows"), [1, 2]):
            try:
                await turn.stage(site("broken"), broken)
            except Exception as failure:
                turn.caught(failure, "execution")
            break

    assert spans(body)["rows"].status.status_code is StatusCode.UNSET


def test_a_loop_that_collects_errors_has_not_failed() -> None:
    async def body(run: Run) -> None:
        async def item(run: Run, _: int) -> None:
            await run.stage(site("broken"), broken)

        await run.foreach(site("rows"), [1, 2], item, parallel=2, collect=True)

    assert spans(body)["rows"].status.status_code is StatusCode.UNSET


def test_a_failed_stage_tells_its_attempts() -> None:
    async def body(run: Run) -> None:
        await run.stage(site("fetch", retry=retried(1, 2.5)), fetch, 9)

    assert attributes(spans(body)["fetch"])["pipesmith.attempts"] == 2


@pytest.mark.parametrize("recorded", [False, True])
def test_values_are_told_only_where_they_are_recorded(recorded: bool) -> None:
    async def body(run: Run) -> int:
        return await run.stage(site("fetch"), fetch, 0)

    told = attributes(spans(body, record_values=recorded)["fetch"])
    assert (told.get("pipesmith.output") == "0") is recorded
    assert (told.get("pipesmith.input") == '{"n": 0}') is recorded


def test_without_the_extra_its_name_is_told() -> None:
    code = "import sys; sys.modules['opentelemetry'] = None\nimport pipesmith_runtime.opentelemetry"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'ImportError: spans need OpenTelemetry: pip install "pipesmith[otel]"' in done.stderr
