"""What a person sees while a pipeline runs, as plain lines: logs, pipes and CI get these."""

from collections.abc import Iterator
from typing import TextIO

from pipesmith.diagnostics.render_cells import plain
from pipesmith_runtime import events


class Lines:
    """Print one line for each stage of the pipeline itself, and for whatever goes wrong inside."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started: float | None = None

    def __call__(self, event: events.Event) -> None:
        """Take one event."""
        if self._started is None:
            self._started = event.origin.monotonic
        for text in said(event):
            elapsed = event.origin.monotonic - self._started
            self._stream.write(f"{elapsed:9.3f}s  {plain(text)}\n")
            self._stream.flush()


def said(event: events.Event) -> Iterator[str]:
    """Give what an event is worth saying, if anything."""
    address, top = event.address, is_top(event.address)
    match event:
        case events.StageCompleted(given=None, duration=duration) if top:
            yield f"{address}: done in {duration:.3f}s{_used(event.usage)}"
        case events.StageCompleted(given=str() as given) if top:
            yield f"{address}: {given}"
        case events.StageFailed(error=error) if error.type == "CANCELLATION":
            return  # another failure stopped it, and that one is told
        case events.StageFailed(error=error, attempt=attempt):
            yield f"{address}: failed at attempt {attempt}: {error.type}: {error.message}"
        case events.StageRetried(attempt=attempt, delay=delay, error=error):
            why = f"{error.type}: {error.message}"
            yield f"{address}: attempt {attempt} in {delay:.3f}s after {why}"
        case events.StageSkipped() if top:
            yield f"{address}: skipped"
        case events.LoopCompleted(count=count) if top:
            yield f"{address}: {count} {'iteration' if count == 1 else 'iterations'}"
        case events.RunCompleted(usage=usage) | events.RunFailed(usage=usage) if usage:
            yield f"used {usage.total_tokens} tokens{_priced(usage)}"
        case events.SignalAwaited(name=name):
            yield f"{address}: waits for the signal `{name}`"
        case events.SignalReceived(name=name):
            yield f"{address}: received the signal `{name}`"
        case events.FaultEntered(handler=handler, error=error):
            yield f"{address}: {error.type} caught by {handler}"
        case _:
            return


def is_top(address: str) -> bool:
    """Tell whether an address is a stage of the pipeline itself, not of a block in it."""
    return bool(address) and not set("/[") & set(address)


def _priced(usage: events.Usage) -> str:
    return "" if usage.cost is None else f", {usage.cost:f} USD"


def _used(usage: events.Usage | None) -> str:
    return f", {usage.total_tokens} tokens" if usage else ""
