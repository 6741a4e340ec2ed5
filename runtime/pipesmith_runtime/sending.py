"""Signals from a command line: those of options, and lines of standard input while a run waits."""

import io
import json
import sys
import threading
from collections.abc import Iterable
from typing import Any

from pipesmith_runtime.errors import VALIDATION, PipelineError
from pipesmith_runtime.pipelines import Pipeline
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.signals import Signal, Signals


class Sender:
    """Sends to the runs of one pipeline what is written as `NAME=JSON`, or `NAME` for null.

    Standard input is read from when a run first waits. Its end, or not `listening` to it, means
    that nobody sends anything any more.
    """

    def __init__(
        self, pipeline: Pipeline[..., Any], *, listening: bool, as_json: bool = False
    ) -> None:
        self.signals = Signals(pipeline, self._awaited)
        self._listening = listening
        self._as_json = as_json
        self._listens = False

    def begin(self, written: Iterable[str]) -> Signals:
        """Send what the options say; give the signals of the run."""
        for text in written:
            self.take(text)
        if not self._listening:
            self.signals.end()
        return self.signals

    def take(self, text: str) -> None:
        """Send one value; VALIDATION if nothing waits for it or it does not fit."""
        name, equals, value = text.partition("=")
        self.signals.send(name.strip(), read_json(value) if equals else None)

    def _awaited(self, signal: Signal[Any]) -> None:
        """Begin to listen, and tell a person what to type."""
        if self._listening and not self._as_json and _is_terminal():
            sys.stderr.write(f"type {signal.sent_as}=JSON to send {signal.name}\n")
        if self._listening and not self._listens:
            self._listens = True
            threading.Thread(target=self._listen, name="signals", daemon=True).start()

    def _listen(self) -> None:
        try:
            for line in _lines():
                self._hear(line)
        finally:
            self.signals.end()

    def _hear(self, line: bytes) -> None:
        """Send what a line says; tell what is wrong with it, and go on."""
        try:
            text = line.decode().strip()
            if text:
                self.take(text)
        except UnicodeDecodeError:
            self._refuse(PipelineError(VALIDATION, "a line of standard input is not UTF-8"))
        except PipelineError as error:
            self._refuse(error)

    def _refuse(self, error: PipelineError) -> None:
        told = error.to_json()
        text = json.dumps(told, ensure_ascii=False) if self._as_json else f"error: {error}"
        sys.stderr.write(text + "\n")


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _lines() -> Iterable[bytes]:
    """Give the lines of standard input.

    They are read without a buffer, as a thread that is left waiting in one would keep Python from
    ending.
    """
    if sys.stdin is None:
        return ()
    try:
        return io.FileIO(sys.stdin.fileno(), closefd=False)
    except io.UnsupportedOperation:
        return (line.encode() for line in sys.stdin)
