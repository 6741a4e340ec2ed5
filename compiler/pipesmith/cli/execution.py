"""One run, as the command line performs it: input, observers, signals, result, exit code."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from posixpath import basename
from typing import Any

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.failure import print_failure, print_misfit
from pipesmith.cli.files import Misuse
from pipesmith.cli.progress import Lines
from pipesmith.cli.recordings import Pinned, Recording
from pipesmith.cli.scopes import Key, Scope
from pipesmith.source import Source
from pipesmith_runtime import (
    Budget,
    CancellationToken,
    Limits,
    Pipeline,
    PipelineError,
    Run,
    Signals,
)
from pipesmith_runtime.command_line import logged_to_stderr
from pipesmith_runtime.event_file import EventFile, event_file
from pipesmith_runtime.events import Observer
from pipesmith_runtime.interceptors import Interceptor
from pipesmith_runtime.interrupts import interruptible
from pipesmith_runtime.observers import Observers
from pipesmith_runtime.pins import Pins
from pipesmith_runtime.sending import Sender


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user asked for."""

    data: dict[str, Any]
    events: str | None
    as_json: bool
    quiet: bool
    traceback: bool
    config: Path | None
    sources: Mapping[str, Source]
    folder: Path
    pins: Pinned | None = None
    record: str | None = None
    budget: Budget | None = None
    debug: tuple[str, ...] | None = None
    scopes: Mapping[Key, Scope] = field(default_factory=dict)
    signals: tuple[str, ...] = ()
    listening: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the stages of one run, watches it, or is sent to it."""

    pins: Pins | None
    recording: Recording | None
    observer: Observer | None
    signals: Signals

    @property
    def interceptors(self) -> list[Interceptor]:
        """Give what stands around stages, outermost first."""
        recorder = self.recording.recorder if self.recording is not None else None
        return [each for each in (recorder, self.pins) if each is not None]


def execute(pipeline: Pipeline[..., Any], wishes: Wishes, observer: Observer | None = None) -> int:
    """Run a pipeline, print its result or its failure, and give the exit code."""
    pins = wishes.pins.pins if wishes.pins else None
    signals = _signals(pipeline, wishes)
    try:
        what = "the input"
        arguments = pipeline.read(wishes.data)
        if pins is not None:
            what = "what is pinned"
            pins.fit(pipeline)
    except PipelineError as error:
        print_misfit(error, what, pipeline.name, wishes.as_json)
        return Exit.usage
    recording = Recording(wishes.record) if wishes.record is not None else None
    around = Around(pins, recording, observer, signals)
    result, failure = _ended(pipeline, arguments, wishes, around)
    if recording is not None:
        recording.write(result, failure)
    if failure is not None:
        print_failure(failure, wishes.sources, wishes.as_json, wishes.traceback)
        return _code(failure)
    click.echo(json.dumps(pipeline.write(result), ensure_ascii=False, indent=2))
    return Exit.success


def _signals(pipeline: Pipeline[..., Any], wishes: Wishes) -> Signals:
    """Send what the options say; standard input can send more while the run waits."""
    sender = Sender(pipeline, listening=wishes.listening, as_json=wishes.as_json)
    try:
        return sender.begin(wishes.signals)
    except PipelineError as error:
        raise Misuse(f"`--signal`: {error.message}") from None


def _code(failure: PipelineError) -> Exit:
    """Tell an input that breaks a condition from a run that failed on its way."""
    if failure.of_input and failure.stage is None:
        return Exit.usage
    return Exit.cancelled if failure.code == "cancellation" else Exit.failed


def _ended(
    pipeline: Pipeline[..., Any], arguments: dict[str, Any], wishes: Wishes, around: Around
) -> tuple[Any, PipelineError | None]:
    """Run a pipeline; give its result, or the error it failed with."""
    try:
        return _performed(pipeline, arguments, wishes, around), None
    except PipelineError as error:
        return None, error


def _performed(
    pipeline: Pipeline[..., Any], arguments: dict[str, Any], wishes: Wishes, around: Around
) -> Any:
    token, interceptors = CancellationToken(), around.interceptors
    if wishes.debug is not None:
        interceptors.append(_debugger(pipeline, wishes, token))
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(sys.stderr))  # the result alone goes to the other
        if not wishes.as_json:
            stack.enter_context(logged_to_stderr())
        file = stack.enter_context(_event_file(wishes.events)) if wishes.events else None
        observers: list[Observer] = [file] if file is not None else []
        if not wishes.as_json and not wishes.quiet:
            observers.append(stack.enter_context(_shown(wishes.debug is not None)))
        observers += [around.observer] if around.observer is not None else []
        run = Run(
            observer=_all(observers),
            cancel=token,
            config=wishes.config,
            interceptors=interceptors,
            limits=Limits(budget=wishes.budget),
            signals=around.signals,
        )
        runner = stack.enter_context(asyncio.Runner(loop_factory=_loop(wishes)))
        last = [each.cut for each in (around.recording, file) if each is not None]
        return runner.run(_interruptible(pipeline(**arguments, run=run), token, last))


def _loop(wishes: Wishes) -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Give what makes the loop: asyncio's own, or one that pauses with the run."""
    if wishes.debug is None:
        return None
    from pipesmith.cli.pausing import PausingLoop

    return PausingLoop


def _debugger(
    pipeline: Pipeline[..., Any], wishes: Wishes, token: CancellationToken
) -> Interceptor:
    from pipesmith.cli.breakpoints import breakpoints
    from pipesmith.cli.debugger import Debugger

    stops = breakpoints(pipeline, wishes.debug or ())
    sources = {basename(path): source for path, source in wishes.sources.items()}
    return Debugger(stops, token, sources, wishes.scopes, (sys.stdin, sys.stderr))


async def _interruptible(
    work: Awaitable[Any], token: CancellationToken, last: Sequence[Callable[[str], None]]
) -> Any:
    """Run; a first Ctrl-C cancels the run, which still does its `finally` blocks."""
    with interruptible(token, *last):
        return await work


@contextmanager
def _event_file(path: str) -> Iterator[EventFile]:
    """Write each event as a line of JSON."""
    with ExitStack() as stack:
        try:
            observer = stack.enter_context(event_file(path))
        except OSError as error:
            reason = (error.strerror or "it cannot be opened").lower()
            raise Misuse(f"cannot write `{path}`: {reason}") from None
        yield observer


@contextmanager
def _shown(debugged: bool) -> Iterator[Observer]:
    """Show the run: a live table on a terminal if rich is there, else plain lines."""
    if debugged or not sys.stderr.isatty():
        yield Lines(sys.stderr)
        return
    try:
        from rich.console import Console

        from pipesmith.cli.live import Table
    except ImportError:
        yield Lines(sys.stderr)
        return
    with Table(Console(stderr=True)) as table:
        yield table


def _all(observers: list[Observer]) -> Observer | None:
    if len(observers) < 2:
        return observers[0] if observers else None
    return Observers(observers)
