"""Recorded runs as files: written after a run, read to pin its outcomes in another."""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipesmith.cli.files import Misuse, read_text
from pipesmith.diagnostics.render_cells import plain
from pipesmith_runtime import PipelineError
from pipesmith_runtime.errors import CANCELLATION
from pipesmith_runtime.pins import Choice, Pins
from pipesmith_runtime.reading import read_json
from pipesmith_runtime.recorded_run import RecordedRun
from pipesmith_runtime.recorder import Recorder


@dataclass(frozen=True, slots=True)
class Pinned:
    """A recorded run, and which of its outcomes a new run is given."""

    file: str
    recorded: RecordedRun
    choice: Choice

    @property
    def pins(self) -> Pins:
        """Give what stands around the stages of the new run."""
        return Pins(self.recorded, self.choice)

    @property
    def input(self) -> dict[str, Any]:
        """Give the input of the recorded run, where that is gone through again."""
        if not self.choice.repeats or self.recorded.input is None:
            return {}
        if self.recorded.redacted:
            raise Misuse(f"the input in `{self.file}` is without its secrets; give it by `--input`")
        return dict(self.recorded.input)


def pinned(
    file: str | None, at: tuple[str, ...], start: str | None, only: str | None
) -> Pinned | None:
    """Read what the options about pinned outcomes ask for."""
    if start is not None and only is not None:
        raise Misuse("`--from` and `--only` exclude each other")
    if at and (start is not None or only is not None):
        raise Misuse("`--pin-at` says itself what is given; `--from` and `--only` do too")
    if file is not None:
        return Pinned(file, _read(file), Choice(at, start, only))
    for option, given in (("--pin-at", at), ("--from", start), ("--only", only)):
        if given:
            raise Misuse(f"`{option}` needs a recorded run: `--pin FILE`")
    return None


def _read(file: str) -> RecordedRun:
    try:
        return RecordedRun.from_json(read_json(read_text(file)))
    except PipelineError as error:
        problems = error.detail if isinstance(error.detail, list) else []
        reasons = [f"{each['path']}: {each['message']}" for each in problems] or [error.message]
        lines = [f"`{file}` holds no recorded run", *(f"  {reason}" for reason in reasons)]
        raise Misuse("\n".join(map(plain, lines))) from None


def writable(file: str | None) -> str | None:
    """Give the name of a file that can be made, before the run rather than after it."""
    if file is not None and (os.path.isdir(file) or not Path(file).parent.is_dir()):
        raise Misuse(f"cannot write `{file}`: it is a folder, or in none")
    return file


class Recording:
    """The record of one run, and the file that it goes to when the run ends."""

    def __init__(self, file: str) -> None:
        self.recorder = Recorder()
        self._file = file
        self._written = False

    def write(self, result: Any, error: PipelineError | None) -> None:
        """Write what was recorded and what the run came to; nothing when it has not begun."""
        recorded = self.recorder.run(result, error)
        if recorded is not None:
            _write(self._file, recorded)
        self._written = True

    def cut(self, reason: str) -> None:
        """Write what is known of a run that is ended before it could end itself."""
        if self._written:
            return
        try:
            self.write(None, PipelineError(CANCELLATION, reason))
        except Misuse as misuse:
            sys.stderr.write(f"pipesmith: {plain(misuse.message)}\n")


def _write(file: str, recorded: RecordedRun) -> None:
    text = json.dumps(recorded.to_json(), ensure_ascii=False, indent=2) + "\n"
    try:
        Path(file).write_text(text, "utf-8")
    except OSError as error:
        reason = (error.strerror or "it cannot be written").lower()
        raise Misuse(f"cannot write `{file}`: {reason}") from None
