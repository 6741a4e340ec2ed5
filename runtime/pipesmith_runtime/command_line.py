"""`python module.py`: a pipeline as a command.

Results go to standard output, everything else to standard error. Exit codes: 0 success, 1 the
pipeline failed, 2 bad usage or input that does not fit, 130 cancelled.
"""

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipesmith_runtime.cancel import CancellationToken
from pipesmith_runtime.errors import CANCELLATION, PipelineError
from pipesmith_runtime.interrupts import INTERRUPTED, interruptible
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.run import Run

if TYPE_CHECKING:
    from pipesmith_runtime.event_file import EventFile
    from pipesmith_runtime.pipelines import Pipeline
    from pipesmith_runtime.signals import Signals

FAILED, MISUSED, CANCELLED = 1, 2, INTERRUPTED


class Misuse(Exception):
    """The command was called in a way it cannot serve."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says."""

    input: str | None
    set: list[str]
    json: bool
    events: str | None
    signal: list[str]


def main(pipeline: "Pipeline[..., Any]", argv: Sequence[str] | None = None) -> int:
    """Run a pipeline with input from the command line; give the exit code."""
    options = _options(pipeline, argv)
    try:
        arguments = pipeline.read(_input(options))
        signals = _signals(pipeline, options)
        with logged_to_stderr(), _events(options.events) as observer:
            result = asyncio.run(_run(pipeline, arguments, observer, signals))
    except Misuse as misuse:
        sys.stderr.write(f"error: {misuse}\n")
        return MISUSED
    except PipelineError as error:
        return _failed(error, options.json)
    except KeyboardInterrupt:
        return CANCELLED
    return _written(pipeline.write(result), options.json)


def _options(pipeline: "Pipeline[..., Any]", argv: Sequence[str] | None) -> Options:
    about = (pipeline.__doc__ or "").strip()
    parser = argparse.ArgumentParser(description=about or f"Run the pipeline {pipeline.name}.")
    parser.add_argument(
        "--input", metavar="FILE", help="a JSON object of arguments; - reads standard input"
    )
    parser.add_argument(
        "--set",
        metavar="NAME=JSON",
        action="append",
        default=[],
        help="one argument; may be repeated",
    )
    parser.add_argument(
        "--json", action="store_true", help="errors as JSON, the result on one line"
    )
    parser.add_argument(
        "--events", metavar="FILE", help="write what happens, one JSON object a line"
    )
    parser.add_argument(
        "--signal",
        metavar="NAME=JSON",
        action="append",
        default=[],
        help="send a signal; may be repeated",
    )
    return Options(**vars(parser.parse_args(argv)))


def _input(options: Options) -> Any:
    """Give the arguments as JSON data."""
    data = {} if options.input is None else _read(options.input)
    for pair in options.set:
        name, equals, text = pair.partition("=")
        if not equals or not name:
            raise Misuse(f"`--set {pair}` is not NAME=JSON")
        if not isinstance(data, dict):
            raise Misuse("`--set` needs input that is a JSON object")
        data[name] = _value(name, text)
    return data


def _read(source: str) -> Any:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or "it is not UTF-8"
        raise Misuse(f"`{source}` cannot be read: {reason}") from None
    try:
        return read_json(text)
    except PipelineError as error:
        raise Misuse(f"`{source}`: {error.message}") from None


def _value(name: str, text: str) -> Any:
    try:
        return read_json(text)
    except PipelineError:
        raise Misuse(f"`--set {name}`: the value is not JSON; a text needs quotes") from None


@contextlib.contextmanager
def _events(path: str | None) -> "Iterator[EventFile | None]":
    if path is None:
        yield None
        return
    from pipesmith_runtime.event_file import event_file

    with contextlib.ExitStack() as stack:
        try:
            observer = stack.enter_context(event_file(path))
        except OSError as failure:
            raise Misuse(f"`{path}` cannot be written: {failure.strerror}") from None
        yield observer


@contextlib.contextmanager
def logged_to_stderr() -> Iterator[None]:
    """Show what pipelines log on standard error."""
    logger = logging.getLogger("pipesmith")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG if os.environ.get("PIPESMITH_DEBUG") else logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def _signals(pipeline: "Pipeline[..., Any]", options: Options) -> "Signals":
    """Send what the options say; standard input can send more, unless the input comes from it."""
    from pipesmith_runtime.sending import Sender

    try:
        sender = Sender(pipeline, listening=options.input != "-", as_json=options.json)
        return sender.begin(options.signal)
    except PipelineError as error:
        raise Misuse(f"`--signal`: {error.message}") from None


async def _run(
    pipeline: "Pipeline[..., Any]",
    arguments: dict[str, Any],
    observer: "EventFile | None",
    signals: "Signals",
) -> Any:
    """Run until done; the first interruption cancels, so that `finally` blocks run."""
    token = CancellationToken()
    with interruptible(token, *([observer.cut] if observer is not None else [])):
        return await pipeline(
            **arguments, run=Run(observer=observer, cancel=token, signals=signals)
        )


def _failed(error: PipelineError, as_json: bool) -> int:
    if as_json:
        sys.stderr.write(json.dumps(error.to_json(), ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"error: {error}\n")
        for note in getattr(error, "__notes__", ()):
            sys.stderr.write(f"  {note}\n")
        for problem in error.detail if error.of_input and len(error.detail or ()) > 1 else ():
            sys.stderr.write(f"  {problem['path']}: {problem['message']}\n")
    if error.code == CANCELLATION.name:
        return CANCELLED
    return MISUSED if error.of_input and error.stage is None else FAILED


def _written(result: Any, as_json: bool) -> int:
    indent = None if as_json else 2
    text = json.dumps(result, ensure_ascii=False, indent=indent)
    if not _can_be_printed(text):
        text = json.dumps(result, indent=indent)
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - nobody reads any more
    return 0


def _can_be_printed(text: str) -> bool:
    """Say whether standard output takes a text; host code may give half a character."""
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True
