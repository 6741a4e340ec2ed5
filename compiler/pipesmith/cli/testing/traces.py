"""What a run did, line by line in virtual time."""

from collections.abc import Iterator
from typing import Any

from pipesmith_runtime import events
from pipesmith_runtime.testing import Trial

MOST_LINES = 60


def trace(trial: Trial[Any]) -> Iterator[str]:
    """Give a line for each thing that happened to a stage."""
    begun: set[str] = set()
    lines = [line for event in trial.events for line in _line(event, begun)]
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"... {len(lines) - MOST_LINES} more lines"


def _line(event: events.Event, begun: set[str]) -> Iterator[str]:
    """Say what an event tells; `begun` holds the iterations under way."""
    at = f"{event.origin.monotonic:g}s"
    match event:
        case events.LoopIterationStarted():
            begun.add(event.address)
        case events.LoopIterationCompleted():
            begun.discard(event.address)
        case _:
            pass
    for what in _said(event, begun):
        yield f"{at:>8}  {event.address or event.origin.pipeline}  {what}"


def _said(event: events.Event, begun: set[str]) -> Iterator[str]:
    match event:
        case events.StageCompleted(component=component, given=given):
            source = f" ({given})" if given not in (None, "override") else ""
            yield f"{component or 'block'} completed{source}"
        case events.StageFailed(component=component, error=error):
            yield f"{component or 'block'} failed: {error.type}: {error.message}"
        case events.StageRetried(attempt=attempt, error=error):
            yield f"attempt {attempt} follows {error.type}"
        case events.StageSkipped():
            yield "skipped"
        case events.LoopCompleted(count=count) if f"{event.address}[{count}]" in begun:
            begun.discard(f"{event.address}[{count}]")
            yield f"left in iteration {count}"
        case events.LoopCompleted(count=count):
            yield f"{count} {'iteration' if count == 1 else 'iterations'}"
        case events.FaultEntered(handler=handler, error=error):
            yield f"{error.type} caught by {handler}"
        case events.RunCompleted():
            yield "the run gave its result"
        case events.RunFailed(error=error):
            yield f"the run failed: {error.type}"
        case _:
            return
