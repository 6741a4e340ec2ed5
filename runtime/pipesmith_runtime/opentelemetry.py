"""Runs as OpenTelemetry spans: an observer. Needs the extra `otel`.

A span for the run, one for each stage and one for each loop; iterations have none of their own.
Questions to models have the attributes of the conventions for generative AI; their sums are the
run's under names of our own, so that nothing counts them twice. What was put in and came out is
told only where the run records values.

A loop is left early by a jump or by an error, which is told only where it is caught or ends what is
around. Until then its span stays open; it ends at the time at which the loop was left.
"""

import json
from dataclasses import dataclass
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


@dataclass(slots=True)
class _Loop:
    """What is known of a loop whose span is open."""

    turn: int = -1
    left: int | None = None
    error: "PipelineError | None" = None


class Spans:
    """An observer that makes spans of events; one may watch any number of runs."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        """Take a provider of tracers; the one of the process if none is given."""
        self._tracer = (provider or get_tracer_provider()).get_tracer(SCOPE)
        self._open: dict[str, dict[str, Span]] = {}
        self._loops: dict[str, dict[str, _Loop]] = {}

    def __call__(self, event: e.Event) -> None:
        """Take one event."""
        match event:
            case e.RunStarted():
                self._begin_run(event)
            case e.StageStarted():
                kind = SpanKind.CLIENT if event.role == "node" else SpanKind.INTERNAL
                self._begin(event, {"pipesmith.component": event.component}, kind)
                self._note_value(event, "pipesmith.input", event.input)
            case e.LoopStarted(count=count):
                self._begin_loop(event, count)
            case e.StageCompleted():
                self._end_stage(event)
            case e.StageFailed(error=error, attempt=attempt):
                self._end(event, {"pipesmith.attempts": attempt} | _asked(event.usage), error)
            case e.LoopCompleted(count=count):
                self._end_loop(event, count)
            case e.RunCompleted() | e.RunFailed() | e.RunCancelled():
                self._end_run(event)
            case e.LoopIterationStarted(index=index):
                self._turn(event, index)
            case e.LoopIterationCompleted():
                return
            case e.FaultEntered(error=error):
                self._note(event)
                self._note_fault(event, error)
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
        self._open[event.run_id], self._loops[event.run_id] = {"": span}, {}
        self._note_value(event, "pipesmith.input", event.input)

    def _end_run(self, event: _Ends) -> None:
        """End the run's span, and all that are still open in it."""
        if event.run_id not in self._open:
            return
        if isinstance(event, e.RunCompleted):
            self._note_value(event, "pipesmith.output", event.output)
        if isinstance(event, e.RunCancelled):
            self._open[event.run_id][""].set_attribute("pipesmith.cancelled", event.reason)
        error = event.error if isinstance(event, e.RunFailed) else None
        self._end(event, _total(event.usage), error)
        del self._open[event.run_id], self._loops[event.run_id]

    # ------------------------------------------------------------ stages and loops

    def _begin(
        self, event: e.Event, about: dict[str, Any], kind: SpanKind = SpanKind.INTERNAL
    ) -> None:
        """Begin a span below that of the nearest stage around; a loop that is a stage has one."""
        spans = self._open.get(event.run_id)
        if spans is None or event.address in spans:
            return
        attributes = _present({"pipesmith.stage": event.address} | about | _place(event))
        spans[event.address] = self._tracer.start_span(
            event.address,
            self._around(spans, event.address),
            kind,
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
        self._end(event, about | _asked(usage))

    def _end(
        self, event: e.Event, about: dict[str, Any], error: "PipelineError | None" = None
    ) -> None:
        spans = self._open.get(event.run_id, {})
        if event.address not in spans:
            return
        self._end_inside(event, error)
        span = spans.pop(event.address)
        span.set_attributes(_present(about))
        _close(span, _nanos(event), error)

    def _end_inside(self, event: e.Event, error: "PipelineError | None") -> None:
        """End the loops in a stage or run that ends, innermost first."""
        spans = self._open[event.run_id]
        for address in [each for each in spans if _is_inside(each, event.address)][::-1]:
            self._leave(event, address, error)

    def _begin_loop(self, event: e.LoopStarted, count: int | None) -> None:
        """Begin a loop's span, unless the loop is a stage that has one."""
        loops = self._loops.get(event.run_id, {})
        if event.address in loops:  # it was left, and is gone through again
            self._leave(event, event.address, None)
        spans = self._open.get(event.run_id, {})
        if event.address not in spans:
            loops[event.address] = _Loop()
        self._begin(event, {"pipesmith.loop.count": count})

    def _turn(self, event: e.LoopIterationStarted, index: int) -> None:
        address = event.address.removesuffix(f"[{index}]")
        loop = self._loops.get(event.run_id, {}).get(address)
        if loop is not None:
            loop.turn, loop.error = max(loop.turn, index), None

    def _end_loop(self, event: e.LoopCompleted, count: int) -> None:
        """End a loop's span if all its turns have ended; else why it was left is not known yet."""
        span = self._open.get(event.run_id, {}).get(event.address)
        loop = self._loops.get(event.run_id, {}).get(event.address)
        if span is None:
            return
        span.set_attribute("pipesmith.loop.count", count)
        if loop is None:  # a stage, which tells its own end
            return
        loop.left, loop.error = _nanos(event), None
        if loop.turn < count:
            self._leave(event, event.address, None)

    def _leave(self, event: e.Event, address: str, error: "PipelineError | None") -> None:
        """End a loop that was left: by an error in it, if one is known."""
        span = self._open[event.run_id].pop(address)
        loop = self._loops[event.run_id].pop(address, _Loop())
        inside = error is not None and _is_inside(error.stage or "", address)
        _close(span, loop.left or _nanos(event), error if inside else loop.error)

    def _note_fault(self, event: e.FaultEntered, error: "PipelineError") -> None:
        """Note of the loops that a caught error came out of that they may have failed by it."""
        for address, loop in self._loops.get(event.run_id, {}).items():
            if _is_inside(error.stage or "", address):
                loop.error = error

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


def _close(span: Span, time: int, error: "PipelineError | None") -> None:
    if error is not None:
        span.set_attribute("error.type", error.code)
        span.set_status(Status(StatusCode.ERROR, error.message))
    span.end(time)


def _is_inside(address: str, around: str) -> bool:
    """Say whether an address is of something in a stage, a loop or the run."""
    if not around:
        return bool(address)
    return address.startswith((f"{around}/", f"{around}["))


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


def _total(usage: e.Usage | None) -> dict[str, Any]:
    """Give the sums of a run."""
    if usage is None:
        return {}
    return {
        "pipesmith.usage.input_tokens": usage.input_tokens,
        "pipesmith.usage.output_tokens": usage.output_tokens,
        "pipesmith.usage.cost_usd": None if usage.cost is None else float(usage.cost),
    }


def _asked(usage: e.Usage | None) -> dict[str, Any]:
    """Give what one stage asked of a model."""
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
