"""Runs as OpenTelemetry spans: an observer. Needs the extra `otel`.

A span for the run, one for each stage and one for each loop; iterations have none of their own.
Questions to models have the attributes of the conventions for generative AI. What was put in and
came out is told only where the run records values.
"""

import json
from typing import TYPE_CHECKING, Any, Final

from pipesmith_runtime import events as e

try:
    from opentelemetry.context import Context
    from opentelemetry.trace import (
        Span,
        SpanKind,
        Status,
        StatusCode,
        TracerProvider,
        get_tracer_provider,
        set_span_in_context,
    )
except ImportError as missing:
    raise ImportError(
        'spans need OpenTelemetry: pip install "pipesmith[otel]"', name=missing.name
    ) from missing

if TYPE_CHECKING:
    from pipesmith_runtime.errors import PipelineError

SCOPE: Final = "pipesmith"
_Ends = e.RunCompleted | e.RunFailed | e.RunCancelled


class Spans:
    """An observer that makes spans of events; one may watch any number of runs."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        """Take a provider of tracers; the one of the process if none is given."""
        self._tracer = (provider or get_tracer_provider()).get_tracer(SCOPE)
        self._open: dict[str, dict[str, Span]] = {}

    def __call__(self, event: e.Event) -> None:
        """Take one event."""
        match event:
            case e.RunStarted():
                self._begin_run(event)
            case e.StageStarted():
                self._begin(event, {"pipesmith.component": event.component})
                self._note_value(event, "pipesmith.input", event.input)
            case e.LoopStarted(count=count):
                self._begin(event, {"pipesmith.loop.count": count})
            case e.StageCompleted():
                self._end_stage(event)
            case e.StageFailed(error=error):
                self._end(event, _usage(event.usage), error)
            case e.LoopCompleted(count=count):
                self._end(event, {"pipesmith.loop.count": count})
            case e.RunCompleted() | e.RunFailed() | e.RunCancelled():
                self._end_run(event)
            case e.LoopIterationStarted() | e.LoopIterationCompleted():
                return
            case _:
                self._note(event)

    # ------------------------------------------------------------ the run

    def _begin_run(self, event: e.RunStarted) -> None:
        name = event.origin.pipeline
        about = {
            "gen_ai.operation.name": "invoke_workflow",
            "gen_ai.workflow.name": name,
            "pipesmith.run.id": event.run_id,
            "pipesmith.version": event.version,
        }
        attributes = _present(about | _place(event))
        span = self._tracer.start_span(
            f"invoke_workflow {name}", None, SpanKind.INTERNAL, attributes, None, _nanos(event)
        )
        self._open[event.run_id] = {"": span}
        self._note_value(event, "pipesmith.input", event.input)

    def _end_run(self, event: _Ends) -> None:
        """End the run's span, and those of loops that were left by a failure."""
        if event.run_id not in self._open:
            return
        if isinstance(event, e.RunCompleted):
            self._note_value(event, "pipesmith.output", event.output)
        if isinstance(event, e.RunCancelled):
            self._open[event.run_id][""].set_attribute("pipesmith.cancelled", event.reason)
        spans = self._open[event.run_id]
        for address in [each for each in spans if each][::-1]:
            spans.pop(address).end(_nanos(event))
        error = event.error if isinstance(event, e.RunFailed) else None
        totals = {k: v for k, v in _usage(event.usage).items() if k != "gen_ai.operation.name"}
        self._end(event, totals, error)
        del self._open[event.run_id]

    # ------------------------------------------------------------ stages and loops

    def _begin(self, event: e.Event, about: dict[str, Any]) -> None:
        """Begin a span below that of the nearest stage around; a loop that is a stage has one."""
        spans = self._open.get(event.run_id)
        if spans is None or event.address in spans:
            return
        attributes = _present({"pipesmith.stage": event.address} | about | _place(event))
        spans[event.address] = self._tracer.start_span(
            event.address,
            self._around(spans, event.address),
            SpanKind.INTERNAL,
            attributes,
            None,
            _nanos(event),
        )

    def _around(self, spans: dict[str, Span], address: str) -> Context:
        return set_span_in_context(spans[_nearest(spans, address)])

    def _end_stage(self, event: e.StageCompleted) -> None:
        usage = event.usage
        span = self._open.get(event.run_id, {}).get(event.address)
        if span is not None and usage is not None:
            span.update_name(f"chat {usage.model}")
        self._note_value(event, "pipesmith.output", event.output)
        about = {"pipesmith.attempts": event.attempt, "pipesmith.given": event.given}
        self._end(event, about | _usage(usage))

    def _end(
        self, event: e.Event, about: dict[str, Any], error: "PipelineError | None" = None
    ) -> None:
        span = self._open.get(event.run_id, {}).pop(event.address, None)
        if span is None:
            return
        span.set_attributes(_present(about))
        if error is not None:
            span.set_attribute("error.type", error.code)
            span.set_status(Status(StatusCode.ERROR, error.message))
        span.end(_nanos(event))

    # ------------------------------------------------------------ what happens in between

    def _note(self, event: e.Event) -> None:
        """Add a retry, a skipped stage, a caught error to the span that it happened in."""
        spans = self._open.get(event.run_id)
        if spans is None:
            return
        facts = {"pipesmith.stage": event.address, **_facts(event)}
        span = spans[_nearest(spans, event.address)]
        span.add_event(type(event).__name__, _present(facts), _nanos(event))

    def _note_value(self, event: e.Event, name: str, value: Any) -> None:
        span = self._open.get(event.run_id, {}).get(event.address)
        if span is not None and value is not None:
            span.set_attribute(name, json.dumps(value, ensure_ascii=False))


def _nearest(spans: dict[str, Span], address: str) -> str:
    """Give the address of the innermost open span that an address is in."""
    while address and address not in spans:
        before, bracket, _ = address.rpartition("[") if address.endswith("]") else ("", "", "")
        address = before if bracket else address.rpartition("/")[0]
    return address


def _facts(event: e.Event) -> dict[str, Any]:
    told = {name: value for name, value in event.to_json().items() if name not in _COMMON}
    error = told.pop("error", None)
    if error is not None:
        told |= {"error.type": error["code"], "error.message": error["message"]}
    return {name if "." in name else f"pipesmith.{name}": value for name, value in told.items()}


_COMMON = {"event", *e.Origin._fields}


def _usage(usage: e.Usage | None) -> dict[str, Any]:
    if usage is None:
        return {}
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": usage.provider,
        "gen_ai.request.model": usage.model,
        "gen_ai.usage.input_tokens": usage.input_tokens,
        "gen_ai.usage.output_tokens": usage.output_tokens,
        "pipesmith.usage.cost_usd": None if usage.cost is None else float(usage.cost),
    }


def _place(event: e.Event) -> dict[str, Any]:
    origin = event.origin
    about = {"code.file.path": origin.path, "code.line.number": origin.line}
    return {**about, "code.column.number": origin.column}


def _present(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value is not None}


def _nanos(event: e.Event) -> int:
    return int(event.origin.time.timestamp() * 1_000_000) * 1000
