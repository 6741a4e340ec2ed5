"""One run, as the command line performs it: input, observers, signals, result, exit code."""

import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from pipesmith.cli.codes import Exit
from pipesmith.cli.failure import print_failure, print_misfit
from pipesmith.cli.files import Misuse
from pipesmith.cli.progress import Lines
from pipesmith.source import Source
from pipesmith_runtime import CancellationToken, Pipeline, PipelineError, Run
from pipesmith_runtime.command_line import logged_to_stderr
from pipesmith_runtime.events import Event, Observer


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


def execute(pipeline: Pipeline[..., Any], wishes: Wishes) -> int:
    """Run a pipeline, print its result or its failure, and give the exit code."""
    try:
        arguments = pipeline.read(wishes.data)
    except PipelineError as error:
        print_misfit(error, pipeline.name, wishes.as_json)
        return Exit.usage
    try:
        result = _performed(pipeline, arguments, wishes)
    except PipelineError as error:
        print_failure(error, wishes.sources, wishes.as_json, wishes.traceback)
        return Exit.cancelled if error.type == "CANCELLATION" else Exit.failed
    click.echo(json.dumps(pipeline.write(result), ensure_ascii=False, indent=2))
    return Exit.success


def _performed(pipeline: Pipeline[..., Any], arguments: dict[str, Any], wishes: Wishes) -> Any:
    token = CancellationToken()
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(sys.stderr))  # the result alone goes to the other
        if not wishes.as_json:
            stack.enter_context(logged_to_stderr())
        observers = [stack.enter_context(observer) for observer in _observers(wishes)]
        run = Run(observer=_all(observers), cancel=token, config=wishes.config)
        return asyncio.run(_interruptible(pipeline, arguments, run, token))


async def _interruptible(
    pipeline: Pipeline[..., Any], arguments: dict[str, Any], run: Run, token: CancellationToken
) -> Any:
    """Run; a first Ctrl-C cancels the run, which still does its `finally` blocks."""
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_signal_handler(signal.SIGINT)  # a second one ends the process
        token.cancel("interrupted")

    with suppress(NotImplementedError, RuntimeError, ValueError):  # no signals on this thread
        loop.add_signal_handler(signal.SIGINT, stop)
        loop.add_signal_handler(signal.SIGTERM, stop)
    return await pipeline(**arguments, run=run)


def _observers(wishes: Wishes) -> Iterator[Any]:
    if wishes.events is not None:
        yield _event_file(wishes.events)
    if not wishes.as_json and not wishes.quiet:
        yield _shown()


@contextmanager
def _event_file(path: str) -> Iterator[Observer]:
    """Write each event as a line of JSON."""
    try:
        file = open(path, "w", encoding="utf-8")  # noqa: SIM115 - closed below
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise Misuse(f"cannot write `{path}`: {reason}") from None

    def write(event: Event) -> None:
        file.write(json.dumps(event.to_json(), default=str) + "\n")

    with file:
        yield write


@contextmanager
def _shown() -> Iterator[Observer]:
    """Show the run: a live table on a terminal if rich is there, else plain lines."""
    if not sys.stderr.isatty():
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


def _all(observers: list[Observer]) -> Callable[[Event], None] | None:
    if len(observers) < 2:
        return observers[0] if observers else None

    def tell(event: Event) -> None:
        for observer in observers:
            observer(event)

    return tell
